import type { AppearanceAction, AppearanceState, CallId, SharedLineView } from '../../../electron/contract';
import * as data from './fake-data';

const place = (index: number, state: AppearanceState, action: AppearanceAction, who: string | null = null, callId: CallId | null = null) =>
  ({ index, state, action, who, callId, here: callId !== null || action === 'release' });

/** A line shared by several phones, with a place in every state. */
export function fakeSharedLines(): SharedLineView[] {
  const { id, label } = data.reception.account;
  return [{
    accountId: id, label, reason: null, appearances: [
      place(1, 'active', 'show', 'Marie Renard', 'k1' as CallId), place(2, 'held', 'retrieve', '+33 1 44 55 66 77'), place(3, 'active', 'join', 'Mario’s Pizza'),
      place(4, 'ringing', 'answer', 'Priya Raman', 'k2' as CallId), place(5, 'seized', 'none'), place(6, 'idle', 'seize'), place(7, 'held-private', 'none'), place(8, 'seized', 'release'),
    ],
  }];
}
