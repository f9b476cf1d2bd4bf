import type { Log } from '../calls/ports/log';
import type { NoticeBoard } from './notices';

/** The events of a Node process that tell of a fault nobody caught. */
export interface FaultSource {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
  off(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
}

/**
 * Keeps the phone alive whatever is thrown: the fault goes to the log and to the window, and work goes on.
 * A call in progress is worth more than a clean state. Answers the function that takes the net away.
 */
export function catchFaults(source: FaultSource, log: Log, notices: Pick<NoticeBoard, 'add'>): () => void {
  const listenerFor = (kind: string) => (error: unknown): void => {
    try {
      log.error(kind, { error });
      notices.add('error', 'internal', error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    } catch {
      // A fault while telling of a fault: there is nobody left to tell.
    }
  };
  const onException = listenerFor('uncaught exception');
  const onRejection = listenerFor('unhandled rejection');
  source.on('uncaughtException', onException);
  source.on('unhandledRejection', onRejection);
  return () => {
    source.off('uncaughtException', onException);
    source.off('unhandledRejection', onRejection);
  };
}
