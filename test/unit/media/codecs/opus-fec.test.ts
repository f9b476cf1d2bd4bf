import { describe, expect, it } from 'vitest';
import { createEncoder } from '../../../../electron/media/codecs';
import { opusCarriesFec } from '../../../../electron/media/codecs/opus-packet';
import { SendAdaptation } from '../../../../electron/media/engine/send-adaptation';
import { speech } from '../../../support/codec-signals';

/** Share of packets with a copy of the one before, as our sender is set up for a far end that takes so many bit/s and reports 2 % loss. */
function shareWithFec(maxBitsPerSecond: number): number {
  const adaptation = new SendAdaptation({ usualBitsPerSecond: Math.min(32_000, maxBitsPerSecond), maxBitsPerSecond, fecUseful: true, redundancyPossible: false });
  const encoder = createEncoder('opus', adaptation.note({ lossPercent: 2, roundTripMs: 40, atMs: 5000 }));
  const pcm = speech(48_000, 4);
  const packets = Array.from({ length: 200 }, (_, i) => encoder.encode(pcm.subarray(i * 960, (i + 1) * 960)));
  encoder.dispose();
  return packets.filter(opusCarriesFec).length / packets.length;
}

describe('in-band FEC of our sender', () => {
  it.each([40_000, 26_000, 24_000, 20_000, 18_000])('is in most packets of speech at 2 %% of loss and %i bit/s', (bitsPerSecond) => {
    expect(shareWithFec(bitsPerSecond)).toBeGreaterThan(0.6);
  });
});
