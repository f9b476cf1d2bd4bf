import type { CallId } from '../../contract/ids';
import type { Hop } from '../transport/hop';

/** A message at the moment it left or came in. */
export interface Traffic {
  readonly direction: 'sent' | 'received';
  readonly bytes: Buffer;
  readonly remote: Hop;
  /** Null where it is not known. */
  readonly local: Hop | null;
  readonly repeated: boolean;
  /** Where the message was read anyway; null = it is looked for in its bytes. */
  readonly sipCallId: string | null;
}

export interface Kept extends Omit<Traffic, 'sipCallId'> {
  readonly epochMs: number;
  /** Tells messages of one moment apart. */
  readonly order: number;
}

/** The messages with one Call-ID. */
export interface Dialog {
  readonly id: string;
  /** What began it. */
  readonly first: Kept;
  /** As many from the beginning as from the end: a registration that lasts for days shows how it began and where it is. */
  readonly start: Kept[];
  readonly latest: Kept[];
  omitted: number;
  bytes: number;
  readonly callId: CallId | null;
}

const KEPT_AT_EACH_END = 200;
const LARGEST_BYTES = 8 * 1024 * 1024;
const MOST_DIALOGS = 500;

/** Dialogs within fixed bounds; the one not heard of for longest is the first to go. */
export class Room {
  private readonly byId = new Map<string, Dialog>();
  private bytes = 0;

  get dialogs(): IterableIterator<Dialog> {
    return this.byId.values();
  }

  add(id: string, kept: Kept, callId: CallId | null): void {
    const dialog = this.take(id) ?? { id, first: kept, start: [], latest: [], omitted: 0, bytes: 0, callId };
    dialog.bytes += kept.bytes.length;
    if (dialog.start.length < KEPT_AT_EACH_END) dialog.start.push(kept);
    else dialog.latest.push(kept);
    if (dialog.latest.length > KEPT_AT_EACH_END) {
      dialog.bytes -= dialog.latest.shift()?.bytes.length ?? 0;
      dialog.omitted += 1;
    }
    this.put(dialog);
  }

  put(dialog: Dialog): void {
    this.byId.set(dialog.id, dialog);
    this.bytes += dialog.bytes;
    for (const oldest of this.byId.values()) {
      if (this.byId.size <= 1 || (this.bytes <= LARGEST_BYTES && this.byId.size <= MOST_DIALOGS)) return;
      this.take(oldest.id);
    }
  }

  /** Out of the room; null where it is not in it. */
  take(id: string): Dialog | null {
    const dialog = this.byId.get(id) ?? null;
    if (dialog !== null) this.bytes -= dialog.bytes;
    this.byId.delete(id);
    return dialog;
  }

  clear(): void {
    this.byId.clear();
    this.bytes = 0;
  }
}
