import type { WatchingPart } from '../compose/watching';
import type { CommandHandlers } from '../ipc/router';

/** Keys, messages that wait, presence. */
export function keyCommands({ keys, voicemail, people }: WatchingPart) {
  return {
    'keys:list': () => ({ keys: keys.list(), states: keys.states() }),
    'keys:save': ({ keyId, fields }) => keys.save(keyId, fields),
    'keys:remove': ({ keyId }) => keys.remove(keyId),
    'keys:undo': ({ undoToken }) => (keys.undo(undoToken), null),
    'keys:move': ({ keyId, toIndex }) => (keys.move(keyId, toIndex), null),
    'keys:press': ({ keyId, join }) => ({ callId: keys.press(keyId, join) }),
    'voicemail:state': () => voicemail.states(),
    'presence:people': () => people.list(),
  } satisfies Partial<CommandHandlers>;
}
