import type { PhoneKey } from '../../electron/contract';
import { useWatching } from '../keys/key-store';
import { useApp } from '../state/app';
import { ask } from '../state/bridge';
import { isLive } from '../state/calls';
import { setUi } from '../state/ui';
import { askToJoin } from './JoinQuestion';

/** Dials the trunk, or turns to our call on it; where another phone talks there the user is asked first. */
export function pressTrunk(key: PhoneKey): void {
  const press = async (join: boolean): Promise<void> => {
    if (await ask('keys:press', { keyId: key.id, join }) !== undefined) setUi({ callOpen: true, callKeypadOpen: false });
  };
  const isOurs = useApp.getState().calls.some((call) => isLive(call) && call.direction === 'outgoing' && call.remote.number === key.target);
  if (useWatching.getState().states[key.id]?.state === 'talking' && !isOurs) askToJoin(() => void press(true));
  else void press(false);
}
