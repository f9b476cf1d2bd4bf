import { pino, type Logger } from 'pino';
import type { Log } from '../../calls/ports/log';
import { redactFields, redactText } from './redact';
import { RotatingFile } from './rotating-file';

export interface AppLog extends Log {
  readonly file: string;
  setVerbose(verbose: boolean): void;
  flush(): void;
  dispose(): void;
}

/** Two megabytes a file, two files: about a week of normal use, small enough to send by mail. */
const MAX_BYTES = 2 * 1024 * 1024;
const FLUSH_AFTER_MS = 250;

/** The log of one profile: JSON lines in a rotating file, redacted before anything is written. */
export function openLog(file: string, verbose: boolean): AppLog {
  const sink = new RotatingFile({ file, maxBytes: MAX_BYTES, flushAfterMs: FLUSH_AFTER_MS });
  // A plain object as destination: pino's own transports are worker threads, which a bundle cannot start.
  const root = pino({ level: 'debug', base: null, timestamp: pino.stdTimeFunctions.epochTime }, {
    write(line: string): void { sink.write(line); },
  });
  const level = { verbose };
  // However the process ends, short of being killed, its last lines are kept.
  const flushAtExit = (): void => sink.flush();
  process.on('exit', flushAtExit);
  return {
    file,
    ...faceOf(root, level, '', () => sink.flush()),
    setVerbose(on) { level.verbose = on; },
    flush: () => sink.flush(),
    dispose: () => {
      process.off('exit', flushAtExit);
      sink.close();
    },
  };
}

function faceOf(logger: Logger, level: { verbose: boolean }, component: string, flush: () => void): Log {
  const line = (message: string, fields: Readonly<Record<string, unknown>> | undefined): [Record<string, unknown>, string] => {
    const redacted = fields ? redactFields(fields) : {};
    return [component ? { component, ...redacted } : redacted, redactText(message)];
  };
  return {
    debug(message, fields) { if (level.verbose) logger.debug(...line(message, fields)); },
    info(message, fields) { logger.info(...line(message, fields)); },
    // What went wrong is on disk at once: the next thing may be the end of the process.
    warn(message, fields) { logger.warn(...line(message, fields)); flush(); },
    error(message, fields) { logger.error(...line(message, fields)); flush(); },
    child: (name) => faceOf(logger, level, component ? `${component}.${name}` : name, flush),
  };
}
