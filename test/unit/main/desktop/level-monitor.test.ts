import { describe, expect, it } from 'vitest';
import { LevelMonitor } from '../../../../electron/main/desktop/level-monitor';

describe('level meters outside of calls', () => {
  it('close the microphone while their window is hidden, and open it again with the window', () => {
    let on = false;
    const monitor = new LevelMonitor({ monitor: (wanted) => { on = wanted; } });
    monitor.want(true);
    expect(on).toBe(true);
    monitor.setSeen(false);
    expect(on).toBe(false);
    monitor.setSeen(true);
    expect(on).toBe(true);
  });
  it('stay closed where a page that is gone had asked for them', () => {
    let on = false;
    const monitor = new LevelMonitor({ monitor: (wanted) => { on = wanted; } });
    monitor.want(true);
    monitor.want(false);
    monitor.setSeen(false);
    monitor.setSeen(true);
    expect(on).toBe(false);
  });
});
