import { expect } from 'vitest';
import type { CallSnapshot } from '../../electron/contract';
import { wait } from './call-rig';
import type { HeadlessPhone } from './headless-phone';

const held = (call: CallSnapshot | undefined): string =>
  call?.phase.kind === 'established' ? `${call.phase.localHold ? 'L' : '-'}${call.phase.remoteHold ? 'R' : '-'}${call.holdPending ? '?' : ''}` : String(call?.phase.kind);

/** Waits until hold is as told at both ends of one call and nothing is under way: L = held here, R = held by the far end, `--` = neither. */
export async function settled(a: HeadlessPhone, aId: string, b: HeadlessPhone, bId: string, wanted: readonly [string, string], withinMs = 25_000): Promise<void> {
  const of = (phone: HeadlessPhone, id: string): string => held(phone.snapshot.find((call) => call.id === id));
  for (const until = performance.now() + withinMs; performance.now() < until; await wait(50)) {
    if (of(a, aId) === wanted[0] && of(b, bId) === wanted[1]) return;
  }
  expect([of(a, aId), of(b, bId)]).toEqual(wanted);
}
