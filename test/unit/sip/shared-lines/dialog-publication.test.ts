import { beforeEach, describe, expect, it } from 'vitest';
import { type PublishedDialog, type SeizeResult, silentLog } from '../../../../electron/calls/ports';
import { CallId } from '../../../../electron/contract/ids';
import { OwnDialogPublication } from '../../../../electron/sip/shared-lines/dialog-publication';
import type { PublishAnswer, PublishSpec } from '../../../../electron/sip/sipjs/event-requests';
import { parseDialogInfo } from '../../../../electron/sip/subscriptions/packages/dialog-info';
import { FakeClock } from '../../../support/fake-clock';

const seizing: PublishedDialog = { state: 'trying', direction: 'initiator', appearance: 1, exclusive: false, held: false, callId: null, remote: null };
const talking: PublishedDialog = { ...seizing, state: 'confirmed', callId: CallId.parse('one'), remote: { uri: 'sip:carol@pbx.test', displayName: 'Carol & "Co"' } };

describe('a dialog of ours, published with its place', () => {
  let clock: FakeClock;
  let sent: PublishSpec[];
  let answers: ((answer: PublishAnswer, cseq: number) => void)[];
  let over: number;
  let publication: OwnDialogPublication;
  const results: SeizeResult[] = [];
  const accept = (etag = 'e1', expiresSeconds: number | null = 3_600): void => answers.at(-1)?.({ kind: 'accepted', etag, expiresSeconds }, sent.length);
  const reject = (status: number): void => answers.at(-1)?.({ kind: 'rejected', status, minExpiresSeconds: null, retryAfterSeconds: null }, sent.length);
  const document = (spec: PublishSpec | undefined) => parseDialogInfo(spec?.body?.text ?? '');

  beforeEach(() => {
    [clock, sent, answers, over] = [new FakeClock(), [], [], 0];
    results.length = 0;
    publication = new OwnDialogPublication({
      entity: 'sip:desk@pbx.test', contact: () => 'sip:s1@192.0.2.7:5062', clock, log: silentLog, onOver: () => { over += 1; },
      dialogOf: () => ({ callId: 'c1', localTag: 'l1', remoteTag: 'r1', isConfirmed: true, remoteUri: 'sip:carol@pbx.test', remoteTarget: 'sip:carol@192.0.2.9' }),
      send: (spec, done) => { sent.push(spec); answers.push(done); return () => {}; },
    });
    publication.set(seizing, (result) => results.push(result));
  });

  it('asks for the place with a dialog in state trying, and has it with the 200', () => {
    expect(sent).toMatchObject([{ event: 'dialog;shared', etag: null, expiresSeconds: 3_600, body: { type: 'application/dialog-info+xml' } }]);
    expect(document(sent[0])).toMatchObject({ entity: 'sip:desk@pbx.test', full: false, version: 0, dialogs: [{ state: 'trying', direction: 'initiator', appearance: 1, callId: null }] });
    accept();
    expect(results).toEqual([{ kind: 'granted', index: 1 }]);
  });

  it('tells how the call goes on in the same dialog element, by the entity-tag, one request at a time', () => {
    publication.set(talking);
    expect(sent).toHaveLength(1);
    accept();
    expect(sent[1]).toMatchObject({ etag: 'e1' });
    expect(document(sent[1])).toMatchObject({ version: 1, dialogs: [{ id: document(sent[0])?.dialogs[0]?.id, state: 'confirmed', callId: 'c1', localTag: 'l1', remoteTag: 'r1', localTarget: 'sip:s1@192.0.2.7:5062', remote: { uri: 'sip:carol@pbx.test', displayName: 'Carol & "Co"' } }] });
    accept('e2');
    publication.set({ ...talking, held: true });
    expect(document(sent[2])?.dialogs).toMatchObject([{ held: true }]);
  });

  it('is taken where the agent refuses, unsupported where the server takes no such state', () => {
    reject(409);
    expect(results).toMatchObject([{ kind: 'taken', reason: 'PUBLISH 409' }]);
    clock.advance(60_000);
    expect(sent).toHaveLength(1);
    publication.set(seizing, (result) => results.push(result));
    reject(489);
    expect(results.at(-1)).toMatchObject({ kind: 'unsupported' });
    expect(over).toBe(1);
  });

  it('is refreshed, and begun anew where the server has forgotten it', () => {
    accept('e1', 100);
    clock.advance(80_000);
    expect(sent[1]).toMatchObject({ etag: 'e1' });
    reject(412);
    expect(sent[2]).toMatchObject({ etag: null });
    accept('e3', 100);
    expect(results).toHaveLength(1);
  });

  it('names the dialog it joins or replaces', () => {
    accept();
    const replaced = { id: 'x', state: 'confirmed', direction: 'initiator', callId: 'old', localTag: 'a', remoteTag: 'b', local: null, remote: null } as const;
    publication.set({ ...talking, replaced });
    expect(sent[1]?.body?.text).toContain('<sa:replaced-dialog call-id="old" local-tag="a" remote-tag="b"/>');
  });

  it('says when it is over, for a short life, and leaves no timer', () => {
    accept();
    publication.end();
    expect(sent[1]).toMatchObject({ etag: 'e1', expiresSeconds: 60 });
    expect(document(sent[1])?.dialogs).toMatchObject([{ state: 'terminated' }]);
    accept('e2');
    expect(over).toBe(1);
    expect(clock.pending).toBe(0);
    publication.set(talking);
    expect(sent).toHaveLength(2);
  });

  it('gives back a place whose answer is still to come', () => {
    publication.end();
    expect(sent).toHaveLength(1);
    accept();
    expect(document(sent[1])?.dialogs).toMatchObject([{ state: 'terminated' }]);
  });
});
