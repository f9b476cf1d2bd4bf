import type { CallSnapshot } from '../../contract/calls';
import type { AccountId, CallId } from '../../contract/ids';
import type { Clock, Log, Media, Signalling } from '../../calls/ports';

export interface CallLogOptions {
  signalling: Pick<Signalling, 'onEvent'>;
  media: Pick<Media, 'onEvent'>;
  clock: Pick<Clock, 'monotonicMs' | 'epochMs'>;
  log: Log;
  /** A line has registered for the first time since the start. */
  readonly onLineReady: (accountId: AccountId) => void;
}

interface Beginning { atMs: number; answeredAtEpochMs: number | null; heard: boolean }

/**
 * Writes to the log how each call came about and what its steps took: when somebody says "it rang late" or "I heard
 * nothing at first", this is where it is seen. It watches only; nothing depends on it.
 */
export class CallLog {
  private readonly calls = new Map<CallId, Beginning>();
  private readonly ready = new Set<AccountId>();
  private readonly stops: (() => void)[];

  constructor(private readonly options: CallLogOptions) {
    const { signalling, media, log } = options;
    this.stops = [
      signalling.onEvent((event) => {
        switch (event.kind) {
          case 'registration':
            if (event.state.kind !== 'ready' || this.ready.has(event.accountId)) return;
            this.ready.add(event.accountId);
            return options.onLineReady(event.accountId);
          case 'progress': return this.step(event.callId, 'call progress', { status: event.status });
          case 'accepted': return this.answered(event.callId);
          case 'acknowledged': return this.answered(event.callId);
          case 'failed': return this.step(event.callId, 'call refused', { status: event.status });
          case 'cancelled': return this.step(event.callId, 'call cancelled', {});
          case 'lost': return this.step(event.callId, 'call lost', { detail: event.detail });
          default: return undefined;
        }
      }),
      media.onEvent((event) => {
        if (event.kind !== 'firstPacket') return;
        const call = this.calls.get(event.callId);
        if (call === undefined || call.heard) return;
        call.heard = true;
        log.info('first sound', { callId: event.callId, atEpochMs: event.epochMs, ...(call.answeredAtEpochMs === null ? {} : { afterAnswerMs: event.epochMs - call.answeredAtEpochMs }) });
      }),
    ];
  }

  /** The calls there are now; a new one begins here. */
  follow(calls: readonly CallSnapshot[]): void {
    const { clock, log } = this.options;
    for (const { id, direction } of calls) {
      if (this.calls.has(id)) continue;
      this.calls.set(id, { atMs: clock.monotonicMs(), answeredAtEpochMs: null, heard: false });
      log.info('call begins', { callId: id, direction });
    }
    const present = new Set(calls.map(({ id }) => id));
    for (const id of this.calls.keys()) if (!present.has(id)) this.calls.delete(id);
  }

  dispose(): void {
    for (const stop of this.stops) stop();
  }

  /** Outgoing: their 200. Incoming: the ACK to ours. */
  private answered(callId: CallId): void {
    const call = this.calls.get(callId);
    if (call === undefined || call.answeredAtEpochMs !== null) return;
    call.answeredAtEpochMs = this.options.clock.epochMs();
    this.step(callId, 'call answered', {});
  }

  private step(callId: CallId, what: string, fields: Readonly<Record<string, unknown>>): void {
    const call = this.calls.get(callId);
    const afterMs = call === undefined ? null : Math.round((this.options.clock.monotonicMs() - call.atMs) * 10) / 10;
    this.options.log.info(what, { callId, ...fields, afterMs });
  }
}
