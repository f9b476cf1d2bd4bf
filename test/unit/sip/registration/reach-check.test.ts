import { beforeEach, describe, expect, test } from 'vitest';
import type { ReachProblem, ReachProof } from '../../../../electron/contract/reach';
import { type QueryOutcome, ReachCheck, type SelfAnswer } from '../../../../electron/sip/registration/reach-check';
import { FakeClock } from '../../../support/fake-clock';

let clock: FakeClock;
let check: ReachCheck;
let proofs: ReachProof[];
let renewals: { problem: ReachProblem; provenAtEpochMs: number | null }[];
let asked: number;
let dropped: number;
let listed: boolean;
let answerSelf: (answer: SelfAnswer) => void;
let answerQuery: ((outcome: QueryOutcome) => void) | null;

const FIRST_MS = 1_000;
const EVERY_MS = 60_000;
const back: SelfAnswer = { returned: true, status: null };
const away = (status: number | null): SelfAnswer => ({ returned: false, status });
const last = (): ReachProof | undefined => proofs.at(-1);

beforeEach(() => {
  clock = new FakeClock();
  proofs = [];
  renewals = [];
  [asked, dropped, listed, answerQuery] = [0, 0, true, null];
  check = new ReachCheck({
    clock, random: () => 0.5, schedule: { firstAfterMs: FIRST_MS, everyMs: EVERY_MS }, wasListed: () => listed,
    askSelf: (done) => { asked += 1; answerSelf = done; return () => { dropped += 1; }; },
    query: (done) => { answerQuery = done; return () => { dropped += 1; }; },
    onProof: (proof) => proofs.push(proof),
    // As the line does: not ready, and ready again in a moment.
    onBroken: (problem, provenAtEpochMs) => { renewals.push({ problem, provenAtEpochMs }); check.stop(); check.start(); },
  });
  check.start();
});

const nextLook = (afterMs = EVERY_MS): void => { clock.advance(afterMs); };

describe('a server that passes requests to us on', () => {
  test('proves it by bringing ours back: soon after registering and then at intervals, without asking for the list', () => {
    expect(asked).toBe(0);
    nextLook(FIRST_MS);
    answerSelf(back);
    expect(last()).toEqual({ kind: 'returned', atEpochMs: clock.epochMs() });
    nextLook();
    expect(asked).toBe(2);
    answerSelf(back);
    expect(proofs).toHaveLength(2);
    expect(answerQuery).toBeNull();
  });

  test('that has forgotten us is registered with again at once, and told when it was last well', () => {
    nextLook(FIRST_MS);
    answerSelf(back);
    const provenAtEpochMs = clock.epochMs();
    nextLook();
    answerSelf(away(404));
    answerQuery?.('none');
    expect(last()).toMatchObject({ kind: 'broken', problem: 'forgotten', provenAtEpochMs });
    expect(renewals).toEqual([{ problem: 'forgotten', provenAtEpochMs }]);
    nextLook(FIRST_MS);
    answerSelf(back);
    expect(last()).toMatchObject({ kind: 'returned' });
    // A second restart is met the same way.
    nextLook();
    answerSelf(away(404));
    answerQuery?.('none');
    expect(renewals).toHaveLength(2);
  });

  test('that lists us but brings nothing back any more: registered again once, then told and looked at in its time', () => {
    nextLook(FIRST_MS);
    answerSelf(back);
    for (const waitMs of [EVERY_MS, FIRST_MS, EVERY_MS]) {
      nextLook(waitMs);
      answerSelf(away(200));
      answerQuery?.('ours');
      expect(last()).toMatchObject({ kind: 'broken', problem: 'no-return' });
    }
    expect(renewals).toHaveLength(1);
    nextLook();
    answerSelf(back);
    expect(last()).toMatchObject({ kind: 'returned' });
  });

  test('408 and 430 mean that it tried in vain, even the first time', () => {
    nextLook(FIRST_MS);
    answerSelf(away(408));
    answerQuery?.('ours');
    expect(last()).toMatchObject({ kind: 'broken', problem: 'no-return', provenAtEpochMs: null });
  });

  test('on another network nothing is expected of it any more', () => {
    nextLook(FIRST_MS);
    answerSelf(back);
    check.forget();
    nextLook();
    answerSelf(away(200));
    answerQuery?.('ours');
    expect(last()).toMatchObject({ kind: 'listed' });
  });
});

describe('a server that answers such requests itself', () => {
  test.each([200, 404, 405, 480, null])('proves by its list that it knows us (%s)', (status) => {
    nextLook(FIRST_MS);
    answerSelf(away(status));
    answerQuery?.('ours');
    expect(last()).toEqual({ kind: 'listed', atEpochMs: clock.epochMs() });
    expect(renewals).toEqual([]);
  });

  test('and has lost its list is registered with again', () => {
    nextLook(FIRST_MS);
    answerSelf(away(200));
    answerQuery?.('others');
    expect(renewals).toMatchObject([{ problem: 'forgotten' }]);
  });

  test('and whose list is wrong even right after a registration is not asked for it again and again', () => {
    for (const waitMs of [FIRST_MS, FIRST_MS, EVERY_MS]) {
      nextLook(waitMs);
      answerSelf(away(200));
      answerQuery?.('none');
    }
    expect(renewals).toHaveLength(1);
    expect(last()).toMatchObject({ kind: 'unprovable' });
  });

  test('and never listed us, or refuses to, cannot be proven', () => {
    listed = false;
    nextLook(FIRST_MS);
    answerSelf(away(200));
    answerQuery?.('none');
    expect(last()).toEqual({ kind: 'unprovable', atEpochMs: clock.epochMs() });
    nextLook();
    answerSelf(away(501));
    answerQuery?.('refused');
    expect(last()).toEqual({ kind: 'unprovable', atEpochMs: clock.epochMs() });
    expect(renewals).toEqual([]);
  });

  test('and does not answer at all is registered with again: that tells what is wrong', () => {
    nextLook(FIRST_MS);
    answerSelf(away(null));
    answerQuery?.('silent');
    expect(renewals).toMatchObject([{ problem: 'silent' }]);
  });
});

describe('on demand', () => {
  test('looks at once and resolves when it is known; the next look moves on', async () => {
    const first = check.checkNow();
    const second = check.checkNow();
    expect(asked).toBe(1);
    answerSelf(back);
    await Promise.all([first, second]);
    nextLook(EVERY_MS - 1);
    expect(asked).toBe(1);
  });

  test('resolves where the line is not ready any more, and nothing is left behind', async () => {
    const looked = check.checkNow();
    check.stop();
    await looked;
    expect(dropped).toBe(1);
    expect(clock.pending).toBe(0);
    await check.checkNow();
    expect(asked).toBe(1);
  });
});
