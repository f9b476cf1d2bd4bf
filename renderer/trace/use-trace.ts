import { useEffect, useState } from 'react';
import type { Trace, TraceDialog, TraceSubject } from '../../electron/contract';
import { invoke } from '../state/bridge';

/** Often enough to follow a call as it goes, seldom enough to cost nothing. */
const lookEveryMs = 1_000;

/** The messages of a subject, kept up to date while they are looked at; null before the first answer. */
export const useTrace = (subject: TraceSubject): Trace | null => usePolled(JSON.stringify(subject), lookAtSubject, sizeOfTrace);
export const useTraceDialogs = (): readonly TraceDialog[] | null => usePolled('dialogs', lookAtDialogs, sizeOfDialogs);

async function lookAtSubject(key: string): Promise<Trace | null> {
  const result = await invoke('trace:of', JSON.parse(key) as TraceSubject);
  return result.ok ? result.value : null;
}

async function lookAtDialogs(): Promise<readonly TraceDialog[] | null> {
  const result = await invoke('trace:dialogs', null);
  return result.ok ? result.value : null;
}

const sizeOfTrace = ({ messages, omitted }: Trace): number => messages.length + omitted;
const sizeOfDialogs = (dialogs: readonly TraceDialog[]): number => dialogs.reduce((sum, { messageCount }) => sum + messageCount, dialogs.length);

/** `sizeOf`: nothing is drawn anew while it stays the same. */
function usePolled<T>(key: string, look: (key: string) => Promise<T | null>, sizeOf: (value: T) => number): T | null {
  const [seen, setSeen] = useState<{ key: string; value: T } | null>(null);
  useEffect(() => {
    let current = true;
    const update = async (): Promise<void> => {
      if (document.visibilityState === 'hidden') return;
      const value = await look(key);
      if (current && value !== null) setSeen((before) => (before?.key === key && sizeOf(before.value) === sizeOf(value) ? before : { key, value }));
    };
    void update();
    const timer = setInterval(() => void update(), lookEveryMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [key, look, sizeOf]);
  return seen?.key === key ? seen.value : null;
}
