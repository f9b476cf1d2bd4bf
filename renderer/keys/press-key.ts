import type { KeyId, KeyState, PhoneKey } from '../../electron/contract';
import { useApp } from '../state/app';
import { ask } from '../state/bridge';
import { frontCall } from '../state/calls';
import { canTransfer } from '../state/transfer';
import { offerPass, setUi, type PassTarget } from '../state/ui';
import { pressTrunk } from '../shared-lines/press-trunk';
import { useWatching } from './key-store';
import { nameOf } from './key-words';

/** Does what the key does by itself: calls, takes the call that rings there, fetches who waits, dials the code. */
export async function pressKey(keyId: KeyId): Promise<void> {
  if (await ask('keys:press', { keyId }) !== undefined) setUi({ callOpen: true, callKeypadOpen: false });
}

/** Where a call may go by this key now; null where the key means something else. A call that rings or waits there is taken. */
export function passTarget(key: PhoneKey, state: KeyState['state'] | undefined): PassTarget | null {
  const asked = { number: key.target, name: nameOf(key), keyId: key.id };
  switch (key.kind) {
    case 'person': return state === 'ringing' ? null : { kind: 'person', ...asked };
    case 'speed-dial': return { kind: 'person', ...asked };
    case 'park': return state === 'talking' || state === 'ringing' ? null : { kind: 'park', ...asked };
    case 'feature':
    case 'trunk':
      return null;
  }
}

/** During a call that could be passed on the user is asked first. */
export function pressOrPass(key: PhoneKey): void {
  if (key.kind === 'trunk') return pressTrunk(key);
  const call = frontCall(useApp.getState().calls);
  const to = call !== null && canTransfer(call) ? passTarget(key, useWatching.getState().states[key.id]?.state) : null;
  if (call !== null && to !== null) offerPass(call, to);
  else void pressKey(key.id);
}
