import type { EventName, EventPayload } from '../../contract/channels';
import type { Broadcast } from '../ipc/broadcaster';

const MAX_WAITING = 20;

/**
 * Facts for the phone window that must not be lost while its page is still loading: the number of the link that
 * started the app, the page to open on. The page listens first and then asks, so its first question opens the box.
 */
export class PhoneInbox {
  #listens = false;
  #waiting: (() => void)[] = [];

  constructor(private readonly broadcast: Broadcast) {}

  post<N extends EventName>(name: N, payload: EventPayload<N>): void {
    const send = (): void => this.broadcast(name, payload);
    if (this.#listens) send();
    else this.#waiting = [...this.#waiting.slice(-(MAX_WAITING - 1)), send];
  }

  /** The page has asked its first question. */
  pageListens(): void {
    this.#listens = true;
    for (const send of this.#waiting.splice(0)) send();
  }

  /** The page is being loaded, again after a crash for one. */
  pageLoads(): void { this.#listens = false; }
}
