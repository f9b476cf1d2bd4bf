import type { Account } from '../contract/accounts';
import type { CallSnapshot } from '../contract/calls';
import type { AccountId, CallId } from '../contract/ids';
import type { Settings } from '../contract/settings';
import type { Audio, Clock, ContactStore, HistoryStore, Log, Media, Signalling } from './ports';
import type { RecordingSupport } from './recording/recording';

/** What the call service is given: its ports, and whom it tells. */
export interface CallServiceOptions {
  signalling: Signalling;
  media: Media;
  audio: Audio;
  history: HistoryStore;
  contacts: ContactStore;
  accounts: () => readonly Account[];
  settings: () => Settings;
  /** ISO 3166 region numbers are read in. */
  region: () => string;
  clock: Clock;
  log: Log;
  newCallId: () => CallId;
  onChanged: (calls: CallSnapshot[]) => void;
  onEnded: (call: CallSnapshot) => void;
  onHistoryChanged: () => void;
  /** The user refused a call with these words for the caller. */
  onReply?: (call: CallSnapshot, message: string) => void;
  /** Of the account's TURN server. */
  turnPassword?: (accountId: AccountId) => string | null;
  /** Without it nothing can be recorded. */
  recording?: RecordingSupport;
}
