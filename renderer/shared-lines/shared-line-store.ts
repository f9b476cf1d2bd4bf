import { create } from 'zustand';
import type { AccountId, SharedAppearance, SharedLineView } from '../../electron/contract';
import { ask, invoke, listen } from '../state/bridge';
import { setUi } from '../state/ui';

interface SharedLinesState {
  lines: readonly SharedLineView[];
}

export const useSharedLines = create<SharedLinesState>()(() => ({ lines: [] }));

/** Listens first, then asks; the answer does not overwrite what was told meanwhile. */
export async function connectSharedLines(): Promise<() => void> {
  let told = false;
  const stop = listen('sharedLines:changed', (lines) => { told = true; useSharedLines.setState({ lines }); });
  const answer = await invoke('sharedLines:list', null);
  if (answer.ok && answer.value !== null && !told) useSharedLines.setState({ lines: answer.value });
  return stop;
}

/** Does what the place shows; a place that was taken wants a number next. */
export async function pressPlace(accountId: AccountId, { index, action }: SharedAppearance): Promise<void> {
  const done = await ask('sharedLines:press', { accountId, index, action });
  if (done === undefined) return;
  if (done.callId !== null) setUi({ callOpen: true, callKeypadOpen: false });
  else if (action === 'seize') setUi({ page: 'keypad', callOpen: false, lineId: accountId });
}
