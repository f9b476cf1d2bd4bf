import type { Notice } from '../contract/app';
import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';

const MAX_NOTICES = 50;

export interface NoticeBoardOptions {
  clock: Pick<Clock, 'epochMs'>;
  makeId(): string;
  onAdded(notice: Notice): void;
  log: Log;
}

/** What the user should know, kept here so that a window that opens later still shows it. Newest last. */
export class NoticeBoard {
  #notices: Notice[] = [];

  constructor(private readonly options: NoticeBoardOptions) {}

  /** The same thing said again takes the place of the older one: a fault that repeats must not fill the window. */
  add(severity: Notice['severity'], code: Notice['code'], detail: string): Notice {
    const notice: Notice = { id: this.options.makeId(), severity, code, detail: detail.slice(0, 2_000), atEpochMs: this.options.clock.epochMs() };
    this.#notices = this.#notices.filter((older) => older.code !== code || older.detail !== notice.detail).slice(-(MAX_NOTICES - 1));
    this.#notices.push(notice);
    // What the user wrote to somebody is none of the log's business.
    const fields = code === 'reply-not-delivered' ? { code } : { code, detail: notice.detail };
    this.options.log[severity === 'warning' ? 'warn' : severity]('notice', fields);
    this.options.onAdded(notice);
    return notice;
  }

  list(): Notice[] { return [...this.#notices]; }

  dismiss(id: string): void { this.#notices = this.#notices.filter((notice) => notice.id !== id); }
}
