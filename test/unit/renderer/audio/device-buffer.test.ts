import { describe, expect, it } from 'vitest';
import { DeviceBuffer } from '../../../../renderer/audio/device-buffer';

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const values = new Map<string, string>();
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => { values.set(key, value); } };
}

/** A stream of so many seconds, told of ten times a second by messages up to 8 ms late; the device loses `lostMs` each second. */
function stream(buffer: DeviceBuffer, seconds: number, lostMs: number, driftPpm = 0): boolean {
  buffer.begin();
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    const atMs = tick * 100;
    buffer.note(atMs * (1 + driftPpm / 1e6) - (lostMs * tick) / 10, 5_000 + atMs + (tick % 5) * 2);
  }
  return buffer.end();
}

describe('the device buffer', () => {
  it('is the smallest until a stream has lost sound, then larger, and remembered', () => {
    const kept = storage();
    const buffer = new DeviceBuffer(kept);
    expect(buffer.seconds).toBeCloseTo(128 / 48_000);
    expect(stream(buffer, 30, 3)).toBe(true);
    expect(buffer.seconds).toBeCloseTo(256 / 48_000);
    expect(new DeviceBuffer(kept).seconds).toBeCloseTo(256 / 48_000);
  });

  it('stays where nothing is lost, late messages and drifting clocks notwithstanding', () => {
    const buffer = new DeviceBuffer(storage());
    for (const driftPpm of [0, 200, -200]) expect(stream(buffer, 60, 0, driftPpm)).toBe(false);
  });

  it('says nothing of a stream too short to tell', () => {
    expect(stream(new DeviceBuffer(storage()), 6, 20)).toBe(false);
  });

  it('grows no further than 21 ms', () => {
    const buffer = new DeviceBuffer(storage());
    for (let i = 0; i < 6; i += 1) stream(buffer, 30, 20);
    expect(buffer.seconds).toBeCloseTo(1_024 / 48_000);
  });

  it('begins anew where what is stored makes no sense', () => {
    expect(new DeviceBuffer({ getItem: () => '77', setItem: () => undefined }).seconds).toBeCloseTo(128 / 48_000);
  });
});
