import { spawn, type ChildProcess } from 'node:child_process';
import { stopChild, tieToUs } from '../child';

/** Samples of one source at 48 kHz, mono, from start to stop. */
export class Recorder {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (data: Buffer) => {
      this.chunks.push(data);
      this.bytes += data.length;
    });
  }

  static async start(source: string, env: NodeJS.ProcessEnv, latencyMs: number): Promise<Recorder> {
    const child = tieToUs(spawn('parec', [`--device=${source}`, '--rate=48000', '--channels=1', '--format=float32le', `--latency-msec=${latencyMs}`], {
      stdio: ['ignore', 'pipe', 'ignore'], env,
    }));
    const recorder = new Recorder(child);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no sound from ${source}`)), 10_000);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`parec ended with ${code}`)));
      child.stdout?.once('data', () => { clearTimeout(timer); resolve(); });
    });
    return recorder;
  }

  /** Samples recorded so far; an index into what stop() or samples() answers. */
  get position(): number {
    return Math.floor(this.bytes / 4);
  }

  /** What was recorded so far, from sample `from` on. */
  samples(from = 0): Float32Array {
    const all = Buffer.concat(this.chunks);
    const pcm = new Float32Array(Math.floor(all.length / 4));
    Buffer.from(pcm.buffer).set(all.subarray(0, pcm.length * 4));
    return pcm.subarray(from);
  }

  /** Ends the recording and answers all of it. */
  async stop(): Promise<Float32Array> {
    await stopChild(this.child);
    return this.samples();
  }
}
