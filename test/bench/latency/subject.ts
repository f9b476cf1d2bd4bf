import type { CodecName } from '../../../electron/contract/accounts';
import type { Pulse } from '../../support/sound/pulse';

/** Where what nobody listens to goes, and where nothing is said. */
export const sinks = { besideA: 'beside_a', quiet: 'quiet' } as const;

/** A microphone that hears what is played into `sink`, by a name of its own: not every phone lists monitors. */
export const microphoneAt = (sink: string): string => `hears_${sink}`;

export interface Rig {
  /** The sink that phone A's microphone hears. */
  mouth: string;
  /** The sink that phone B speaks into. */
  ear: string;
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
  /** Two of them in an established call, A to B, on one codec. */
  call(rig: Rig, codec: CodecName): Promise<{ end(): Promise<void> }>;
}

/** The devices of a call in a sound server that was just started with the sinks above and those two. */
export async function rigOf(pulse: Pulse, mouth: string, ear: string, display: string): Promise<Rig> {
  // Chromium opens no microphone where it can list none, and monitors it does not list.
  for (const sink of [sinks.quiet, mouth]) await pulse.addMicrophone(microphoneAt(sink), sink);
  return {
    mouth, ear, display,
    envA: pulse.env({ source: `${mouth}.monitor`, sink: sinks.besideA }),
    envB: pulse.env({ source: `${sinks.quiet}.monitor`, sink: ear }),
  };
}
