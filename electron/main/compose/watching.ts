import type { Account } from '../../contract/accounts';
import type { CallSnapshot } from '../../contract/calls';
import type { AccountId, CallId } from '../../contract/ids';
import { KeyBoard } from '../../calls/presence/key-board';
import { OwnPresence } from '../../calls/presence/own-presence';
import { PeoplePresence } from '../../calls/presence/people-presence';
import { newMessages, VoicemailLamp } from '../../calls/presence/voicemail-lamp';
import type { Clock, Log, Signalling, Store, WatchedDialog } from '../../calls/ports';
import type { Broadcast } from '../ipc/broadcaster';

export interface WatchingOptions {
  readonly store: Store;
  readonly signalling: Signalling;
  readonly accounts: () => readonly Account[];
  readonly calls: () => readonly CallSnapshot[];
  readonly doNotDisturb: () => boolean;
  readonly dial: (number: string, accountId: AccountId | null) => CallId;
  readonly pickUp?: (accountId: AccountId, target: string, dialog: WatchedDialog | null) => CallId;
  readonly retrieve?: (accountId: AccountId, place: string) => CallId;
  readonly turnTo?: (accountId: AccountId, number: string) => CallId | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly broadcast: Broadcast;
  /** Messages that wait are more or fewer. */
  readonly onChanged: () => void;
}

/** Keys, voicemail lamp and presence, and what the windows are told of them. */
export class WatchingPart {
  readonly keys: KeyBoard;
  readonly voicemail: VoicemailLamp;
  readonly people: PeoplePresence;
  readonly own: OwnPresence;
  private seen = '';

  constructor(private readonly options: WatchingOptions) {
    const { store, signalling: { subscriptions }, accounts, calls, clock, log, broadcast, doNotDisturb, dial, pickUp, retrieve, turnTo } = options;
    this.keys = new KeyBoard({
      store: store.keys, subscriptions, accounts, clock, log: log.child('keys'), dial, ...(pickUp && { pickUp }), ...(retrieve && { retrieve }), ...(turnTo && { turnTo }),
      onKeys: (keys) => broadcast('keys:changed', keys), onStates: (states) => broadcast('keys:statesChanged', states),
    });
    this.voicemail = new VoicemailLamp({
      subscriptions, accounts, onChanged: (states) => {
        broadcast('voicemail:changed', states);
        options.onChanged();
      },
    });
    this.people = new PeoplePresence({ subscriptions, accounts, clock, contacts: () => store.contacts.all(), onChanged: (people) => broadcast('presence:peopleChanged', people) });
    this.own = new OwnPresence({ subscriptions, accounts, calls, doNotDisturb });
  }

  get newMessages(): number {
    return newMessages(this.voicemail.states());
  }

  /** Told of every change of a line, also of its registration: only what the user set matters here. */
  accountsChanged(): void {
    const seen = JSON.stringify(this.options.accounts());
    if (seen === this.seen) return;
    this.seen = seen;
    this.keys.accountsChanged();
    this.voicemail.accountsChanged();
    this.people.update();
    this.own.update();
  }

  contactsChanged(): void {
    this.people.update();
  }

  dispose(): void {
    this.keys.dispose();
    this.voicemail.dispose();
    this.people.dispose();
  }
}
