import type { SignallingTrace } from '../../calls/ports';
import type { TraceFormat } from '../../contract/trace';
import { CommandError } from '../ipc/errors';
import type { CommandHandlers } from '../ipc/router';
import { writeWholeFile } from '../whole-file';

/** The system's file dialogs; null = cancelled. */
export interface TraceDialogs {
  traceToExport(format: TraceFormat): Promise<string | null>;
}

/** The SIP messages of this run, to look at and to hand on. */
export function traceCommands(trace: SignallingTrace, dialogs: TraceDialogs) {
  return {
    'trace:dialogs': () => trace.dialogs(),
    'trace:of': (subject) => trace.of(subject),
    'trace:export': async ({ subject, format }) => {
      const file = await dialogs.traceToExport(format);
      if (file === null) return null;
      await writeWholeFile(file, [trace.exported(subject, format)]).catch((cause: unknown) => {
        throw new CommandError('storage', `${file} cannot be written.`, { cause });
      });
      return { file };
    },
    'trace:clear': () => (trace.clear(), null),
  } satisfies Partial<CommandHandlers>;
}
