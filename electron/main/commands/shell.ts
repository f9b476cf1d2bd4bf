import { dirname } from 'node:path';
import { shell as desktop } from 'electron';
import type { AppInfo } from '../../contract/app';
import type { CommandHandlers } from '../ipc/router';
import type { NoticeBoard } from '../notices';
import type { Shell } from '../shell';

export interface ShellCommandsOptions {
  shell: Shell;
  notices: NoticeBoard;
  readonly info: () => AppInfo;
  logFile: string;
  readonly quit: (reason: string) => void;
  readonly startAnew: (reason: string) => void;
}

/** The app, its windows and its notices. */
export function shellCommands({ shell, notices, info, logFile, quit, startAnew }: ShellCommandsOptions) {
  return {
    'app:info': (_request, caller) => {
      if (caller.kind === 'phone') shell.inbox.pageListens();
      return info();
    },
    'app:notices': () => notices.list(),
    'app:dismissNotice': ({ id }) => (notices.dismiss(id), null),
    'app:quit': () => (quit('asked in the window'), null),
    'app:startAnew': () => (startAnew('asked in the window'), null),
    'app:openLogFolder': async () => {
      await desktop.openPath(dirname(logFile));
      return null;
    },
    'window:show': ({ page }) => (shell.showPhone(page), null),
  } satisfies Partial<CommandHandlers>;
}
