import { afterEach, describe, expect, it, vi } from 'vitest';
import { CallId } from '../../../../electron/contract/ids';
import { createInProcessMedia } from '../../../../electron/media';
import { OpusEncoder } from '../../../../electron/media/codecs/opus-codec';
import { FakeClock } from '../../../support/fake-clock';

const [first, second] = [CallId.parse('first'), CallId.parse('second')];
const options = { codecs: ['opus'], localAddress: '127.0.0.1', direction: 'sendrecv' } as const;

afterEach(() => { vi.restoreAllMocks(); });

describe('encoders of an engine under load', () => {
  it('all try less while the process is busy, those of new calls too, and the best again once it is calm', async () => {
    const tuned = new Map<object, number>();
    const { tune } = OpusEncoder.prototype;
    vi.spyOn(OpusEncoder.prototype, 'tune').mockImplementation(function (this: OpusEncoder, tuning) {
      if (tuning.complexity !== undefined) tuned.set(this, tuning.complexity);
      tune.call(this, tuning);
    });
    const clock = new FakeClock();
    let cpuMs = 0;
    const media = createInProcessMedia({ clock, cpuMs: () => cpuMs });
    const far = createInProcessMedia({ clock });
    const connect = async (callId: CallId): Promise<void> => {
      const answer = await far.makeAnswer(callId, await media.makeOffer(callId, options), options);
      tuned.clear();
      await media.takeAnswer(callId, answer.ok ? answer.sdp : '');
    };
    const busy = (load: number, seconds: number): void => {
      for (let i = 0; i < seconds; i++) { cpuMs += load * 1_000; clock.advance(1_000); }
    };
    try {
      await connect(first);
      expect([...tuned.values()]).toEqual([7]);
      const ofFirst = [...tuned.keys()][0] ?? {};
      busy(0.1, 2);
      busy(0.95, 1);
      expect(tuned.get(ofFirst)).toBe(0);
      await connect(second);
      expect([...tuned.values()]).toEqual([0]);
      busy(0.1, 40);
      expect([...tuned.values()]).toEqual([7, 7]);
    } finally {
      await Promise.all([media.dispose(), far.dispose()]);
    }
    expect(clock.pending).toBe(0);
  });
});
