import { beforeEach, describe, expect, it } from 'vitest';
import type { SeizeResult } from '../../../../electron/calls/ports';
import { parseMessage, parseUri, type SipUri } from '../../../../electron/sip/parser';
import { LineSeizure } from '../../../../electron/sip/shared-lines/line-seizure';
import type { IncomingNotify, SubscribeAnswer, SubscribeSpec } from '../../../../electron/sip/subscriptions/wire';
import { FakeClock } from '../../../support/fake-clock';

const uri = (text: string): SipUri => parseUri(text) as SipUri;
const dialog = { remoteTag: 'as', remoteTarget: uri('sip:as@192.0.2.1'), routeSet: [] };

class Rig {
  readonly clock = new FakeClock();
  readonly asked: SubscribeSpec[] = [];
  readonly results: SeizeResult[] = [];
  lost = 0;
  answers: ((answer: SubscribeAnswer) => void)[] = [];
  onNotify: ((notify: IncomingNotify) => void) | null = null;
  readonly seizure = new LineSeizure({
    aor: uri('sip:201@pbx.test'), host: 'pbx.test', index: 1, clock: this.clock, onResult: (result) => this.results.push(result), onLost: () => { this.lost += 1; },
    wire: {
      subscribe: (spec, done) => { this.asked.push(spec); this.answers.push((answer) => done(answer, spec.cseq)); return () => {}; },
      listen: (_callId, _tag, _event, onNotify) => { this.onNotify = onNotify; return () => { this.onNotify = null; }; },
    },
  });

  accept(expiresSeconds = 15): void { this.answers.at(-1)?.({ kind: 'accepted', status: 200, expiresSeconds, dialog }); }
  reject(status: number): void { this.answers.at(-1)?.({ kind: 'rejected', status, reason: 'No', minExpiresSeconds: null, retryAfterSeconds: null }); }

  /** The status the NOTIFY was answered with. */
  notify(state: string, callInfo: string | null = '<sip:pbx.test>;appearance-index=1'): number {
    const parsed = parseMessage(Buffer.from(['NOTIFY sip:201@h SIP/2.0', 'Via: SIP/2.0/UDP h;branch=z9hG4bK1', 'From: <sip:a@b>;tag=as', 'To: <sip:201@pbx>;tag=1', 'Call-ID: c', 'CSeq: 1 NOTIFY', 'Max-Forwards: 70', 'Event: line-seize', `Subscription-State: ${state}`, ...(callInfo === null ? [] : [`Call-Info: ${callInfo}`]), 'Content-Length: 0', '', ''].join('\r\n')));
    if (!parsed.ok) throw new Error('not readable');
    let status = 481;
    this.onNotify?.({ remoteTag: 'as', cseq: 1, dialog, message: parsed.message, answer: (code) => { status = code; } });
    return status;
  }
}

describe('a place seized by line-seize', () => {
  let rig: Rig;
  beforeEach(() => { rig = new Rig(); });

  it('asks for 15 s with the index in Call-Info', () => {
    expect(rig.asked).toMatchObject([{ event: 'line-seize', expiresSeconds: 15, dialog: null, headers: ['Call-Info: <sip:pbx.test>;appearance-index=1'] }]);
  });

  it('is granted by the NOTIFY, before or after the 200, with the index of the server', () => {
    expect(rig.notify('active;expires=15', '<sip:pbx.test>;appearance-index=2')).toBe(200);
    rig.accept();
    expect(rig.results).toEqual([{ kind: 'granted', index: 2 }]);
  });

  it('is granted by a server that takes it and stays quiet', () => {
    rig.accept();
    rig.clock.advance(1_400);
    expect(rig.results).toEqual([]);
    rig.clock.advance(200);
    expect(rig.results).toEqual([{ kind: 'granted', index: 1 }]);
  });

  it('is taken where the server refuses, or ends it at once', () => {
    rig.reject(480);
    expect(rig.results).toMatchObject([{ kind: 'taken', reason: '480 No' }]);
    const other = new Rig();
    other.accept();
    other.notify('terminated;reason=noresource');
    expect(other.results).toMatchObject([{ kind: 'taken', reason: 'noresource' }]);
  });

  it('is unsupported where the server does not know the event, failed where it says nothing', () => {
    rig.reject(489);
    expect(rig.results).toMatchObject([{ kind: 'unsupported' }]);
    const other = new Rig();
    other.answers[0]?.({ kind: 'none', status: 408 });
    expect(other.results).toMatchObject([{ kind: 'failed' }]);
  });

  it('is kept while the user types, and lost where the server will not', () => {
    rig.notify('active;expires=15');
    rig.accept();
    rig.clock.advance(9_100);
    expect(rig.asked.at(-1)).toMatchObject({ expiresSeconds: 15, dialog });
    rig.reject(481);
    expect(rig.lost).toBe(1);
    expect(rig.results).toHaveLength(1);
  });

  it('is given back with Expires: 0 and its index, and the last NOTIFY is answered', () => {
    rig.notify('active;expires=15');
    rig.accept();
    rig.seizure.release();
    expect(rig.asked.at(-1)).toMatchObject({ expiresSeconds: 0, dialog, headers: ['Call-Info: <sip:pbx.test>;appearance-index=1'] });
    expect(rig.notify('terminated')).toBe(200);
    expect(rig.lost).toBe(0);
    rig.clock.advance(33_000);
    expect(rig.onNotify).toBeNull();
    expect(rig.clock.pending).toBe(0);
  });

  it('is given back as soon as the way is known, where the user was faster than the answer', () => {
    rig.seizure.release();
    expect(rig.asked).toHaveLength(1);
    rig.accept();
    expect(rig.asked.at(-1)).toMatchObject({ expiresSeconds: 0, dialog });
    expect(rig.results).toEqual([]);
  });

  it('is left to the server once it was dialled from', () => {
    rig.notify('active;expires=15');
    rig.accept();
    rig.seizure.used();
    rig.clock.advance(20_000);
    expect(rig.asked).toHaveLength(1);
    expect(rig.notify('terminated;reason=noresource')).toBe(200);
    expect(rig.lost).toBe(0);
  });

  it('is lost where the server takes it back before that', () => {
    rig.notify('active;expires=15');
    rig.accept();
    rig.notify('terminated;reason=noresource');
    expect(rig.lost).toBe(1);
  });
});
