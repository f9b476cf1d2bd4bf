import { systemClock, type Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';
import type { DigestAlgorithm } from './digest';
import { Line } from './line';
import { practiceNumbers, type PracticeNumber } from './numbers';
import { randomToken } from './random';
import { loadVoices } from './voice';

export interface PracticeOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** What the line challenges with, the preferred first; default SHA-256, then MD5. */
  readonly digestAlgorithms?: readonly DigestAlgorithm[];
}

export interface PracticeServer {
  /** UDP port on 127.0.0.1. */
  readonly port: number;
  /** As an account's domain: `127.0.0.1:PORT`. */
  readonly domain: string;
  readonly username: string;
  /** New at every start. */
  readonly password: string;
  readonly numbers: PracticeNumber[];
  /** Hangs up what still runs and frees every port. */
  dispose(): Promise<void>;
}

/**
 * Starts the practice line: a small SIP server on loopback, with real UDP and RTP, for trying the phone without a
 * provider. It registers one user and answers 3246 (echo), 8255 (a voice), 7464 (rings back in 5 s), 2879 (busy) and
 * 9248 (never answers).
 * @throws Error where no port can be bound or the voice is missing
 */
export async function startPracticeServer(options: PracticeOptions): Promise<PracticeServer> {
  const username = 'practice';
  const password = randomToken() + randomToken();
  const voices = await loadVoices();
  const line = await Line.open({
    log: options.log, clock: options.clock ?? systemClock, algorithms: options.digestAlgorithms ?? ['SHA-256', 'MD5'], voices, username, password,
  });
  return { port: line.port, domain: line.domain, username, password, numbers: [...practiceNumbers], dispose: () => line.dispose() };
}
