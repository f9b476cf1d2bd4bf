import type { CodecName } from '../../../electron/contract/accounts';

/** Where the two phones of a call have their sound: A hears from `bus` and B speaks into it; the rest is out of the way. */
export const sinks = { bus: 'bus', besideA: 'beside_a', quiet: 'quiet' } as const;

/** The same as microphones with names of their own, for phones that do not list monitors. */
export const microphones = { bus: 'hears_bus', deaf: 'hears_nothing' } as const;

export interface Rig {
  /** PulseAudio defaults of phone A and of phone B. */
  envA: Record<string, string>;
  envB: Record<string, string>;
  display: string;
}

/** A phone of which two can be put into a call with each other. */
export interface Subject {
  name: string;
  /** null = it can run here; else why it cannot. */
  missing(): string | null;
  /** Two of them in an established call, A to B, on one codec, without any processing of the sound. */
  call(rig: Rig, codec: CodecName): Promise<{ end(): Promise<void> }>;
}
