import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports';
import type { PublishAnswer, PublishSpec } from '../../../../electron/sip/sipjs/event-requests';
import { Publisher } from '../../../../electron/sip/subscriptions/publisher';
import { FakeClock } from '../../../support/fake-clock';

let clock: FakeClock;
let sent: { spec: PublishSpec; answer: (answer: PublishAnswer) => void }[];
let publisher: Publisher;
const last = () => {
  const one = sent.at(-1);
  if (one === undefined) throw new Error('nothing sent');
  return one;
};
const accept = (etag: string | null, expiresSeconds: number | null = 600): void => last().answer({ kind: 'accepted', etag, expiresSeconds });
const reject = (status: number, minExpiresSeconds: number | null = null, retryAfterSeconds: number | null = null): void => last().answer({ kind: 'rejected', status, minExpiresSeconds, retryAfterSeconds });

beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  publisher = new Publisher({
    entity: 'sip:201@pbx.test', clock, log: silentLog,
    send: (spec, done) => { sent.push({ spec, answer: (answer) => done(answer, spec.cseq) }); return () => {}; },
  });
});

describe('publishing', () => {
  it('waits for the registration, and has one PUBLISH under way at a time', () => {
    publisher.set('available');
    expect(sent).toHaveLength(0);
    publisher.registered(true);
    publisher.set('on-the-phone');
    publisher.set('away');
    expect(sent).toHaveLength(1);
    accept('e1');
    expect(sent).toHaveLength(2);
    expect([last().spec.etag, last().spec.cseq]).toEqual(['e1', 2]);
    expect(last().spec.body?.text).toContain('away');
  });

  it('refreshes without a body before it runs out, with the newest tag', () => {
    publisher.registered(true);
    publisher.set('available');
    accept('e1', 100);
    clock.advance(79_000);
    expect(sent).toHaveLength(1);
    clock.advance(1_000);
    expect([last().spec.etag, last().spec.body]).toEqual(['e1', undefined]);
    accept('e2', 100);
    clock.advance(80_000);
    expect(last().spec.etag).toBe('e2');
  });

  it('begins anew where the server has forgotten it (412), also at a refresh', () => {
    publisher.registered(true);
    publisher.set('available');
    accept('e1', 100);
    clock.advance(80_000);
    reject(412);
    expect([last().spec.etag, last().spec.body !== undefined]).toEqual([null, true]);
  });

  it('asks for longer where that is wanted (423), later where the server says when, and not at all where it takes none', () => {
    publisher.registered(true);
    publisher.set('available');
    reject(423, 7_200);
    expect(last().spec.expiresSeconds).toBe(7_200);
    reject(503, null, 20);
    clock.advance(19_999);
    expect(sent).toHaveLength(2);
    clock.advance(1);
    expect(sent).toHaveLength(3);
    reject(489);
    publisher.set('away');
    clock.advance(86_400_000);
    expect(sent).toHaveLength(3);
    publisher.registered(false);
    publisher.registered(true);
    expect(sent).toHaveLength(4);
  });

  it('takes back what it published, and leaves no timer', () => {
    publisher.registered(true);
    publisher.set('available');
    accept('e1');
    publisher.set(null);
    expect([last().spec.expiresSeconds, last().spec.etag]).toEqual([0, 'e1']);
    accept(null);
    expect(clock.pending).toBe(0);
  });
});
