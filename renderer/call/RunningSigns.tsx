import { FileAudio, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CallSnapshot } from '../../electron/contract';
import { IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { Timer } from '../components/Timer';
import { useText } from '../i18n/use-text';
import { stopFile, toggleRecording } from '../state/actions';

/** Whether a sign stands there: the rest then makes room. */
export const hasSigns = ({ recording, playing }: CallSnapshot): boolean => recording !== null || playing !== null;

/** What runs in a call beside the talk, each with its stop: the recording, and a file everyone hears. */
export function RunningSigns({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  const { recording, playing } = call;
  if (!hasSigns(call)) return null;
  return (
    <div className="flex max-w-full items-center justify-center gap-2 py-1 slim:flex-wrap">
      {recording !== null && (
        <Sign className="shrink-0 bg-stop-soft text-stop-ink" stopLabel={text('recording.stop')} onStop={() => toggleRecording(call)}>
          <span aria-hidden="true" className="size-2.5 shrink-0 rounded-full bg-stop motion-safe:animate-pulse forced-colors:border" />
          {playing === null ? <span>{text('recording.running')}</span> : <><span className="sr-only">{text('recording.running')}</span><span aria-hidden="true">{text('recording.short')}</span></>}
          <Timer sinceEpochMs={recording.startedAtEpochMs} />
        </Sign>
      )}
      {playing !== null && (
        <Sign className="bg-fill text-ink" stopLabel={text('playing.stop', { name: playing })} onStop={() => stopFile(call)}>
          <Icon of={FileAudio} size={16} className="shrink-0 text-ink-3" />
          <span className="min-w-0 truncate"><span className="sr-only">{text('playing.running', { name: '' })}</span>{playing}</span>
        </Sign>
      )}
    </div>
  );
}

function Sign({ className, stopLabel, onStop, children }: { className: string; stopLabel: string; onStop: () => void; children: ReactNode }): React.JSX.Element {
  return (
    <div className={cx('flex h-10 max-w-full min-w-0 items-center gap-2 rounded-full pl-4 text-small font-medium forced-colors:border', className)}>
      {children}
      <IconButton label={stopLabel} icon={Square} iconSize={14} filled onPress={onStop} className="-ml-1 text-current!" />
    </div>
  );
}
