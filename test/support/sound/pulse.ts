import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stopChild, tieToUs } from '../child';
import { Recorder } from './recorder';
import { launchSoundServer, privateEnv, socketIn, type SoundServer, usualSoundServer } from './sound-server';

const run = promisify(execFile);
const START_TIMEOUT_MS = 10_000;

/** A loaded PulseAudio module; unloading it is pulling the plug of its device. */
export interface Plug {
  unplug(): Promise<void>;
}

/**
 * A PulseAudio or PipeWire of our own: private socket, private home, no real devices, so that tests beside each other
 * and the user's own sound never meet. Sinks are null sinks; what is played into one is heard in its monitor.
 */
export class Pulse {
  private constructor(private children: ChildProcess[], private readonly server: SoundServer, private readonly folder: string, private readonly sinks: readonly string[]) {}

  /** Starts the server with one null sink for each name. The first is the default sink, its monitor the default source. */
  static async start(sinks: readonly string[], server = usualSoundServer): Promise<Pulse> {
    const folder = await mkdtemp(join(tmpdir(), 'sidetone-pulse-'));
    // As PipeWire has it; with PulseAudio's own 44100 every program would be resampled twice on its way.
    await writeFile(join(folder, 'daemon.conf'), 'default-sample-rate = 48000\nalternate-sample-rate = 44100\n');
    const pulse = new Pulse(await launchSoundServer(server, folder), server, folder, sinks);
    await pulse.up();
    return pulse;
  }

  /** Kills the server and starts another at the same place, with the sinks it was started with and nothing else. */
  async restart(): Promise<void> {
    await Promise.all(this.children.map((child) => stopChild(child, 0)));
    this.children = await launchSoundServer(this.server, this.folder);
    await this.up();
  }

  /** Variables that send a program's sound here. `sink`, `source`: its defaults, where the program leaves them to the client library. */
  env(defaults: { sink?: string; source?: string } = {}): Record<string, string> {
    return {
      ...privateEnv(this.server, this.folder),
      PULSE_SERVER: `unix:${socketIn(this.server, this.folder)}`,
      ...(defaults.sink === undefined ? {} : { PULSE_SINK: defaults.sink }),
      ...(defaults.source === undefined ? {} : { PULSE_SOURCE: defaults.source }),
    };
  }

  /** A speaker appears. `description` is the name that programs show. */
  addSink(name: string, description = name): Promise<Plug> {
    // PipeWire makes one channel out of two 3 dB louder than each of them.
    return this.load(nullSink(name, description, this.server === 'pipewire' ? 2 : 1));
  }

  /** A microphone appears that hears what is played into `sink` (Chromium does not list monitors, so it needs this). */
  addMicrophone(name: string, sink: string, description = name): Promise<Plug> {
    return this.load(`module-remap-source source_name=${name} master=${sink}.monitor source_properties="device.description='${description}'"`);
  }

  /** A tone that the server itself plays into `sink`: no program in between can tear it. PipeWire cannot: there it is a program's, for two minutes. */
  addTone(sink: string, frequencyHz: number): Promise<Plug> {
    if (this.server === 'pipewire') {
      const stop = this.playOn(sink, Float32Array.from({ length: 120 * 48_000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * i) / 48_000)));
      return Promise.resolve({ unplug: stop });
    }
    return this.load(`module-sine sink=${sink} frequency=${frequencyHz}`);
  }

  async setDefaultSink(name: string): Promise<void> {
    await this.pactl('set-default-sink', name);
  }

  async setDefaultSource(name: string): Promise<void> {
    await this.pactl('set-default-source', name);
  }

  /** Plays mono samples at 48 kHz into a sink; resolves when the last has been taken. */
  async play(sink: string, pcm: Float32Array): Promise<void> {
    const child = this.player(sink);
    const ended = new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`pacat ended with ${code}`))));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength));
    await ended;
  }

  /** Starts to play and answers what stops it; it ends by itself with the last sample. */
  playOn(sink: string, pcm: Float32Array): () => Promise<void> {
    const child = this.player(sink);
    child.stdin.on('error', () => {});
    child.stdin.end(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength));
    return () => stopChild(child);
  }

  /** Moves every stream of a program that plays into one sink to another, as a volume control would. */
  async moveStreams(from: string, to: string): Promise<number> {
    const streams = (await this.streamList('sink-inputs')).filter((stream) => stream.device === from);
    for (const { index } of streams) await this.pactl('move-sink-input', index, to);
    return streams.length;
  }

  /** Records a source, normally `SINK.monitor`, until stop(). Resolves when samples arrive. */
  record(source: string, latencyMs = 10): Promise<Recorder> {
    return Recorder.start(source, { ...process.env, ...this.env() }, latencyMs);
  }

  /** Names of the sinks (or sources) that exist now. */
  async names(kind: 'sinks' | 'sources'): Promise<string[]> {
    const text = await this.pactl('list', 'short', kind);
    return text.split('\n').flatMap((line) => line.split('\t')[1] ?? []);
  }

  /** The sinks that streams play into now (or the sources they record), one per stream, with the program's name. */
  async streams(kind: 'sink-inputs' | 'source-outputs'): Promise<{ program: string; device: string }[]> {
    return (await this.streamList(kind)).map(({ program, device }) => ({ program, device }));
  }

  /** Turns down every stream that plays into `sink` now. */
  async turnDown(sink: string, decibels: number): Promise<void> {
    for (const stream of await this.streamList('sink-inputs')) {
      if (stream.device === sink) await this.pactl('set-sink-input-volume', stream.index, `-${decibels}dB`);
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(this.children.map((child) => stopChild(child)));
    await rm(this.folder, { recursive: true, force: true });
  }

  private async up(): Promise<void> {
    let stderr = '';
    for (const child of this.children) {
      child.stderr?.on('data', (data: Buffer) => { stderr += data.toString('utf8'); });
      child.on('error', (error) => { stderr += error.message; });
    }
    const deadline = Date.now() + START_TIMEOUT_MS;
    const until = async (task: () => Promise<unknown>): Promise<void> => {
      for (;;) {
        try {
          return void await task();
        } catch (cause) {
          if (Date.now() > deadline || this.children.some(({ exitCode, pid }) => exitCode !== null || pid === undefined)) {
            await this.dispose();
            throw new Error(`the sound server did not come up: ${stderr}`, { cause });
          }
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    };
    await until(() => this.pactl('info'));
    for (const sink of this.sinks) await this.addSink(sink);
    const [first] = this.sinks;
    // PipeWire knows of defaults only once its session manager is up.
    if (first !== undefined) await until(() => this.setDefaultSink(first));
  }

  private player(sink: string) {
    return tieToUs(spawn('pacat', ['--playback', `--device=${sink}`, '--rate=48000', '--channels=1', '--format=float32le', '--latency-msec=60'], {
      stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, ...this.env() },
    }));
  }

  private async streamList(kind: 'sink-inputs' | 'source-outputs'): Promise<{ index: string; program: string; device: string }[]> {
    const short = await this.pactl('list', 'short', kind === 'sink-inputs' ? 'sinks' : 'sources');
    const devices = new Map(short.split('\n').map((line) => [line.split('\t')[0] ?? '', line.split('\t')[1] ?? ''] as const));
    const text = await this.pactl('list', kind);
    return text.split(/\n(?=Sink Input #|Source Output #)/).flatMap((block) => {
      const index = /^(?:Sink Input|Source Output) #(\d+)/.exec(block)?.[1];
      const device = /^\s*(?:Sink|Source): (\d+)/m.exec(block)?.[1];
      if (index === undefined || device === undefined) return [];
      return [{ index, program: /application\.name = "(.*)"/.exec(block)?.[1] ?? '', device: devices.get(device) ?? device }];
    });
  }

  private async load(module: string): Promise<Plug> {
    const [name = '', ...args] = splitModule(module);
    const index = (await this.pactl('load-module', name, ...args)).trim();
    return { unplug: async () => { await this.pactl('unload-module', index); } };
  }

  private async pactl(...args: string[]): Promise<string> {
    const { stdout } = await run('pactl', args, { env: { ...process.env, ...this.env() } });
    return stdout;
  }
}

function nullSink(name: string, description: string, channels: number): string {
  return `module-null-sink sink_name=${name} rate=48000 channels=${channels} format=float32le norewinds=1 sink_properties="device.description='${description}'"`;
}

function splitModule(module: string): string[] {
  return module.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
}
