import { beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports';
import type { RegistrationState } from '../../../../electron/contract/accounts';
import { Registration, type RegistrationLine } from '../../../../electron/sip/registration/registration';
import type { Grant } from '../../../../electron/sip/registration/grant';
import type { RegisterOutcome, RegisterSpec } from '../../../../electron/sip/sipjs/register-request';
import type { Hop } from '../../../../electron/sip/transport/hop';
import { FakeClock } from '../../../support/fake-clock';

const SERVER: Hop = { host: '192.0.2.1', port: 5060 };
const LOCAL: Hop = { host: '10.0.0.2', port: 40_000 };

/** A line whose server answers what the test says. */
class FakeLine implements RegistrationLine {
  sent: RegisterSpec[] = [];
  hops: (Hop | null)[] = [SERVER];
  seen: Hop | null = LOCAL;
  shown: Hop = LOCAL;
  dropped = 0;
  forgotten = 0;
  grants: Grant[] = [];
  private done: ((outcome: RegisterOutcome, lastCSeq: number) => void) | null = null;

  async resolve(): Promise<Hop | null> { return this.hops[0] ?? null; }
  sendRegister(spec: RegisterSpec, done: (outcome: RegisterOutcome, lastCSeq: number) => void): () => void {
    this.sent.push(spec);
    this.done = done;
    return () => { this.dropped += 1; };
  }
  hopFailed(): boolean {
    if (this.hops.length < 2) return false;
    this.hops.shift();
    return true;
  }
  seenAs(): Hop | null { return this.seen; }
  contactAddress(): Hop { return this.shown; }
  moveContact(address: Hop): string {
    const old = `sip:me@${this.shown.host}:${this.shown.port}`;
    this.shown = address;
    return old;
  }
  forgetAddresses(): void { this.forgotten += 1; }
  granted(grant: Grant): void { this.grants.push(grant); }
  /** The answer to the last REGISTER, after a challenge that used one more CSeq. */
  answer(outcome: RegisterOutcome): void { this.done?.(outcome, (this.sent.at(-1)?.cseq ?? 0) + 1); }
  accept(grant: Partial<Grant> = {}): void {
    this.answer({ kind: 'accepted', grant: { listing: 'ours', expiresSeconds: 600, publicGruu: null, serviceRoute: [], outbound: false, listedFlows: [], flowTimerSeconds: null, ...grant } });
  }
  reject(status: number, reason = '', more: Partial<{ minExpiresSeconds: number; retryAfterSeconds: number; credentialsSent: boolean }> = {}): void {
    this.answer({ kind: 'rejected', status, reason, minExpiresSeconds: null, retryAfterSeconds: null, credentialsSent: true, ...more });
  }
}

let clock: FakeClock;
let line: FakeLine;
let states: RegistrationState[];
let registration: Registration;
const tick = async (): Promise<void> => { for (let i = 0; i < 5; i++) await Promise.resolve(); };
const last = (): RegistrationState => states.at(-1) ?? { kind: 'disabled' };

beforeEach(async () => {
  clock = new FakeClock();
  line = new FakeLine();
  states = [];
  registration = new Registration(line, { expiresSeconds: 600, clock, log: silentLog, random: () => 0.5, regId: 1, onState: (state) => states.push(state) });
  registration.start();
  await tick();
});

describe('while it works', () => {
  test('is ready with the expiry granted, and refreshes at 87.5 % of it under the same Call-ID with a higher CSeq', async () => {
    line.accept({ expiresSeconds: 100 });
    expect(last()).toMatchObject({ kind: 'ready', server: '192.0.2.1:5060', expiresAtEpochMs: clock.epochMs() + 100_000 });
    clock.advance(87_400);
    expect(line.sent).toHaveLength(1);
    clock.advance(200);
    await tick();
    const [first, second] = line.sent;
    expect(second?.callId).toBe(first?.callId);
    expect(second?.cseq).toBeGreaterThan((first?.cseq ?? 0) + 1);
    expect(states.filter(({ kind }) => kind === 'registering')).toHaveLength(1);
  });

  test('takes the expiry it asked for where the server says none', () => {
    line.accept({ expiresSeconds: null });
    expect(last()).toMatchObject({ expiresAtEpochMs: clock.epochMs() + 600_000 });
  });

  test('423 is answered at once with Min-Expires', async () => {
    line.reject(423, 'Interval Too Brief', { minExpiresSeconds: 1_800 });
    await tick();
    expect(line.sent.map(({ expiresSeconds }) => expiresSeconds)).toEqual([600, 1_800]);
    line.accept({ expiresSeconds: 1_800 });
    expect(last().kind).toBe('ready');
  });

  test('behind a NAT the Contact moves to the address seen, once, and the old binding is removed', async () => {
    line.seen = { host: '203.0.113.9', port: 1_234 };
    line.accept({ expiresSeconds: 600 });
    await tick();
    expect(line.sent.at(-1)?.alsoRemove).toEqual(['sip:me@10.0.0.2:40000']);
    // A NAT with a new port each time must not make us register for ever.
    line.seen = { host: '203.0.113.9', port: 5_678 };
    line.accept({ expiresSeconds: 600 });
    await tick();
    expect(line.sent).toHaveLength(2);
  });

  test('where the server keeps flows apart, it replaces the old binding itself: an address may be that of another flow', async () => {
    line.seen = { host: '203.0.113.9', port: 1_234 };
    line.accept({ outbound: true });
    await tick();
    expect(line.sent).toHaveLength(2);
    expect(line.sent.at(-1)?.alsoRemove).toEqual([]);
  });

  test('unregisters with Expires 0 and waits 2 s at most', async () => {
    line.accept({ expiresSeconds: 600 });
    const gone = registration.unregister();
    expect(line.sent.at(-1)?.expiresSeconds).toBe(0);
    clock.advance(2_000);
    await gone;
    expect(clock.pending).toBe(0);
  });

  test('to unregister while a REGISTER is under way waits for its answer, and takes back what that bound', async () => {
    let isGone = false;
    const gone = registration.unregister().then(() => { isGone = true; });
    await tick();
    expect([isGone, line.sent.length, line.dropped]).toEqual([false, 1, 0]);
    line.accept();
    expect(line.sent.map(({ expiresSeconds }) => expiresSeconds)).toEqual([600, 0]);
    // The answered challenge used one more.
    expect(line.sent[1]?.cseq).toBe((line.sent[0]?.cseq ?? 0) + 2);
    line.accept();
    await gone;
    expect(clock.pending).toBe(0);
    expect(last()).toMatchObject({ kind: 'registering' });
  });

  test('to unregister while a REGISTER is under way sends no other where it was refused, and gives up after 2 s', async () => {
    const refused = registration.unregister();
    line.reject(403);
    await refused;
    expect([line.sent.length, clock.pending]).toEqual([1, 0]);
    const other = new FakeLine();
    const silent = new Registration(other, { expiresSeconds: 600, clock, log: silentLog, random: () => 0.5, regId: 1, onState: () => {} });
    silent.start();
    await tick();
    const gone = silent.unregister();
    clock.advance(2_000);
    await gone;
    expect([other.sent.length, other.dropped, clock.pending]).toEqual([1, 1, 0]);
  });

  test('to unregister while a refresh is under way unregisters after its answer, whatever that is', async () => {
    line.accept();
    registration.start();
    await tick();
    line.accept();
    clock.advance(600_000);
    await tick();
    const gone = registration.unregister();
    expect(line.sent.at(-1)?.expiresSeconds).toBe(600);
    line.reject(500);
    expect(line.sent.at(-1)?.expiresSeconds).toBe(0);
    line.accept();
    await gone;
    expect(clock.pending).toBe(0);
  });
});

describe('what the server lists', () => {
  test('a 200 that lists others without us is not believed: told in words, tried again with growing waits', async () => {
    for (const waitMs of [2_000, 4_000, 8_000]) {
      line.accept({ listing: 'others' });
      expect(last()).toMatchObject({ kind: 'failed', nextTryAtEpochMs: clock.epochMs() + waitMs, error: { code: 'not-listed', sipStatus: 200, detail: expect.stringContaining('does not list') } });
      clock.advance(waitMs);
      await tick();
    }
    expect(line.grants).toEqual([]);
    line.accept();
    expect(last().kind).toBe('ready');
  });

  test('a 200 that lists nobody is taken: some servers never do', () => {
    line.accept({ listing: 'none' });
    expect(last().kind).toBe('ready');
  });

  test('the list is asked for without a Contact under the same Call-ID, and gives way to a registration', async () => {
    line.accept({ expiresSeconds: 100 });
    const told: string[] = [];
    registration.query((outcome) => told.push(outcome));
    expect(line.sent.at(-1)).toMatchObject({ isQuery: true, callId: line.sent[0]?.callId });
    expect(line.sent.at(-1)?.cseq).toBeGreaterThan(line.sent[0]?.cseq ?? 0);
    line.accept({ listing: 'others' });
    expect(told).toEqual(['others']);
    expect(last().kind).toBe('ready');
    registration.query((outcome) => told.push(outcome));
    const dropped = line.dropped;
    clock.advance(90_000);
    await tick();
    expect(line.dropped).toBe(dropped + 1);
    expect(line.sent.at(-1)).toMatchObject({ isQuery: false, expiresSeconds: 600 });
  });

  test.each([['timeout', 'silent'], ['unreachable', 'silent'], ['no-network', 'silent']] as const)('a list that ends in %s is %s', (kind, outcome) => {
    line.accept();
    const told: string[] = [];
    registration.query((one) => told.push(one));
    line.answer({ kind });
    expect(told).toEqual([outcome]);
  });

  test('where calls were found not to arrive it registers again and says why; the next proof stands with the line', async () => {
    line.accept();
    registration.note({ kind: 'returned', atEpochMs: 5 });
    expect(last()).toMatchObject({ kind: 'ready', proof: { kind: 'returned', atEpochMs: 5 } });
    registration.renew('forgotten', 5);
    expect(last()).toMatchObject({ kind: 'registering', lost: { problem: 'forgotten', provenAtEpochMs: 5 } });
    await tick();
    expect(line.sent).toHaveLength(2);
    line.accept();
    expect(last()).toMatchObject({ kind: 'ready' });
    expect(last()).not.toHaveProperty('proof');
  });

  test('a refresh keeps what was proven', async () => {
    line.accept({ expiresSeconds: 100 });
    registration.note({ kind: 'listed', atEpochMs: 7 });
    clock.advance(90_000);
    await tick();
    line.accept({ expiresSeconds: 100 });
    expect(last()).toMatchObject({ kind: 'ready', proof: { kind: 'listed', atEpochMs: 7 } });
  });
});

describe('flows', () => {
  test('a first proxy that does not speak of them (439) is asked at once without', async () => {
    expect(line.sent.at(-1)?.regId).toBe(1);
    line.reject(439, 'First Hop Lacks Outbound Support');
    await tick();
    expect(line.sent.at(-1)?.regId).toBeNull();
    line.accept();
    expect(last().kind).toBe('ready');
  });
});

describe('after the network changed', () => {
  test('tries follow each other within 0.8 s for 15 s, then back off; what is known of our addresses is forgotten each time', async () => {
    line.accept();
    registration.startInHaste(null);
    await tick();
    let tries = 0;
    const beganMs = clock.monotonicMs();
    while (clock.monotonicMs() - beganMs < 15_000) {
      line.answer({ kind: 'no-network' });
      const state = last();
      if (state.kind !== 'failed' || state.nextTryAtEpochMs === null) throw new Error('no next try');
      expect(state.nextTryAtEpochMs - clock.epochMs()).toBeLessThanOrEqual(800);
      clock.advance(state.nextTryAtEpochMs - clock.epochMs());
      await tick();
      tries += 1;
    }
    expect(line.forgotten).toBe(tries);
    line.answer({ kind: 'no-network' });
    expect(last()).toMatchObject({ nextTryAtEpochMs: clock.epochMs() + 2_000 });
  });

  test('a refusal is not met with haste', async () => {
    registration.startInHaste(null);
    await tick();
    line.reject(503, 'Overloaded', { retryAfterSeconds: 30 });
    expect(last()).toMatchObject({ kind: 'failed', nextTryAtEpochMs: clock.epochMs() + 30_000 });
  });
});

describe('when it fails', () => {
  test.each([
    [401, 'Unauthorized', 'wrong-password'], [407, 'Proxy Authentication Required', 'wrong-password'], [403, 'Wrong Password', 'wrong-password'],
    [403, 'Forbidden', 'forbidden'], [404, 'Not Found', 'unknown-user'], [500, 'Oops', 'server-error'], [600, 'Busy', 'server-error'],
  ])('%i %s is %s', (status, reason, code) => {
    line.reject(status, reason);
    expect(last()).toMatchObject({ kind: 'failed', error: { code, sipStatus: status, detail: `${status} ${reason}` } });
  });

  test('a challenge that cannot be answered is not called a wrong password', () => {
    line.reject(401, 'Unauthorized', { credentialsSent: false });
    expect(last()).toMatchObject({ error: { code: 'server-error', sipStatus: 401 } });
  });

  test('a line that throws is a failed registration, tried again', async () => {
    line.sendRegister = () => { throw new Error('boom'); };
    registration.start();
    await tick();
    expect(last()).toMatchObject({ kind: 'failed', error: { code: 'network' }, nextTryAtEpochMs: clock.epochMs() + 2_000 });
  });

  test('a wrong password is not tried again by itself', () => {
    line.reject(401);
    expect(last()).toMatchObject({ nextTryAtEpochMs: null });
    expect(clock.pending).toBe(0);
  });

  test('a server that does not answer is tried again with growing waits, at most 180 s apart', async () => {
    const waits: number[] = [];
    for (let i = 0; i < 10; i++) {
      line.answer({ kind: 'timeout' });
      const state = last();
      if (state.kind !== 'failed' || state.nextTryAtEpochMs === null) throw new Error('no next try');
      waits.push((state.nextTryAtEpochMs - clock.epochMs()) / 1000);
      clock.advance(state.nextTryAtEpochMs - clock.epochMs());
      await tick();
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 180, 180, 180]);
    line.accept({ expiresSeconds: 60 });
    expect(last().kind).toBe('ready');
  });

  test('Retry-After is kept', () => {
    line.reject(503, 'Overloaded', { retryAfterSeconds: 120 });
    expect(last()).toMatchObject({ nextTryAtEpochMs: clock.epochMs() + 120_000 });
  });

  test('the next server is tried at once', async () => {
    line.hops = [SERVER, { host: '192.0.2.2', port: 5060 }];
    line.answer({ kind: 'timeout' });
    await tick();
    expect(line.sent).toHaveLength(2);
    expect(states.some(({ kind }) => kind === 'failed')).toBe(false);
  });

  test('a name that is not found says so and is asked again', async () => {
    line.hops = [null];
    registration.start();
    await tick();
    expect(last()).toMatchObject({ kind: 'failed', error: { code: 'not-resolved' }, nextTryAtEpochMs: clock.epochMs() + 2_000 });
  });

  test('what an older attempt brings is ignored after a restart', async () => {
    const { answer } = { answer: line.answer.bind(line) };
    registration.start();
    answer({ kind: 'timeout' });
    await tick();
    expect(last().kind).toBe('registering');
    expect(line.dropped).toBeGreaterThan(0);
  });

  test('dispose leaves no timer', () => {
    line.reject(500);
    registration.dispose();
    expect(clock.pending).toBe(0);
  });
});
