import type { AudioDevices, AudioLevels, AudioProblem, ToneName } from '../../contract/audio';
import type { Settings } from '../../contract/settings';

/** The audio window as the domain sees it. */
export interface Audio {
  configure(settings: Settings, region: string): void;
  /** Joins microphone and speaker to the media process. Idempotent. */
  startStream(): void;
  stopStream(): void;
  playTone(tone: ToneName, output: 'speaker' | 'ringer', digit?: string): void;
  stopTone(output: 'speaker' | 'ringer'): void;
  monitor(on: boolean): void;
  devices(): AudioDevices;
  problem(): AudioProblem;
  onDevices(listener: (devices: AudioDevices) => void): () => void;
  onLevels(listener: (levels: AudioLevels) => void): () => void;
  onProblem(listener: (problem: AudioProblem) => void): () => void;
}
