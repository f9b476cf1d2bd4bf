import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, loudness, pause, type RunningApp, sinks, startWithPeer, until } from '../support/app';
import { hasBaresip, type Baresip } from '../support/sip/baresip';
import { hasKamailio } from '../support/sip/kamailio';
import { longestGap } from '../support/sound/gap';
import { findTears, lostPhase } from '../support/sound/tears';

const STALL_MS = 500;
/** Computes that long without a turn for anybody; answers how long it took. */
const STALL = `(() => { const from = performance.now(); while (performance.now() - from < ${STALL_MS}); return performance.now() - from; })()`;
/** No piece of 2.7, 5.3, 10 or 20 ms, nor the first twenty of them, holds whole turns of these. */
const EARS = [{ ear: sinks.farEar, mouth: sinks.mouth, hz: 519 }, { ear: sinks.speaker, mouth: sinks.farMouth, hz: 619 }] as const;
const LOUD = 0.02;
/** A tone that lost nothing wavers by 3 at most; the smallest piece is worth 26. */
const KEPT_DEGREES = 20;
/** A machine that stands still for a moment may tear one try; a stall that reaches the sound tears every one. */
const TRIES = 5;

interface Heard { readonly ear: string; readonly gapMs: number; readonly tears: number; readonly lostDegrees: number }

describe.skipIf(!hasKamailio || !hasBaresip)('a stall of half a second in the middle of a call', () => {
  let desk: Desk;
  let app: RunningApp;
  let peer: Baresip;

  beforeAll(async () => {
    ({ desk, app, peer } = await startWithPeer());
    await app.invoke('call:dial', { number: 'bare', accountId: null });
    await peer.next('CALL_INCOMING');
    peer.command('accept');
    await app.waitForCall('established');
    for (const { mouth, hz } of EARS) await desk.pulse.addTone(mouth, hz);
    for (const { ear, hz } of EARS) await until(`the hum at ${ear}`, async () => (await loudness(desk, ear, hz, 300)).tone > LOUD, 20_000);
    // Devices stutter their way in.
    await until('a hum that nothing tears', async () => (await heardAround(() => pause(STALL_MS))).every(wholly), 20_000);
  }, 100_000);
  afterAll(() => desk.dispose());

  /** What either end hears of the other's hum, from a little before `harm` until all that was on its way has come. */
  async function heardAround(harm: () => Promise<void>): Promise<Heard[]> {
    const recorders = await Promise.all(EARS.map(({ ear }) => desk.listen(ear)));
    await pause(300);
    await harm();
    await pause(600);
    return Promise.all(EARS.map(async ({ ear, hz }, at): Promise<Heard> => {
      const pcm = await recorders[at]?.stop() ?? new Float32Array(0);
      return { ear, gapMs: longestGap(pcm, LOUD).ms, tears: findTears(pcm, hz).events, lostDegrees: lostPhase(pcm, hz) };
    }));
  }
  const wholly = ({ gapMs, tears, lostDegrees }: Heard): boolean => gapMs <= 60 && tears === 0 && lostDegrees < KEPT_DEGREES;

  test.each([
    ['the main process', () => app.electron.evaluate<number>(STALL)],
    ['the page of the phone window', async () => (await app.window('phone')).evaluate<number>(STALL)],
    ['the page of the audio window', async () => (await app.window('audio')).evaluate<number>(STALL)],
  ] as const)('of %s is heard at neither end: no gap, nothing lost', async (_what, stall) => {
    const tries: Heard[][] = [];
    do {
      tries.push(await heardAround(async () => { expect(await stall()).toBeGreaterThanOrEqual(STALL_MS); }));
    } while (!tries.at(-1)?.every(wholly) && tries.length < TRIES);
    expect(tries.at(-1)?.filter((heard) => !wholly(heard)), JSON.stringify(tries)).toEqual([]);
  });

  test('of the threads that carry the sound is heard at both: the ears would have told', async () => {
    const pid = app.helperPid('--sidetone-window=audio');
    const heard = await heardAround(async () => {
      process.kill(pid, 'SIGSTOP');
      await pause(STALL_MS);
      process.kill(pid, 'SIGCONT');
      await pause(600);
    });
    for (const { ear, gapMs, tears } of heard) {
      expect(gapMs, ear).toBeGreaterThan(100);
      expect(tears, ear).toBeGreaterThan(0);
    }
  });
});
