import { beforeEach, describe, expect, it } from 'vitest';
import { type EventPackage, silentLog, type SubscriptionEvent } from '../../../../electron/calls/ports';
import { parseUri, type SipUri } from '../../../../electron/sip/parser';
import { Subscription, TIMER_N_MS } from '../../../../electron/sip/subscriptions/subscription';
import type { IncomingNotify, SubscribeAnswer, SubscribeSpec } from '../../../../electron/sip/subscriptions/wire';
import { FakeClock } from '../../../support/fake-clock';

const uri = (text: string): SipUri => {
  const parsed = parseUri(text);
  if (parsed === null) throw new Error(text);
  return parsed;
};
const route = (tag: string) => ({ remoteTag: tag, remoteTarget: uri(`sip:${tag}@192.0.2.1`), routeSet: [] });
const SUMMARY = 'Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/2)\r\n';

interface Asked { readonly spec: SubscribeSpec; dropped: boolean; answer(answer: SubscribeAnswer): void }

class Rig {
  readonly clock = new FakeClock();
  readonly asked: Asked[] = [];
  readonly told: SubscriptionEvent[] = [];
  readonly subscription: Subscription;
  private onNotify: ((notify: IncomingNotify) => void) | null = null;
  private cseq = 0;

  constructor(eventPackage: EventPackage = 'message-summary') {
    this.subscription = new Subscription({
      eventPackage, target: uri('sip:201@pbx.test'), resource: '201', list: false, expiresSeconds: 3_600, clock: this.clock, random: () => 0.5, log: silentLog,
      tell: (event) => this.told.push(event),
      wire: {
        subscribe: (spec, done) => {
          const asked: Asked = { spec, dropped: false, answer: (answer) => { if (!asked.dropped) done(answer, spec.cseq); } };
          this.asked.push(asked);
          return () => { asked.dropped = true; };
        },
        listen: (_callId, _tag, _event, onNotify) => {
          this.onNotify = onNotify;
          return () => { if (this.onNotify === onNotify) this.onNotify = null; };
        },
      },
    });
  }

  get last(): Asked {
    const last = this.asked.at(-1);
    if (last === undefined) throw new Error('nothing asked');
    return last;
  }

  accept(tag = 'far', expiresSeconds: number | null = 600): void {
    this.last.answer({ kind: 'accepted', status: 200, expiresSeconds, dialog: route(tag) });
  }

  reject(status: number, headers: { min?: number; retry?: number } = {}): void {
    this.last.answer({ kind: 'rejected', status, reason: 'No', minExpiresSeconds: headers.min ?? null, retryAfterSeconds: headers.retry ?? null });
  }

  /** Answers the status with which the NOTIFY was met; 481 where nobody listens. */
  notify(state: string | null, { tag = 'far', body = SUMMARY, type = 'application/simple-message-summary', headers = [] as [string, string][], cseq = ++this.cseq } = {}): number {
    let status = 481;
    this.onNotify?.({
      remoteTag: tag, cseq, dialog: route(tag),
      message: {
        headers: [...(state === null ? [] : [{ name: 'subscription-state', value: state }]), ...(body === '' ? [] : [{ name: 'content-type', value: type }]), ...headers.map(([name, value]) => ({ name, value }))],
        body: Buffer.from(body),
      },
      answer: (answer) => { status = answer; },
    });
    return status;
  }

  get kind(): string {
    return this.subscription.current.kind;
  }
}

let rig: Rig;
beforeEach(() => { rig = new Rig(); });

describe('a subscription', () => {
  it('is active with the first NOTIFY and refreshes in the dialog before it runs out', () => {
    rig.subscription.start();
    expect(rig.kind).toBe('subscribing');
    rig.accept('far', 600);
    expect(rig.notify('active;expires=600')).toBe(200);
    expect(rig.kind).toBe('active');
    expect(rig.told.at(-2)).toMatchObject({ kind: 'facts', resource: '201', facts: { package: 'message-summary', summary: { waiting: true, newVoice: 2, oldVoice: 8, urgentNewVoice: 0 } } });
    rig.clock.advance(600_000 * 0.9);
    expect(rig.asked).toHaveLength(2);
    expect(rig.last.spec).toMatchObject({ cseq: 2, expiresSeconds: 3_600, dialog: { remoteTag: 'far' } });
    expect(rig.last.spec.callId).toBe(rig.asked[0]?.spec.callId);
  });

  it('takes a NOTIFY that is faster than the 200', () => {
    rig.subscription.start();
    expect(rig.notify('active')).toBe(200);
    expect(rig.kind).toBe('active');
    rig.accept('far', 60);
    rig.clock.advance(55_000);
    expect(rig.last.spec.dialog?.remoteTag).toBe('far');
    expect(rig.asked).toHaveLength(2);
  });

  it('asks again with the least time a server grants (423)', () => {
    rig.subscription.start();
    rig.reject(423, { min: 7_200 });
    expect(rig.last.spec).toMatchObject({ expiresSeconds: 7_200, cseq: 2, dialog: null });
  });

  it('gives up on 423 that asks for nothing more', () => {
    rig.subscription.start();
    rig.reject(423, { min: 60 });
    expect(rig.kind).toBe('waiting');
  });

  it.each([[489, 'unsupported'], [403, 'refused'], [404, 'refused'], [603, 'refused'], [401, 'refused']])('ends on %i and begins again with the next registration', (status, why) => {
    rig.subscription.start();
    rig.reject(status);
    expect(rig.subscription.current).toMatchObject({ kind: 'ended', why, status });
    rig.clock.advance(86_400_000);
    expect(rig.asked).toHaveLength(1);
    rig.subscription.start();
    expect(rig.asked).toHaveLength(2);
  });

  it('waits as long as Retry-After says', () => {
    rig.subscription.start();
    rig.reject(503, { retry: 120 });
    rig.clock.advance(119_000);
    expect(rig.asked).toHaveLength(1);
    rig.clock.advance(1_000);
    expect(rig.asked).toHaveLength(2);
    expect(rig.last.spec.callId).not.toBe(rig.asked[0]?.spec.callId);
  });

  it('backs off, longer each time, where nobody answers', () => {
    rig.subscription.start();
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      rig.last.answer({ kind: 'none', status: 408 });
      const before = rig.asked.length;
      let waited = 0;
      while (rig.asked.length === before) { rig.clock.advance(1_000); waited += 1; }
      waits.push(waited);
    }
    expect(waits).toEqual([15, 30, 60, 120]);
  });

  it('takes a 200 without any NOTIFY for a failure after timer N', () => {
    rig.subscription.start();
    rig.accept();
    rig.clock.advance(TIMER_N_MS - 1);
    expect(rig.kind).toBe('subscribing');
    rig.clock.advance(1);
    expect(rig.kind).toBe('waiting');
  });

  it.each([
    ['deactivated', 'again'], ['timeout', 'again'], ['probation;retry-after=30', 30_000], ['giveup;retry-after=40', 40_000], ['giveup', 15_000],
    ['rejected', 'never'], ['noresource', 'never'], ['invariant', 'final'], ['somethingelse;retry-after=5', 5_000],
  ] as const)('goes on as the reason "%s" says', (reason, then) => {
    rig.subscription.start();
    rig.accept();
    rig.notify('active;expires=600');
    rig.clock.advance(10_000);
    expect(rig.notify(`terminated;reason=${reason}`)).toBe(200);
    if (then === 'again') {
      expect(rig.asked).toHaveLength(2);
      expect(rig.last.spec).toMatchObject({ dialog: null, cseq: 1 });
      expect(rig.told.filter(({ kind }) => kind === 'facts').length).toBeGreaterThan(0);
    } else if (typeof then === 'number') {
      rig.clock.advance(then - 1);
      expect(rig.asked).toHaveLength(1);
      rig.clock.advance(1);
      expect(rig.asked).toHaveLength(2);
    } else {
      expect(rig.subscription.current).toMatchObject({ kind: 'ended', why: then === 'final' ? 'final' : 'refused' });
      expect(rig.clock.pending).toBe(0);
    }
  });

  it('does not go round as fast as the network allows where it is ended at once each time', () => {
    rig.subscription.start();
    for (let round = 0; round < 5; round++) {
      rig.accept();
      rig.notify('terminated;reason=deactivated');
      rig.clock.advance(999);
    }
    expect(rig.asked.length).toBeLessThan(5);
  });

  it('keeps every fork as a dialog of its own and ends with the last', () => {
    rig.subscription.start();
    rig.notify('active;expires=600', { tag: 'one' });
    rig.notify('active;expires=300', { tag: 'two', body: 'Messages-Waiting: yes\r\nVoice-Message: 1/0\r\n' });
    rig.accept('one');
    expect(rig.told.at(-1)).toMatchObject({ kind: 'facts', facts: { summary: { newVoice: 3, oldVoice: 8 } } });
    rig.clock.advance(270_000);
    expect(rig.last.spec.dialog?.remoteTag).toBe('two');
    rig.notify('terminated;reason=timeout', { tag: 'two', body: '' });
    expect(rig.kind).toBe('active');
    expect(rig.told.at(-1)).toMatchObject({ kind: 'facts', facts: { summary: { newVoice: 2 } } });
    rig.notify('terminated;reason=noresource', { tag: 'one', body: '' });
    expect(rig.subscription.current).toMatchObject({ kind: 'ended', why: 'refused' });
  });

  it('has one dialog only for presence: other forks meet 481', () => {
    rig = new Rig('presence');
    const body = '<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:201@pbx.test"><tuple id="a"><status><basic>open</basic></status></tuple></presence>';
    rig.subscription.start();
    expect(rig.notify('active', { tag: 'one', body, type: 'application/pidf+xml' })).toBe(200);
    expect(rig.notify('active', { tag: 'two', body, type: 'application/pidf+xml' })).toBe(481);
  });

  it('begins anew where a refresh meets 481, and keeps the dialog where it meets 503', () => {
    rig.subscription.start();
    rig.accept('far', 600);
    rig.notify('active;expires=600');
    rig.clock.advance(540_000);
    rig.reject(503);
    expect(rig.kind).toBe('active');
    rig.clock.advance(40_000);
    expect(rig.last.spec.dialog?.remoteTag).toBe('far');
    rig.reject(481);
    expect(rig.last.spec).toMatchObject({ dialog: null });
    expect(rig.last.spec.callId).not.toBe(rig.asked[0]?.spec.callId);
  });

  it('refreshes what stands when the line is registered again, with the condition of RFC 5839', () => {
    rig.subscription.start();
    rig.accept();
    rig.notify('active;expires=600', { headers: [['sip-etag', 'abc']] });
    rig.subscription.start();
    expect(rig.last.spec).toMatchObject({ dialog: { remoteTag: 'far' } });
    expect(rig.last.spec.headers).toContain('Suppress-If-Match: abc');
    rig.last.answer({ kind: 'accepted', status: 204, expiresSeconds: 600, dialog: null });
    rig.clock.advance(TIMER_N_MS + 1);
    expect(rig.kind).toBe('active');
  });

  it('refuses NOTIFYs out of order, of another type and unreadable, and stays', () => {
    rig = new Rig('dialog');
    rig.subscription.start();
    rig.accept();
    const body = '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:201@pbx.test"/>';
    expect(rig.notify('active', { body, type: 'application/dialog-info+xml', cseq: 5 })).toBe(200);
    expect(rig.notify('active', { body, type: 'application/dialog-info+xml', cseq: 4 })).toBe(500);
    expect(rig.notify('active', { body: 'x', type: 'text/html', cseq: 6 })).toBe(415);
    expect(rig.notify('active', { body: '<dialog-info', type: 'application/dialog-info+xml', cseq: 7 })).toBe(400);
    expect(rig.kind).toBe('active');
  });

  it('asks for the whole where a partial state was lost', () => {
    rig = new Rig('dialog');
    const partial = (version: number): string => `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="partial" entity="sip:201@pbx.test"><dialog id="d${version}"><state>early</state></dialog></dialog-info>`;
    rig.subscription.start();
    rig.accept();
    rig.notify('active;expires=600', { body: partial(0).replace('partial', 'full'), type: 'application/dialog-info+xml' });
    rig.notify('active;expires=600', { body: partial(1), type: 'application/dialog-info+xml' });
    expect(rig.asked).toHaveLength(1);
    rig.notify('active;expires=600', { body: partial(3), type: 'application/dialog-info+xml', headers: [['sip-etag', 'x']] });
    expect(rig.asked).toHaveLength(2);
    expect(rig.last.spec.headers.join()).not.toContain('Suppress');
  });

  it('takes itself back in every dialog, answers the last NOTIFY and leaves no timer', () => {
    rig.subscription.start();
    rig.accept('one');
    rig.notify('active;expires=600', { tag: 'one' });
    rig.notify('active;expires=600', { tag: 'two' });
    rig.subscription.stop();
    expect(rig.asked.slice(1).map(({ spec }) => [spec.expiresSeconds, spec.dialog?.remoteTag])).toEqual([[0, 'one'], [0, 'two']]);
    expect(rig.notify('terminated;reason=timeout', { tag: 'one', body: '' })).toBe(200);
    rig.clock.advance(TIMER_N_MS);
    expect(rig.notify('active', { tag: 'one' })).toBe(481);
    expect(rig.clock.pending).toBe(0);
    expect(rig.kind).toBe('idle');
  });

  it('forgets a SUBSCRIBE under way when it is not wanted any more', () => {
    rig.subscription.start();
    rig.subscription.stop();
    expect(rig.last.dropped).toBe(true);
    expect(rig.notify('active')).toBe(481);
  });
});
