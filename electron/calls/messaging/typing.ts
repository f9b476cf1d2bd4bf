import type { ConversationId } from '../../contract/ids';
import type { Clock } from '../ports';

export interface TypingOptions {
  readonly clock: Clock;
  /** Tells the far end; only called for those who are to know. */
  readonly tell: (conversationId: ConversationId, active: boolean) => void;
  /** They write, or have stopped. */
  readonly onRemote: (conversationId: ConversationId, composing: boolean) => void;
}

/** RFC 3994 3.2: without a key for so long, one is idle. */
const IDLE_AFTER_MS = 15_000;
/** RFC 3994 3.2: an active state is refreshed before the far end lets it go. */
export const REFRESH_SECONDS = 90;
const REFRESH_EARLY_MS = 10_000;
/** Their word is believed a moment longer than they said, for the way it takes. */
const GRACE_MS = 2_000;

interface OwnState { stopIdle: () => void; stopRefresh: () => void }

/** Who writes just now, here and there: the state machines of RFC 3994, figures 1 and 2. */
export class Typing {
  private readonly own = new Map<ConversationId, OwnState>();
  private readonly remote = new Map<ConversationId, () => void>();

  constructor(private readonly options: TypingOptions) {}

  /** A key was pressed in the composer; told to the far end when it begins and now and then. */
  pressed(id: ConversationId): void {
    const { clock, tell } = this.options;
    const known = this.own.get(id);
    const stopIdle = clock.after(IDLE_AFTER_MS, () => this.stopped(id));
    if (known !== undefined) {
      known.stopIdle();
      known.stopIdle = stopIdle;
      return;
    }
    this.own.set(id, { stopIdle, stopRefresh: this.refreshLater(id) });
    tell(id, true);
  }

  /** The composer is empty, left or idle. */
  stopped(id: ConversationId): void {
    if (this.forgetOwn(id)) this.options.tell(id, false);
  }

  /** A message goes out, which says by itself that writing is over (RFC 3994 3.2). */
  sent(id: ConversationId): void {
    this.forgetOwn(id);
  }

  /** What the far end said. */
  heard(id: ConversationId, active: boolean, refreshSeconds: number): void {
    const was = this.remote.get(id);
    was?.();
    this.remote.delete(id);
    if (active) this.remote.set(id, this.options.clock.after(refreshSeconds * 1_000 + GRACE_MS, () => this.heard(id, false, 0)));
    if (active !== (was !== undefined)) this.options.onRemote(id, active);
  }

  isComposing(id: ConversationId): boolean {
    return this.remote.has(id);
  }

  dispose(): void {
    for (const id of [...this.own.keys()]) this.forgetOwn(id);
    for (const stop of this.remote.values()) stop();
    this.remote.clear();
  }

  private refreshLater(id: ConversationId): () => void {
    return this.options.clock.after(REFRESH_SECONDS * 1_000 - REFRESH_EARLY_MS, () => {
      const state = this.own.get(id);
      if (state === undefined) return;
      state.stopRefresh = this.refreshLater(id);
      this.options.tell(id, true);
    });
  }

  private forgetOwn(id: ConversationId): boolean {
    const state = this.own.get(id);
    state?.stopIdle();
    state?.stopRefresh();
    return this.own.delete(id);
  }
}
