import type { SharedLines } from '../../calls/shared-lines/shared-lines';
import type { CommandHandlers } from '../ipc/router';

/** Lines that several phones share. */
export function sharedLineCommands(lines: SharedLines) {
  return {
    'sharedLines:list': () => lines.list(),
    'sharedLines:press': async ({ accountId, index, action }) => ({ callId: await lines.press(accountId, index, action) }),
  } satisfies Partial<CommandHandlers>;
}
