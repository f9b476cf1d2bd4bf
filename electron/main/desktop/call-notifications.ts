import type { CallSnapshot } from '../../contract/calls';
import type { CallId } from '../../contract/ids';
import type { Words } from '../words';
import type { NotificationRequest } from './notifications';

export interface CallNotificationsOptions {
  show(key: string, request: NotificationRequest): void;
  close(key: string): void;
  words(): Words;
  answer(callId: CallId): void;
  decline(callId: CallId): void;
  openCall(): void;
  callBack(number: string): void;
}

/**
 * Follows the calls and tells the system: one notification while a call waits, with Answer and Decline, and one when
 * it was missed, with Call back. The ring window tells the same; a notification also reaches a watch or a lock screen.
 */
export class CallNotifications {
  readonly #told = new Map<CallId, 'waiting' | 'missed'>();

  constructor(private readonly options: CallNotificationsOptions) {}

  update(calls: readonly CallSnapshot[]): void {
    for (const call of calls) {
      const told = this.#told.get(call.id);
      const { phase } = call;
      if (phase.kind === 'incoming') {
        if (told === undefined) this.#tellWaiting(call);
      } else if (phase.kind === 'ended' && phase.cause.code === 'missed' && call.direction === 'incoming') {
        if (told !== 'missed') this.#tellMissed(call);
      } else if (told === 'waiting') {
        this.#forget(call.id);
      }
    }
    const present = new Set(calls.map((call) => call.id));
    for (const [id, told] of this.#told) {
      if (present.has(id)) continue;
      // A missed call stays on the screen after it has left the list.
      if (told === 'waiting') this.options.close(keyOf(id));
      this.#told.delete(id);
    }
  }

  #tellWaiting(call: CallSnapshot): void {
    const words = this.options.words();
    this.#told.set(call.id, 'waiting');
    this.options.show(keyOf(call.id), {
      title: nameOf(call), body: `${words.incomingCall} ${words.on(call.accountLabel)}`, silent: true, lasting: true,
      actions: [
        { label: words.answer, run: () => this.options.answer(call.id) },
        { label: words.decline, run: () => this.options.decline(call.id) },
      ],
      onClick: () => this.options.openCall(),
    });
  }

  #tellMissed(call: CallSnapshot): void {
    const words = this.options.words();
    this.#told.set(call.id, 'missed');
    this.options.show(keyOf(call.id), {
      title: words.missedCall, body: `${nameOf(call)} ${words.on(call.accountLabel)}`, silent: false, lasting: false,
      actions: [{ label: words.callBack, run: () => this.options.callBack(call.remote.number) }],
      onClick: () => this.options.callBack(call.remote.number),
    });
  }

  #forget(id: CallId): void {
    this.#told.delete(id);
    this.options.close(keyOf(id));
  }
}

function keyOf(id: CallId): string {
  return `call:${id}`;
}

function nameOf({ remote }: CallSnapshot): string {
  return remote.contact?.name ?? remote.displayName ?? remote.number;
}
