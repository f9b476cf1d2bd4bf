import type { Account } from '../../contract/accounts';
import type { AccountId } from '../../contract/ids';
import type { VoicemailState } from '../../contract/keys';
import type { MessageSummary, Subscriptions } from '../ports';
import { watchingOf } from './line-watching';

export interface VoicemailLampOptions {
  readonly subscriptions: Subscriptions;
  readonly accounts: () => readonly Account[];
  readonly onChanged: (states: VoicemailState[]) => void;
}

/** Messages that wait, line by line (RFC 3842): asked for, and taken where the server tells unasked. */
export class VoicemailLamp {
  private readonly summaries = new Map<AccountId, MessageSummary>();
  private readonly watched = new Map<AccountId, () => void>();
  private readonly stopUnsolicited: () => void;
  private told = '[]';

  constructor(private readonly options: VoicemailLampOptions) {
    this.stopUnsolicited = options.subscriptions.onUnsolicited(({ accountId, summary }) => {
      const account = options.accounts().find(({ id }) => id === accountId);
      if (account !== undefined && watchingOf(account).messages !== 'off') this.take(accountId, summary);
    });
  }

  /** Of the lines that told anything, in their order. */
  states(): VoicemailState[] {
    return this.options.accounts().flatMap(({ id, enabled }) => {
      const summary = this.summaries.get(id);
      if (summary === undefined || !enabled) return [];
      return [{ accountId: id, waiting: summary.waiting, newCount: summary.newVoice, oldCount: summary.oldVoice }];
    });
  }

  /** Lines were added, changed or removed. */
  accountsChanged(): void {
    const accounts = this.options.accounts();
    const wanted = new Set(accounts.filter(asksForMessages).map(({ id }) => id));
    for (const [id, stop] of [...this.watched]) {
      if (wanted.has(id)) continue;
      this.watched.delete(id);
      stop();
    }
    for (const account of accounts) if (watchingOf(account).messages === 'off') this.summaries.delete(account.id);
    for (const id of [...this.summaries.keys()]) if (!accounts.some((account) => account.id === id)) this.summaries.delete(id);
    for (const id of wanted) {
      if (this.watched.has(id)) continue;
      this.watched.set(id, this.options.subscriptions.watch(id, 'message-summary', null, (event) => {
        if (event.kind === 'facts' && event.facts.package === 'message-summary') this.take(id, event.facts.summary);
      }));
    }
    this.tell();
  }

  dispose(): void {
    this.stopUnsolicited();
    for (const stop of this.watched.values()) stop();
    this.watched.clear();
  }

  private take(accountId: AccountId, summary: MessageSummary): void {
    this.summaries.set(accountId, summary);
    this.tell();
  }

  private tell(): void {
    const states = this.states();
    const text = JSON.stringify(states);
    if (text === this.told) return;
    this.told = text;
    this.options.onChanged(states);
  }
}

/** New messages on all lines together; 0 where none wait. A server that only says "yes" counts as one. */
export function newMessages(states: readonly VoicemailState[]): number {
  return states.reduce((sum, { waiting, newCount }) => sum + (newCount ?? (waiting ? 1 : 0)), 0);
}

function asksForMessages(account: Account): boolean {
  const { messages } = watchingOf(account);
  if (!account.enabled || messages === 'off') return false;
  return messages === 'on' || (account.voicemailNumber !== null && account.voicemailNumber !== '');
}
