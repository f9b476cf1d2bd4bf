import { CircleDot, Square } from 'lucide-react';
import type { CallSnapshot } from '../../electron/contract';
import { Timer } from '../components/Timer';
import { useText } from '../i18n/use-text';
import { toggleRecording } from '../state/actions';
import { CallControl } from './CallControl';

/** Starts and stops the recording; that it runs is told by RecordingSign. */
export function RecordControl({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const on = call.recording !== null;
  return (
    <CallControl
      icon={on ? Square : CircleDot}
      label={on ? text('recording.stop') : text('recording.start')}
      isOn={on}
      isDisabled={call.phase.kind !== 'established'}
      onPress={() => toggleRecording(call)}
    />
  );
}

/** A red dot with the word and the time, while a call is recorded. */
export function RecordingSign({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  if (call.recording === null) return null;
  return (
    <p className="mt-1 flex items-center justify-center gap-1.5 text-small font-medium text-stop-ink">
      <span aria-hidden="true" className="size-2.5 shrink-0 rounded-full bg-stop motion-safe:animate-pulse forced-colors:border" />
      {text('recording.running')}
      <Timer sinceEpochMs={call.recording.startedAtEpochMs} />
    </p>
  );
}
