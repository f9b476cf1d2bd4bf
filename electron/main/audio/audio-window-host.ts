import type { AudioDevices, AudioLevels, AudioProblem, AudioWindowOrder, DeviceUse, ToneName } from '../../contract/audio';
import type { Settings } from '../../contract/settings';
import type { Audio, Clock, Log } from '../../calls/ports';
import type { CommandHandlers } from '../ipc/router';
import type { AudioWindow } from './audio-window';
import { DeviceBuffer, type Memory } from './device-buffer';
import { Listeners } from './listeners';

type OutputName = 'speaker' | 'ringer';
type ToneOrder = Extract<AudioWindowOrder, { kind: 'playTone' }>;

export interface AudioWindowHostOptions<Port> {
  /** `deviceFrames`: how much sound the buffers of its devices are to hold, frames at 48 kHz. */
  createWindow(deviceFrames: number, leastFrames: number): AudioWindow<Port>;
  /** Two ends of a new channel; `window` goes to the audio window, `media` to the media process. */
  createChannel(): { window: Port; media: Port };
  /** Gives an end to the media process, in place of the one it had. */
  handToMedia(port: Port): void;
  /** Keeps what was learned of this machine's devices. */
  memory: Memory;
  /** The least that devices take at a time, frames at 48 kHz (LEAST_FRAMES). */
  leastFrames: number;
  /** Which share of the processors lay idle since it was asked last, 0..1. */
  idleShare(): number;
  clock: Clock;
  log: Log;
}

/** A short tone (a key, the hang-up blip) is worth playing only at once: later it would only confuse. */
const STALE_AFTER_MS = 700;
/** A page that never says it is ready is closed and made again. */
const READY_TIMEOUT_MS = 15_000;

/** How often it is looked whether the machine has other work. */
const LOOK_MS = 5_000;

const noDevices: AudioDevices = { microphones: [], speakers: [], activeMicrophone: null, activeSpeaker: null, activeRinger: null };

/**
 * Runs the hidden audio window. It keeps what is wanted (devices, stream, tones), not a queue of orders: whenever the
 * window's page says it is ready, the first time or after a crash, it is told all of it anew.
 * The window opens for the first thing that needs it, and stays.
 */
export class AudioWindowHost<Port> implements Audio {
  private window: AudioWindow<Port> | null = null;
  private ready = false;
  private disposed = false;
  private cancelReadyTimer: () => void = () => undefined;

  private readonly buffer: DeviceBuffer;
  private lookedAtMs = 0;
  /** What the window was opened with. */
  private startedFrames: number;
  private configuration: AudioWindowOrder | null = null;
  private streaming = false;
  private monitoring = false;
  private readonly tones = new Map<OutputName, { order: ToneOrder; sinceMs: number }>();

  private lastDevices = noDevices;
  private lastProblem: AudioProblem = null;
  private readonly devicesListeners = new Listeners<AudioDevices>();
  private readonly levelsListeners = new Listeners<AudioLevels>();
  private readonly problemListeners = new Listeners<AudioProblem>();

  /** Handlers of the commands that the window's page sends; give them to the router. */
  readonly commands = {
    'audioWindow:ready': () => this.pageReady(),
    'audioWindow:devices': (devices) => {
      this.lastDevices = devices;
      this.devicesListeners.tell(devices);
      return null;
    },
    'audioWindow:levels': (levels) => {
      this.levelsListeners.tell(levels);
      this.noteLag(levels.deviceLagMs);
      return null;
    },
    'audioWindow:opening': (use) => ({ frames: this.opening(use) }),
    'audioWindow:problem': (problem) => {
      if (problem !== null) this.options.log.warn('audio problem', { ...problem });
      this.setProblem(problem);
      return null;
    },
  } satisfies Partial<CommandHandlers>;

  constructor(private readonly options: AudioWindowHostOptions<Port>) {
    this.buffer = new DeviceBuffer(options.memory, options.leastFrames);
    this.startedFrames = options.leastFrames;
  }

  /** Opens the window if it is not open yet; something that makes the next call quicker may ask for it. */
  open(): void {
    if (this.window !== null || this.disposed) return;
    const { createWindow, clock, log } = this.options;
    const window = createWindow(this.buffer.frames, this.buffer.least);
    this.startedFrames = this.buffer.frames;
    this.window = window;
    window.onCrashed((reason) => {
      if (this.window !== window) return;
      log.error('the audio window crashed', { reason });
      this.ready = false;
      // The new page takes its own steps from what it finds.
      window.setDeviceFrames(this.buffer.least);
      this.expectReady();
    });
    this.expectReady();
    log.info('audio window opened', { deviceFrames: this.buffer.frames, atMs: Math.round(clock.monotonicMs()) });
  }

  configure(settings: Settings, region: string): void {
    const { microphone, speaker, ringer, echoCancellation, noiseSuppression, autoGainControl, ringVolume, ringtone } = settings;
    this.configuration = { kind: 'configure', microphone, speaker, ringer, echoCancellation, noiseSuppression, autoGainControl, ringVolume, ringtone, region };
    if (this.ready) this.window?.sendOrder(this.configuration);
  }

  startStream(): void {
    if (this.streaming) return;
    this.streaming = true;
    this.buffer.begin(this.options.clock.monotonicMs());
    this.look();
    this.open();
    if (this.ready) this.joinStream();
  }

  stopStream(): void {
    if (!this.streaming) return;
    this.streaming = false;
    this.order({ kind: 'stopStream' });
    this.buffer.end(this.options.clock.monotonicMs());
  }

  /** The media process was started again: the stream needs a new port. Call it when Media says `restarted`. */
  mediaRestarted(): void {
    if (this.streaming && this.ready) this.joinStream();
  }

  playTone(tone: ToneName, output: OutputName, digit?: string): void {
    const order: ToneOrder = { kind: 'playTone', tone, output, digit: digit ?? null };
    this.tones.set(output, { order, sinceMs: this.options.clock.monotonicMs() });
    this.open();
    this.order(order);
  }

  stopTone(output: OutputName): void {
    if (!this.tones.delete(output)) return;
    this.order({ kind: 'stopTone', output });
  }

  monitor(on: boolean): void {
    if (on === this.monitoring) return;
    this.monitoring = on;
    if (on) this.open();
    this.order({ kind: 'monitor', on });
  }

  /** What is known by now. Only the window can look, so asking opens it: the answer comes through onDevices. */
  devices(): AudioDevices {
    this.open();
    return this.lastDevices;
  }

  problem(): AudioProblem {
    return this.lastProblem;
  }

  onDevices(listener: (devices: AudioDevices) => void): () => void {
    return this.devicesListeners.add(listener);
  }

  onLevels(listener: (levels: AudioLevels) => void): () => void {
    return this.levelsListeners.add(listener);
  }

  onProblem(listener: (problem: AudioProblem) => void): () => void {
    return this.problemListeners.add(listener);
  }

  dispose(): void {
    this.disposed = true;
    this.cancelReadyTimer();
    this.window?.close();
    this.window = null;
    this.ready = false;
  }

  private noteLag(lagMs: number | undefined): void {
    if (!this.streaming || !this.ready || lagMs === undefined) return;
    const nowMs = this.options.clock.monotonicMs();
    const lost = this.buffer.note(lagMs, nowMs);
    const calmed = nowMs - this.lookedAtMs >= LOOK_MS && this.buffer.noteIdle(this.look());
    if (!lost && !calmed) return;
    const { frames } = this.buffer;
    if (this.window?.setDeviceFrames(frames) !== true) return;
    this.options.log.info('the speaker gets another buffer', { frames });
    this.buffer.changed();
    this.order({ kind: 'renewSpeaker' });
  }

  private look(): number {
    this.lookedAtMs = this.options.clock.monotonicMs();
    return this.options.idleShare();
  }

  /**
   * A microphone is opened with the least, whatever the speaker needs: the sound server keeps for it what is not fetched in
   * time. Where devices do not follow, they have what they were started with.
   */
  private opening(use: DeviceUse): number {
    const frames = use === 'speaker' ? this.buffer.frames : this.buffer.least;
    return this.window?.setDeviceFrames(frames) === true ? frames : this.startedFrames;
  }

  private pageReady(): null {
    this.cancelReadyTimer();
    this.ready = true;
    this.buffer.changed();
    this.setProblem(null);
    if (this.configuration !== null) this.order(this.configuration);
    if (this.streaming) this.joinStream();
    if (this.monitoring) this.order({ kind: 'monitor', on: true });
    for (const [output, { order, sinceMs }] of this.tones) {
      const short = order.tone === 'dtmf' || order.tone === 'hangUp';
      if (short && this.options.clock.monotonicMs() - sinceMs > STALE_AFTER_MS) this.tones.delete(output);
      else this.order(order);
    }
    return null;
  }

  /** A new channel each time: a port that was joined once cannot be joined again. */
  private joinStream(): void {
    const { window, media } = this.options.createChannel();
    this.options.handToMedia(media);
    this.window?.sendPort(window);
    this.order({ kind: 'startStream' });
  }

  private order(order: AudioWindowOrder): void {
    if (this.ready) this.window?.sendOrder(order);
  }

  private expectReady(): void {
    this.cancelReadyTimer();
    this.cancelReadyTimer = this.options.clock.after(READY_TIMEOUT_MS, () => {
      this.options.log.error('the audio window did not come up; it is made again');
      this.setProblem({ code: 'device-failed', detail: 'the audio window did not come up' });
      this.window?.close();
      this.window = null;
      this.open();
    });
  }

  private setProblem(problem: AudioProblem): void {
    if (JSON.stringify(problem) === JSON.stringify(this.lastProblem)) return;
    this.lastProblem = problem;
    this.problemListeners.tell(problem);
  }
}
