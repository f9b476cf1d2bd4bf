import { randomBytes } from 'node:crypto';
import type { Clock, DialogPublication, Log, PublishedDialog, SeizeResult } from '../../calls/ports';
import type { CallId } from '../../contract/ids';
import type { PublishAnswer, PublishSpec } from '../sipjs/event-requests';
import type { CallDialog } from '../transfer/replaces';
import { writeDialogInfo } from './write-dialog-info';

export interface DialogPublicationOptions {
  readonly entity: string;
  readonly contact: () => string;
  /** The newest dialog of a call of ours, null before there is one. */
  readonly dialogOf: (callId: CallId) => CallDialog | null;
  readonly send: (spec: PublishSpec, done: (answer: PublishAnswer, lastCSeq: number) => void) => () => void;
  readonly clock: Clock;
  readonly log: Log;
  /** Nothing more will come of it. */
  readonly onOver: () => void;
}

const EXPIRES_SECONDS = 3_600;
const MAX_EXPIRES_SECONDS = 86_400;
/** A dialog that is over needs no longer life at the server than the others need to hear of it. */
const LAST_EXPIRES_SECONDS = 60;
const REFRESH_AT = 0.8;
const RETRY_MS = 30_000;
/** The server takes no such state at all (RFC 3903 4, 8). Any other refusal is of this place. */
const UNSUPPORTED: ReadonlySet<number> = new Set([404, 405, 415, 416, 489, 501]);

type Told = (result: SeizeResult) => void;

/**
 * One dialog of ours, published to the agent that hands out the places of the line (RFC 7463 5.4): first when a place is
 * wanted, then at each change, by the entity-tag of RFC 3903; one request at a time, the newest state wins.
 */
export class OwnDialogPublication implements DialogPublication {
  private readonly callId = randomBytes(16).toString('hex');
  private readonly fromTag = randomBytes(8).toString('hex');
  private readonly dialogId = randomBytes(8).toString('hex');
  private cseq = 0;
  private version = -1;
  private etag: string | null = null;
  private wanted: PublishedDialog | null = null;
  private told: Told | null = null;
  private drop: (() => void) | null = null;
  private stopTimer: () => void = () => {};
  private isEnding = false;
  private isOver = false;

  constructor(private readonly options: DialogPublicationOptions) {}

  set(dialog: PublishedDialog, told?: Told): void {
    if (this.isEnding || this.isOver) return;
    this.wanted = dialog;
    if (told !== undefined) this.told = told;
    this.work();
  }

  end(): void {
    if (this.isEnding || this.isOver) return;
    this.isEnding = true;
    const last = this.wanted;
    if (last === null || (this.etag === null && this.drop === null)) return this.finish();
    this.wanted = { ...last, state: 'terminated' };
    this.work();
  }

  /** Timers end; nothing is sent. */
  dispose(): void {
    this.isOver = true;
    this.stopTimer();
    this.drop?.();
    this.drop = null;
  }

  private work(): void {
    if (this.drop !== null || this.isOver) return;
    const { wanted } = this;
    if (wanted === null) return;
    this.stopTimer();
    this.version += 1;
    const text = writeDialogInfo({
      entity: this.options.entity, version: this.version, id: this.dialogId, dialog: wanted, contact: this.options.contact(),
      sip: wanted.callId === null ? null : this.options.dialogOf(wanted.callId),
    });
    const spec: PublishSpec = {
      callId: this.callId, fromTag: this.fromTag, cseq: ++this.cseq, event: 'dialog;shared', etag: this.etag,
      expiresSeconds: wanted.state === 'terminated' ? LAST_EXPIRES_SECONDS : EXPIRES_SECONDS, body: { type: 'application/dialog-info+xml', text },
    };
    let answered = false;
    const drop = this.options.send(spec, (answer, lastCSeq) => {
      answered = true;
      this.drop = null;
      this.cseq = Math.max(this.cseq, lastCSeq);
      if (!this.isOver) this.onAnswer(answer, wanted);
    });
    if (!answered) this.drop = drop;
  }

  private onAnswer(answer: PublishAnswer, sent: PublishedDialog): void {
    if (answer.kind === 'accepted') {
      this.etag = answer.etag;
      this.tell({ kind: 'granted', index: sent.appearance ?? 0 });
      if (sent.state === 'terminated') return this.finish();
      if (sent !== this.wanted) return this.work();
      const lifeSeconds = Math.min(MAX_EXPIRES_SECONDS, Math.max(5, answer.expiresSeconds ?? EXPIRES_SECONDS));
      this.stopTimer = this.options.clock.after(lifeSeconds * REFRESH_AT * 1000, () => this.work());
      return;
    }
    const { status } = answer;
    const hadTag = this.etag !== null;
    this.etag = null;
    if (sent.state === 'terminated') return this.finish();
    // RFC 3903 4.3: the server has forgotten it; told as a whole again.
    if (status === 412 && hadTag) return this.work();
    const wasAsked = this.told !== null;
    this.tell({ kind: UNSUPPORTED.has(status) ? 'unsupported' : status === 408 || status >= 500 ? 'failed' : 'taken', reason: `PUBLISH ${status}` });
    if (this.isEnding) return this.finish();
    if (UNSUPPORTED.has(status)) {
      this.options.log.info('dialogs are not published', { status });
      return this.finish();
    }
    // Whoever asked for the place decides what comes next; a call that runs is told again in a while.
    if (!wasAsked) this.stopTimer = this.options.clock.after(RETRY_MS, () => this.work());
  }

  private tell(result: SeizeResult): void {
    const told = this.told;
    this.told = null;
    told?.(result);
  }

  private finish(): void {
    this.dispose();
    this.options.onOver();
  }
}
