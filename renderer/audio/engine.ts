import type { AudioDevices, AudioLevels, AudioProblem, AudioWindowOrder, DeviceUse, ToneName } from '../../electron/contract/audio';
import { Bridge } from './bridge';
import { DeviceGate } from './device-gate';
import { DeviceWatch, findDevice, type DeviceList } from './devices';
import { MicrophoneKeeper } from './microphone-keeper';
import type { MicrophoneWish } from './microphone';
import { Output, OUTPUT_RATE, type Sink } from './output';
import { ProblemBoard } from './problems';
import { SilenceWatch } from './silence';
import { ToneBox } from './tones/tone-box';
import type { FromBridge } from './worklets/messages';

type Configuration = Omit<Extract<AudioWindowOrder, { kind: 'configure' }>, 'kind'>;
type OutputName = 'speaker' | 'ringer';

/** What the engine tells main. */
export interface EngineEvents {
  devices(devices: AudioDevices): void;
  levels(levels: AudioLevels): void;
  problem(problem: AudioProblem): void;
}

const REPORT_MS = 100;

const unconfigured: Configuration = {
  microphone: null, speaker: null, ringer: null,
  echoCancellation: true, noiseSuppression: true, autoGainControl: true, ringVolume: 0.8, ringtone: 'classic', region: 'US',
};

/** Carries out main's orders with the machine's devices: one microphone, one speaker, one ringer. */
export class Engine {
  private configuration = unconfigured;
  private streaming = false;
  private monitoring = false;
  private port: MessagePort | null = null;
  private bridge: Bridge | null = null;
  private told = '';
  /** What the speaker's device takes at a time; 0 before it was opened. */
  private speakerFrames = 0;
  private readonly outputs: Record<OutputName, Output>;
  private readonly tones: Record<OutputName, ToneName | null> = { speaker: null, ringer: null };
  private readonly box = new ToneBox(OUTPUT_RATE);
  private readonly silence = new SilenceWatch();
  private readonly problems: ProblemBoard;
  private readonly watch: DeviceWatch;
  private readonly microphone: MicrophoneKeeper;

  /** `opening`: tells main which device is opened next, and answers the frames it will take at a time. */
  constructor(media: MediaDevices, opening: (use: DeviceUse) => Promise<number>, private readonly events: EngineEvents) {
    const gate = new DeviceGate(opening);
    this.problems = new ProblemBoard((problem) => events.problem(problem));
    const output = (name: OutputName): Output => new Output(gate, (refused) => this.problems.set(
      name === 'speaker' ? 'speakerRefused' : 'ringerRefused',
      refused ? { code: 'device-failed', detail: `the ${name} could not be opened` } : null,
    ), (frames) => {
      if (name !== 'speaker') return;
      this.speakerFrames = frames;
      this.bridge?.setDeviceFrames(frames);
    });
    this.outputs = { speaker: output('speaker'), ringer: output('ringer') };
    this.watch = new DeviceWatch(media, () => this.follow());
    const microphones = { getUserMedia: (wanted?: MediaStreamConstraints) => gate.through('microphone', () => media.getUserMedia(wanted)) };
    this.microphone = new MicrophoneKeeper(microphones, {
      onTrack: (track) => {
        this.silence.reset();
        this.bridge?.setMicrophone(track);
        this.tellDevices();
      },
      onProblem: (problem) => this.problems.set('microphone', problem),
      onEnded: () => { void this.watch.refresh().then(() => this.follow()); },
    });
  }

  /** Loads the worklet and lists the devices; orders may come before it has resolved. */
  async start(): Promise<void> {
    await this.watch.refresh();
    try {
      this.bridge = await Bridge.load(this.outputs.speaker.context, (report) => this.onReport(report));
      this.bridge.setDeviceFrames(this.speakerFrames);
    } catch (error) {
      this.problems.set('engine', { code: 'device-failed', detail: `the audio worklet did not load: ${String(error)}` });
    }
    this.follow();
  }

  obey(order: AudioWindowOrder): void {
    switch (order.kind) {
      case 'configure': return this.configure(order);
      case 'startStream':
        this.streaming = true;
        return this.follow();
      case 'stopStream':
        this.streaming = false;
        this.dropPort();
        this.bridge?.close();
        return this.follow();
      case 'renewSpeaker': return this.outputs.speaker.renew();
      case 'monitor':
        this.monitoring = order.on;
        return this.follow();
      case 'playTone': return this.playTone(order.tone, order.output, order.digit);
      case 'stopTone':
        this.tones[order.output] = null;
        this.outputs[order.output].stop();
        return this.follow();
    }
  }

  /** The port to the media process that a stream runs over, now or as soon as one is ordered. */
  takePort(port: MessagePort): void {
    this.dropPort();
    this.port = port;
    this.joinPort();
  }

  private configure(order: Configuration): void {
    const before = this.configuration;
    this.configuration = order;
    if (before.ringVolume !== order.ringVolume) this.outputs.ringer.setVolume(this.volume('ringer'));
    if (before.ringtone !== order.ringtone && this.tones.ringer === 'ring') this.playTone('ring', 'ringer', null);
    this.follow();
  }

  private playTone(tone: ToneName, output: OutputName, digit: string | null): void {
    const sound = this.box.tone(tone, { region: this.configuration.region, ringtone: this.configuration.ringtone, digit });
    if (sound === null) return;
    this.tones[output] = tone;
    this.outputs[output].play(sound, this.volume(output), () => {
      this.tones[output] = null;
      this.follow();
    });
    this.follow();
  }

  /** Loudness is heard on a curve: half the slider is about half as loud. */
  private volume(output: OutputName): number {
    return output === 'ringer' ? this.configuration.ringVolume ** 2 : 1;
  }

  /** Brings devices in line with what is wanted now. Called after every change; does nothing where nothing changed. */
  private follow(): void {
    const { current } = this.watch;
    const listens = this.streaming || this.monitoring;
    this.watch.poll(listens || this.tones.speaker !== null || this.tones.ringer !== null);
    this.outputs.speaker.hold(listens);
    this.joinPort();
    // What the machine has is known a moment after the start; till then the defaults play.
    if (current === null) return;
    for (const name of ['speaker', 'ringer'] as const) this.outputs[name].moveTo(this.sinkOf(name, current));
    if (!listens) {
      this.silence.reset();
      this.problems.set('silence', null);
    }
    void this.microphone.set(listens && this.bridge !== null ? this.wish(current) : null);
    this.problems.set('speaker', listens && current.speakers.length === 0 ? { code: 'no-speaker', detail: 'the system lists no output device' } : null);
    this.tellDevices();
  }

  private wish(list: DeviceList): MicrophoneWish {
    const { microphone, echoCancellation, noiseSuppression, autoGainControl } = this.configuration;
    return {
      deviceId: findDevice(microphone, list.microphones)?.id ?? null, defaultName: list.defaultMicrophone,
      echoCancellation, noiseSuppression, autoGainControl,
    };
  }

  private sinkOf(name: OutputName, list: DeviceList): Sink {
    if (list.speakers.length === 0) return null;
    return findDevice(this.configuration[name], list.speakers)?.id ?? '';
  }

  private joinPort(): void {
    if (!this.streaming || this.port === null || this.bridge === null) return;
    this.bridge.open(this.port);
    this.port = null;
  }

  private dropPort(): void {
    this.port?.close();
    this.port = null;
  }

  private onReport(report: FromBridge): void {
    if (!this.streaming && !this.monitoring) return;
    this.events.levels({ microphone: report.microphone, speaker: report.speaker, underruns: report.underruns, deviceLagMs: report.lagMs });
    if (this.microphone.label === null) return;
    const silent = this.silence.add(report.microphone, REPORT_MS);
    this.problems.set('silence', silent ? { code: 'microphone-silent', detail: this.microphone.label } : null);
  }

  private tellDevices(): void {
    const { current } = this.watch;
    if (current === null) return;
    const devices: AudioDevices = {
      microphones: current.microphones, speakers: current.speakers,
      activeMicrophone: this.activeMicrophone(current),
      activeSpeaker: findDevice(this.configuration.speaker, current.speakers)?.name ?? current.defaultSpeaker,
      activeRinger: findDevice(this.configuration.ringer, current.speakers)?.name ?? current.defaultSpeaker,
    };
    const text = JSON.stringify(devices);
    if (text === this.told) return;
    this.told = text;
    this.events.devices(devices);
  }

  /** While one is open, that one; before, the one that would be. */
  private activeMicrophone(list: DeviceList): string | null {
    if (this.microphone.label !== null) return this.microphone.usesDefault ? list.defaultMicrophone : this.microphone.label;
    if (this.problems.has('microphone')) return null;
    return findDevice(this.configuration.microphone, list.microphones)?.name ?? list.defaultMicrophone;
  }
}
