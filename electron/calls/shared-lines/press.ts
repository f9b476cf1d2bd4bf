import type { AppearanceAction, AppearanceState } from '../../contract/shared-lines';
import type { CallState } from '../machine/call-state';
import { unreachable } from '../errors';

/** How a call of ours stands, as the other phones of the line see it. */
export function stateOfOwn(state: CallState): Exclude<AppearanceState, 'unknown' | 'held-private'> {
  switch (state.kind) {
    case 'preparing':
    case 'dialling':
    case 'ringing':
      return 'progressing';
    case 'arriving':
    case 'incoming':
      return 'ringing';
    case 'answering':
      return 'active';
    case 'established':
      return state.localHold ? 'held' : 'active';
    case 'ended':
      return 'idle';
    default:
      throw unreachable(state);
  }
}

/** What a press does where the call is ours. */
export function actionOnOwn(state: CallState): AppearanceAction {
  if (state.kind === 'incoming') return 'answer';
  return state.kind === 'established' && state.localHold ? 'resume' : 'show';
}

/** What a press does where it is not: a call that waits may be fetched by anyone, one that runs only be joined, and only where that is wished for. */
export function actionOnOther(state: AppearanceState, options: { readonly joining: boolean; readonly exclusive: boolean }): AppearanceAction {
  switch (state) {
    case 'unknown':
    case 'idle':
      return 'seize';
    case 'held':
      return options.exclusive ? 'none' : 'retrieve';
    case 'active':
      return options.joining && !options.exclusive ? 'join' : 'none';
    case 'seized':
    case 'progressing':
    case 'ringing':
    case 'held-private':
      return 'none';
    default:
      throw unreachable(state);
  }
}
