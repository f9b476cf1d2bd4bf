import { describe, expect, it } from 'vitest';
import { idleShareMeter } from '../../../../electron/main/audio/idle-share';

describe('the share of the processors that lies idle', () => {
  it('is of the time since it was asked last', () => {
    const read = [{ idle: 100, all: 1_000 }, { idle: 200, all: 1_200 }, { idle: 210, all: 1_400 }];
    const idleShare = idleShareMeter(() => read.shift() ?? { idle: 0, all: 0 });
    expect(idleShare()).toBe(0.5);
    expect(idleShare()).toBe(0.05);
  });

  it('is all where the system tells nothing, and never outside of 0 to 1', () => {
    const read = [{ idle: 0, all: 0 }, { idle: 0, all: 0 }, { idle: 30, all: 20 }];
    const idleShare = idleShareMeter(() => read.shift() ?? { idle: 0, all: 40 });
    expect(idleShare()).toBe(1);
    expect(idleShare()).toBe(1);
    expect(idleShare()).toBe(0);
  });

  it('is read from this machine', () => {
    const idleShare = idleShareMeter();
    expect(idleShare()).toBeGreaterThanOrEqual(0);
    expect(idleShare()).toBeLessThanOrEqual(1);
  });
});
