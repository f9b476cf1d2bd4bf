import type { MessageSummary, PackageFacts, SubscriptionEvent } from '../../calls/ports/subscriptions';
import type { Change } from './notified-state';

/** What each dialog of a subscription told of each resource, and what that makes together. */
export class Views {
  /** By resource, then by the tag of the dialog. */
  private readonly told = new Map<string, Map<string, PackageFacts>>();

  apply(remoteTag: string, change: Change): SubscriptionEvent[] {
    if (change.kind === 'memberLost') {
      this.told.delete(change.resource);
      return [change];
    }
    const byFork = this.told.get(change.resource) ?? new Map<string, PackageFacts>();
    byFork.set(remoteTag, change.facts);
    this.told.set(change.resource, byFork);
    return [{ kind: 'facts', resource: change.resource, facts: merged([...byFork.values()], change.facts) }];
  }

  /** A dialog ended while others stand: what it told does not count any more. */
  forget(remoteTag: string): SubscriptionEvent[] {
    return [...this.told].flatMap(([resource, byFork]) => {
      if (!byFork.delete(remoteTag)) return [];
      const last = [...byFork.values()].at(-1);
      return last === undefined ? [] : [{ kind: 'facts' as const, resource, facts: merged([...byFork.values()], last) }];
    });
  }

  all(): SubscriptionEvent[] {
    return [...this.told].flatMap(([resource, byFork]) => {
      const last = [...byFork.values()].at(-1);
      return last === undefined ? [] : [{ kind: 'facts' as const, resource, facts: merged([...byFork.values()], last) }];
    });
  }

  clear(): void {
    this.told.clear();
  }
}

/** RFC 4235 3.9: dialogs of all notifiers; mailboxes are added up; of anything else the newest counts. */
function merged(all: readonly PackageFacts[], newest: PackageFacts): PackageFacts {
  if (all.length < 2) return newest;
  if (newest.package === 'dialog') {
    const dialogs = all.flatMap((facts) => (facts.package === 'dialog' ? facts.dialog.dialogs : []));
    return { package: 'dialog', dialog: { entity: newest.dialog.entity, dialogs } };
  }
  if (newest.package === 'message-summary') {
    return { package: 'message-summary', summary: all.flatMap((facts) => (facts.package === 'message-summary' ? facts.summary : [])).reduce(addSummaries) };
  }
  return newest;
}

/** Two mailboxes as one. */
export function addSummaries(one: MessageSummary, other: MessageSummary): MessageSummary {
  const sum = (a: number | null, b: number | null): number | null => (a === null && b === null ? null : (a ?? 0) + (b ?? 0));
  return {
    waiting: one.waiting || other.waiting, account: one.account ?? other.account, newVoice: sum(one.newVoice, other.newVoice),
    oldVoice: sum(one.oldVoice, other.oldVoice), urgentNewVoice: sum(one.urgentNewVoice, other.urgentNewVoice),
  };
}
