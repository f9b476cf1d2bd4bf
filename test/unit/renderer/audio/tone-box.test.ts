import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ToneBox } from '../../../../renderer/audio/tones/tone-box';

const RATE = 8_000;
const taste = { region: 'US', ringtone: 'classic', digit: null };

class BufferOfLength {
  readonly length: number;
  readonly sampleRate: number;
  constructor({ length, sampleRate }: { length: number; sampleRate: number }) {
    this.length = length;
    this.sampleRate = sampleRate;
  }

  copyToChannel(samples: Float32Array): void {
    expect(samples.length).toBe(this.length);
  }
}

beforeEach(() => { vi.stubGlobal('AudioBuffer', BufferOfLength); });
afterEach(() => { vi.unstubAllGlobals(); });

test('gives the same buffer each time a tone is asked for', () => {
  const box = new ToneBox(RATE);
  const first = box.tone('ringback', taste);
  expect(first?.buffer.length).toBeGreaterThan(RATE);
  expect(box.tone('ringback', taste)).toBe(first);
});

test('tells countries, ring tones and digits apart', () => {
  const box = new ToneBox(RATE);
  expect(box.tone('busy', taste)?.buffer).not.toBe(box.tone('busy', { ...taste, region: 'FR' })?.buffer);
  expect(box.tone('ring', taste)?.buffer).not.toBe(box.tone('ring', { ...taste, ringtone: 'soft' })?.buffer);
  expect(box.tone('dtmf', { ...taste, digit: '1' })?.buffer).not.toBe(box.tone('dtmf', { ...taste, digit: '2' })?.buffer);
});

test('a ring tone is the same in every country', () => {
  const box = new ToneBox(RATE);
  expect(box.tone('ring', taste)).toBe(box.tone('ring', { ...taste, region: 'FR' }));
});

test('keeps the tones used last and lets the others go', () => {
  const box = new ToneBox(RATE);
  const ring = box.tone('ring', taste);
  const busy = box.tone('busy', taste);
  for (const digit of '0123456789*#ABCD') {
    box.tone('dtmf', { ...taste, digit });
    box.tone('ring', taste);
  }
  for (const region of ['FR', 'GB', 'DE', 'JP', 'IT', 'ES', 'AU', 'SE']) box.tone('congestion', { ...taste, region });
  expect(box.tone('ring', taste)).toBe(ring);
  expect(box.tone('busy', taste)).not.toBe(busy);
});

test('there is no tone for a key that no pad has', () => {
  expect(new ToneBox(RATE).tone('dtmf', { ...taste, digit: null })).toBeNull();
});
