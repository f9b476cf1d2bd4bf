import type { Clock } from '../calls/ports/clock';
import { looksLikeDialLink } from './links/dial-link';

const LOOK_AGAIN_MS = 3_000;

export interface FreshStartOptions {
  /** Whether a start would take something from the user now: a call, or words half typed. */
  inUse(): boolean;
  /** Ends this process and starts another. */
  begin(): void;
  clock: Pick<Clock, 'after'>;
}

/** Starts the app anew where nothing else helps, as soon as it takes nothing from the user. */
export class FreshStart {
  private cancel: (() => void) | null = null;

  constructor(private readonly options: FreshStartOptions) {}

  /** It is needed. Once begun it is not taken back. */
  want(): void {
    this.cancel ??= this.options.clock.after(0, this.look);
  }

  dispose(): void {
    this.cancel?.();
  }

  private readonly look = (): void => {
    if (!this.options.inUse()) return this.options.begin();
    this.cancel = this.options.clock.after(LOOK_AGAIN_MS, this.look);
  };
}

/**
 * The arguments of the next start: those of this one without what was to be done once (a number, a link, a file), in the
 * tray where the window is not seen. `args`: as in process.argv, without the program.
 */
export function argumentsAgain(args: readonly string[], windowSeen: boolean): string[] {
  const kept: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    if (argument === '--dial' || argument === '--provision') at += 1;
    else if (!ONCE.test(argument) && !looksLikeDialLink(argument)) kept.push(argument);
  }
  return windowSeen ? kept : [...kept, '--hidden'];
}

const ONCE = /^(--dial=|--provision=|--answer$|--hang-up$|--hidden$)/;
