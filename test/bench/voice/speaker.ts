import { spawn, type ChildProcess } from 'node:child_process';
import { stopChild, tieToUs } from '../../support/child';
import { RATE } from '../../support/sound/signal';
import { Pulse } from '../../support/sound/pulse';
import { nowMs } from '../lib/report';
import type { Heard } from './receiver';

/** Hears nothing. */
export const MICROPHONE = 'quiet_room';

/** A sound server whose speakers are null sinks, one a phone; it starts with the first and ends with dispose(). */
export class Speakers {
  #pulse: Promise<Pulse> | null = null;
  #serial = 0;

  async open(): Promise<Speaker> {
    this.#pulse ??= startServer();
    const pulse = await this.#pulse;
    const sink = `speaker_${++this.#serial}`;
    const plug = await pulse.addSink(sink);
    return Speaker.record(sink, pulse.env({ sink, source: MICROPHONE }), () => plug.unplug());
  }

  async dispose(): Promise<void> {
    await (await this.#pulse)?.dispose();
    this.#pulse = null;
  }
}

async function startServer(): Promise<Pulse> {
  const pulse = await Pulse.start(['silent']);
  // Some phones list no monitors as microphones.
  await pulse.addMicrophone(MICROPHONE, 'silent');
  return pulse;
}

/** One null sink and the record of what is played into it, with the time of its first sample. */
export class Speaker {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  /** Earliest time the first sample can have been heard at, over all chunks: delivery is only ever late. */
  #startMs = Number.POSITIVE_INFINITY;

  private constructor(readonly sink: string, readonly env: Record<string, string>, private readonly child: ChildProcess, private readonly unplug: () => Promise<void>) {
    child.stdout?.on('data', (data: Buffer) => {
      this.#chunks.push(data);
      this.#bytes += data.length;
      this.#startMs = Math.min(this.#startMs, nowMs() - (this.#bytes / 4 / RATE) * 1000);
    });
  }

  static async record(sink: string, env: Record<string, string>, unplug: () => Promise<void>): Promise<Speaker> {
    const child = tieToUs(spawn('parec', [`--device=${sink}.monitor`, '--rate=48000', '--channels=1', '--format=float32le', '--latency-msec=10'], {
      stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...env },
    }));
    const speaker = new Speaker(sink, env, child, unplug);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the sound server records nothing')), 10_000);
      child.once('error', reject);
      child.stdout.once('data', () => { clearTimeout(timer); resolve(); });
    });
    return speaker;
  }

  async stop(): Promise<Heard> {
    await stopChild(this.child);
    await this.unplug();
    const all = Buffer.concat(this.#chunks);
    const pcm = new Float32Array(Math.floor(all.length / 4));
    Buffer.from(pcm.buffer).set(all.subarray(0, pcm.length * 4));
    return { pcm, startMs: this.#startMs };
  }
}
