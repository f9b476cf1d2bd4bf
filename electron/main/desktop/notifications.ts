import { Notification } from 'electron';
import type { Log } from '../../calls/ports/log';

export interface NotificationAction { label: string; run(): void }

export interface NotificationRequest {
  title: string;
  body: string;
  /** Shown as buttons where the system has them; `onClick` does everywhere. */
  actions: readonly NotificationAction[];
  onClick(): void;
  /** The ring tone is ours; a chime over it would only disturb. */
  silent: boolean;
  /** Stays until it is taken away: a call that still rings. */
  lasting: boolean;
}

/** The system's notifications, one per key; a new one under the same key takes the place of the older. */
export class Notifications {
  // Held here because Electron drops the click of a notification that was garbage collected.
  readonly #shown = new Map<string, Notification>();

  constructor(private readonly icon: string, private readonly log: Log) {}

  show(key: string, request: NotificationRequest): void {
    if (!Notification.isSupported()) return;
    this.close(key);
    const notification = new Notification({
      title: request.title, body: request.body, silent: request.silent,
      timeoutType: request.lasting ? 'never' : 'default', urgency: request.lasting ? 'critical' : 'normal',
      ...(process.platform === 'darwin' ? {} : { icon: this.icon }),
      actions: request.actions.map(({ label }) => ({ type: 'button' as const, text: label })),
    });
    notification.on('click', () => request.onClick());
    notification.on('action', (_event, index: number) => request.actions[index]?.run());
    notification.on('failed', (_event, error) => this.log.warn('notification failed', { error }));
    notification.on('close', () => { if (this.#shown.get(key) === notification) this.#shown.delete(key); });
    this.#shown.set(key, notification);
    notification.show();
  }

  close(key: string): void {
    const notification = this.#shown.get(key);
    this.#shown.delete(key);
    notification?.close();
  }

  dispose(): void {
    for (const key of this.#shown.keys()) this.close(key);
  }
}
