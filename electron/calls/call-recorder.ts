import type { Call } from './call';
import type { CallFacts, HistoryStore, Log } from './ports';
import { historyQuality } from './quality';

/** Writes the history at the moment each thing happens. A store that cannot write never stops a call. */
export class CallRecorder {
  constructor(
    private readonly history: HistoryStore,
    private readonly log: Log,
    private readonly onWritten: () => void,
  ) {}

  began(call: Call): void {
    this.write(() =>
      this.history.begin({
        callId: call.id,
        direction: call.direction,
        accountId: call.account.id,
        accountLabel: call.account.label,
        numberAsDialled: call.remote.number,
        e164: call.remote.e164,
        displayName: call.remote.displayName,
        contactId: call.remote.contact?.id ?? null,
        contactName: call.remote.contact?.name ?? null,
        startedAtEpochMs: call.startedAtEpochMs,
        ...(call.remote.forwardedBy !== undefined && { forwardedBy: call.remote.forwardedBy }),
      }),
    );
  }

  /** Something more became known of its far end. */
  noted(call: Call, facts: CallFacts): void {
    this.write(() => this.history.noted(call.id, facts));
  }

  answered(call: Call): void {
    const { state } = call;
    if (state.kind !== 'established') return;
    this.write(() => this.history.answered(call.id, state.answeredAtEpochMs, call.negotiated?.codec ?? null));
  }

  /** Written at once with the figures known; again when the media session has told its last ones. */
  ended(call: Call): void {
    const { state, stats } = call;
    if (state.kind !== 'ended') return;
    const codec = stats?.codec ?? call.negotiated?.codec ?? null;
    const quality = stats === null || state.answeredAtEpochMs === null ? null : historyQuality(stats, call.found);
    this.write(() => this.history.ended(call.id, state.endedAtEpochMs, state.cause, codec, quality));
  }

  private write(act: () => void): void {
    try {
      act();
      this.onWritten();
    } catch (error) {
      this.log.error('history not written', { error: error instanceof Error ? error.message : String(error) });
    }
  }
}
