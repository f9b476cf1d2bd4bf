import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';
import type { AudioDevices } from '../../contract/audio';
import type { Clock } from '../../calls/ports/clock';

const ANSWER_WITHIN_MS = 1_000;
/** How often the sound server is knocked at while no device is listed. */
const KNOCK_EVERY_MS = 1_500;
/** It has answered so often, and still nothing is listed: that is no slow start. */
const KNOCKS = 3;

/**
 * The socket of a Linux desktop's sound server (PulseAudio's protocol, which PipeWire speaks as well), by the variables
 * that its client library reads; null where it is reached in another way.
 */
export function soundServerSocket(env: Readonly<Record<string, string | undefined>>): string | null {
  const { PULSE_SERVER: server, PULSE_RUNTIME_PATH: own, XDG_RUNTIME_DIR: runtime } = env;
  if (server) return /(?:^|[\s}])(?:unix:)?(\/\S+)/.exec(server)?.[1] ?? null;
  if (own) return join(own, 'native');
  return runtime ? join(runtime, 'pulse/native') : null;
}

/** Whether it is PipeWire that speaks PulseAudio's protocol there: both write down who they are beside their socket. */
export function isPipeWire(socket: string): boolean {
  try {
    const pid = Number(readFileSync(join(dirname(socket), 'pid'), 'utf8'));
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('pipewire');
  } catch {
    return false;
  }
}

/** Whether somebody takes a connection there. Nothing is said, and it never rejects. */
export function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    const end = (there: boolean): void => {
      connection.destroy();
      resolve(there);
    };
    connection.setTimeout(ANSWER_WITHIN_MS, () => end(false));
    connection.once('connect', () => end(true));
    connection.once('error', () => end(false));
  });
}

/**
 * Chromium speaks to a sound server once: one that was restarted is lost to it until the app starts anew. It shows in
 * that there were devices, there are none any more, and yet the server answers.
 */
export class SoundServerWatch {
  private had = false;
  private knocks = 0;
  private cancel: (() => void) | null = null;

  /** `answers`: whether the server is there. `onLost` is told once. */
  constructor(private readonly options: { answers(): Promise<boolean>; onLost(): void; clock: Pick<Clock, 'after'> }) {}

  /** What is listed now. */
  note({ microphones, speakers }: Pick<AudioDevices, 'microphones' | 'speakers'>): void {
    if (microphones.length + speakers.length > 0) {
      this.had = true;
      this.dispose();
    } else if (this.had && this.cancel === null) {
      this.knocks = 0;
      this.knockLater();
    }
  }

  dispose(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private knockLater(): void {
    const cancel = this.options.clock.after(KNOCK_EVERY_MS, () => {
      void this.options.answers().then((there) => {
        if (this.cancel !== cancel) return;
        this.knocks = there ? this.knocks + 1 : 0;
        if (this.knocks < KNOCKS) return this.knockLater();
        this.had = false;
        this.cancel = null;
        this.options.onLost();
      });
    });
    this.cancel = cancel;
  }
}
