import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports/log';
import type { AudioWindowOrder } from '../../../../electron/contract/audio';
import { defaultSettings } from '../../../../electron/contract/settings';
import type { AudioWindow } from '../../../../electron/main/audio/audio-window';
import { AudioWindowHost } from '../../../../electron/main/audio/audio-window-host';

class FakeWindow implements AudioWindow<string> {
  readonly said: string[] = [];
  readonly orders: AudioWindowOrder[] = [];
  closed = false;
  /** What devices were to have, one after the other. */
  readonly frames: number[] = [];
  constructor(readonly deviceFrames: number, private readonly devicesFollow: boolean) {}
  setDeviceFrames(frames: number): boolean {
    this.frames.push(frames);
    return this.devicesFollow;
  }
  crash: (reason: string) => void = () => undefined;
  sendOrder(order: AudioWindowOrder): void {
    this.orders.push(order);
    this.said.push(order.kind === 'playTone' ? `playTone ${order.tone}` : order.kind);
  }
  sendPort(port: string): void { this.said.push(port); }
  onCrashed(listener: (reason: string) => void): void { this.crash = listener; }
  close(): void { this.closed = true; }
}

function rig(remembered?: unknown, devicesFollow = true) {
  const windows: FakeWindow[] = [];
  const handed: string[] = [];
  const kept: unknown[] = [];
  /** What the next looks find; then little to do. */
  const idleShares: number[] = [];
  const timers: { task: () => void; cancelled: boolean }[] = [];
  let nowMs = 0;
  let channels = 0;
  const host = new AudioWindowHost<string>({
    createWindow: (deviceFrames) => {
      const window = new FakeWindow(deviceFrames, devicesFollow);
      windows.push(window);
      return window;
    },
    createChannel: () => {
      channels += 1;
      return { window: `window end ${channels}`, media: `media end ${channels}` };
    },
    handToMedia: (port) => handed.push(port),
    leastFrames: 240, memory: { getState: () => remembered, setState: (_key, value) => { kept.push(value); } },
    idleShare: () => idleShares.shift() ?? 0.9,
    clock: {
      monotonicMs: () => nowMs, epochMs: () => nowMs,
      after: (_delayMs, task) => {
        const timer = { task, cancelled: false };
        timers.push(timer);
        return () => { timer.cancelled = true; };
      },
    },
    log: silentLog,
  });
  return { host, windows, handed, kept, idleShares, pass: (ms: number) => { nowMs += ms; }, liveTimers: () => timers.filter((timer) => !timer.cancelled) };
}

describe('audio window host', () => {
  it('opens no window before something needs one', () => {
    const { host, windows } = rig();
    host.configure(defaultSettings, 'FR');
    host.stopTone('ringer');
    host.stopStream();
    host.monitor(false);
    expect(windows).toHaveLength(0);
  });

  it('tells a window that becomes ready all that is wanted, the port before the order to stream', () => {
    const { host, windows, handed } = rig();
    host.configure(defaultSettings, 'FR');
    host.startStream();
    host.playTone('ringback', 'speaker');
    expect(windows[0]?.said).toEqual([]);
    host.commands['audioWindow:ready']();
    expect(windows[0]?.said).toEqual(['configure', 'window end 1', 'startStream', 'playTone ringback']);
    expect(windows[0]?.orders[0]).toMatchObject({ kind: 'configure', region: 'FR', ringtone: 'classic', echoCancellation: true });
    expect(handed).toEqual(['media end 1']);
  });

  it('starts a stream once however often it is asked', () => {
    const { host, windows, handed } = rig();
    host.startStream();
    host.startStream();
    host.commands['audioWindow:ready']();
    host.startStream();
    expect(handed).toHaveLength(1);
    host.stopStream();
    host.stopStream();
    expect(windows[0]?.said.filter((word) => word === 'stopStream')).toHaveLength(1);
    host.startStream();
    expect(handed).toEqual(['media end 1', 'media end 2']);
  });

  it('gives a window that crashed in a call everything again, with a new port', () => {
    const { host, windows, handed } = rig();
    host.configure(defaultSettings, 'FR');
    host.startStream();
    host.playTone('ring', 'ringer');
    host.commands['audioWindow:ready']();
    windows[0]?.said.splice(0);
    windows[0]?.crash('crashed');
    host.stopTone('ringer');
    host.playTone('callWaiting', 'speaker');
    expect(windows[0]?.said).toEqual([]);
    host.commands['audioWindow:ready']();
    expect(windows[0]?.said).toEqual(['configure', 'window end 2', 'startStream', 'playTone callWaiting']);
    expect(handed).toEqual(['media end 1', 'media end 2']);
  });

  it('gives a restarted media process a new port, but only in a stream', () => {
    const { host, handed } = rig();
    host.open();
    host.commands['audioWindow:ready']();
    host.mediaRestarted();
    expect(handed).toEqual([]);
    host.startStream();
    host.mediaRestarted();
    expect(handed).toEqual(['media end 1', 'media end 2']);
  });

  it('does not play a key tone that nobody waits for any more', () => {
    const late = rig();
    late.host.playTone('dtmf', 'speaker', '5');
    late.pass(2_000);
    late.host.commands['audioWindow:ready']();
    expect(late.windows[0]?.said).toEqual([]);
    const quick = rig();
    quick.host.playTone('dtmf', 'speaker', '5');
    quick.pass(300);
    quick.host.commands['audioWindow:ready']();
    expect(quick.windows[0]?.orders).toEqual([{ kind: 'playTone', tone: 'dtmf', output: 'speaker', digit: '5' }]);
  });

  it('makes a window anew that never becomes ready, and says so', () => {
    const { host, windows, liveTimers } = rig();
    const problems: unknown[] = [];
    host.onProblem((problem) => problems.push(problem?.code ?? null));
    host.open();
    liveTimers()[0]?.task();
    expect(windows.map(({ closed }) => closed)).toEqual([true, false]);
    host.commands['audioWindow:ready']();
    expect(problems).toEqual(['device-failed', null]);
  });

  it('opens the window for whoever asks for the devices, and passes on what it finds', () => {
    const { host, windows } = rig();
    expect(host.devices().microphones).toEqual([]);
    expect(windows).toHaveLength(1);
    const heard: unknown[] = [];
    const stop = host.onDevices((devices) => heard.push(devices));
    const devices = { microphones: [{ id: 'a', name: 'Headset' }], speakers: [], activeMicrophone: 'Headset', activeSpeaker: null, activeRinger: null };
    host.commands['audioWindow:devices'](devices);
    stop();
    host.commands['audioWindow:devices']({ ...devices, activeMicrophone: null });
    expect(heard).toEqual([devices]);
    expect(host.devices().activeMicrophone).toBeNull();
  });

  it('leaves no timer and no window when disposed', () => {
    const { host, windows, liveTimers } = rig();
    host.startStream();
    host.dispose();
    expect(windows[0]?.closed).toBe(true);
    expect(liveTimers()).toEqual([]);
    host.open();
    expect(windows).toHaveLength(1);
  });

  const fallBehind = ({ host, pass }: Pick<ReturnType<typeof rig>, 'host' | 'pass'>): void => {
    const lagged = (deviceLagMs: number, times: number): void => {
      for (let i = 0; i < times; i += 1) {
        pass(100);
        host.commands['audioWindow:levels']({ microphone: 0, speaker: 0, deviceLagMs });
      }
    };
    lagged(0, 30);
    for (const lagMs of [6, 12, 18, 18]) lagged(lagMs, 10);
  };

  it('gives a speaker that falls behind a larger buffer at once, and remembers it', () => {
    const { host, windows, kept, pass } = rig();
    host.startStream();
    host.commands['audioWindow:ready']();
    pass(5_000);
    fallBehind({ host, pass });
    expect(windows[0]?.deviceFrames).toBe(240);
    expect(windows[0]?.frames).toEqual([480]);
    expect(windows[0]?.said.filter((each) => each === 'renewSpeaker')).toHaveLength(1);
    expect(kept).toEqual([{ frames: 480, calmStreams: 0 }]);
  });

  it('gives it all there is while the machine is busy, and takes it back when it is not any more', () => {
    const { host, windows, kept, idleShares, pass } = rig();
    idleShares.push(0, 0.1);
    host.startStream();
    host.commands['audioWindow:ready']();
    fallBehind({ host, pass });
    expect(windows[0]?.frames).toEqual([1_920]);
    for (let i = 0; i < 150; i += 1) {
      pass(100);
      host.commands['audioWindow:levels']({ microphone: 0, speaker: 0, deviceLagMs: 18 });
    }
    expect(windows[0]?.frames).toEqual([1_920, 240]);
    expect(windows[0]?.said.filter((each) => each === 'renewSpeaker')).toHaveLength(2);
    expect(kept).toEqual([]);
  });

  it('leaves the speaker as it is where devices do not follow, and remembers for the next start', () => {
    const { host, windows, kept, pass } = rig(undefined, false);
    host.startStream();
    host.commands['audioWindow:ready']();
    pass(5_000);
    fallBehind({ host, pass });
    expect(windows[0]?.said).not.toContain('renewSpeaker');
    expect(host.commands['audioWindow:opening']('speaker')).toEqual({ frames: 240 });
    expect(kept).toEqual([{ frames: 480, calmStreams: 0 }]);
  });

  it('opens a microphone with little, whatever the speaker needs', () => {
    const { host, windows } = rig({ frames: 480, calmStreams: 0 });
    host.open();
    expect(host.commands['audioWindow:opening']('speaker')).toEqual({ frames: 480 });
    expect(host.commands['audioWindow:opening']('microphone')).toEqual({ frames: 240 });
    expect(windows[0]?.frames).toEqual([480, 240]);
  });

  it('lets the page that comes after a crash begin with the smallest', () => {
    const { host, windows } = rig({ frames: 960, calmStreams: 0 });
    host.open();
    windows[0]?.crash('crashed');
    expect(windows[0]?.frames).toEqual([240]);
  });

  it('opens its window with what was learned before', () => {
    const { host, windows } = rig({ frames: 480, calmStreams: 0 });
    host.open();
    expect(windows[0]?.deviceFrames).toBe(480);
  });
});
