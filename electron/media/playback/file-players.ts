import type { CallId } from '../../contract/ids';
import type { SoundDesk } from '../mixer/sound-desk';
import { FilePlayer, type PlayEnd } from './file-player';
import { openSound } from './open-sound';

/** The files that are played into calls: one a call at most. */
export class FilePlayers {
  readonly #players = new Map<CallId, FilePlayer>();
  readonly #desk: SoundDesk;
  readonly #onStopped: (callId: CallId, reason: PlayEnd) => void;
  #disposed = false;

  constructor(desk: SoundDesk, onStopped: (callId: CallId, reason: PlayEnd) => void) {
    this.#desk = desk;
    this.#onStopped = onStopped;
  }

  /** In the place of what this call plays by now. @throws SoundFileError */
  async play(callId: CallId, file: string): Promise<{ durationMs: number | null }> {
    const reader = await openSound(file);
    if (this.#disposed) {
      await reader.close().catch(() => undefined);
      return { durationMs: null };
    }
    this.stop(callId);
    const player: FilePlayer = new FilePlayer(reader, (reason) => {
      if (this.#players.get(callId) !== player) return;
      this.#players.delete(callId);
      this.#desk.removeOverlay(player);
      this.#onStopped(callId, reason);
    });
    this.#players.set(callId, player);
    this.#desk.addOverlay(() => [callId], player);
    return { durationMs: reader.durationMs };
  }

  stop(callId: CallId): void {
    this.#players.get(callId)?.stop();
  }

  dispose(): void {
    this.#disposed = true;
    for (const player of [...this.#players.values()]) player.stop();
  }
}
