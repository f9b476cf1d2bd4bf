import type { CodecName } from '../../../electron/contract/accounts';

/** What a phone's speaker gave, 48 kHz mono, and when its first sample was heard (nowMs of test/bench/lib/report). */
export interface Heard { readonly pcm: Float32Array; readonly startMs: number; readonly note?: string }

/** One phone that takes part, in one call on one codec. */
export interface Receiver {
  /** Where it wants the sound. */
  readonly rtpPort: number;
  /** Ends the call and answers all that was heard. */
  stop(): Promise<Heard>;
}

export interface Subject {
  readonly name: string;
  /** null = it can run here; else why it cannot. */
  missing(): string | null;
  /** Puts a fresh phone into a call: it is offered `offer`. */
  receive(codec: CodecName, offer: string): Promise<Receiver>;
  /** Frees what its calls shared. */
  dispose(): Promise<void>;
}
