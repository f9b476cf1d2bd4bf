import { ChevronRight, CircleDot } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import type { CallSnapshot } from '../../electron/contract';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { Timer } from '../components/Timer';
import { useText } from '../i18n/use-text';
import { isLive, useConference } from '../state/calls';
import { useNames } from '../state/names';
import { setUi } from '../state/ui';
import { callDrag } from './transfer/use-call-drag';
import { phaseWords } from './words';

/** While one looks at something else in a narrow window, the call stays one press away. */
export function ReturnStrip({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const members = useConference().length;
  const name = call.conference ? text('conference.titleOf', { count: members + 1 }) : names.call(call);
  return (
    <div {...callDrag(call)} className="shrink-0">
      <Button
        aria-label={[text('call.return'), name, call.recording === null ? '' : text('recording.running')].filter(Boolean).join(', ')}
        onPress={() => setUi({ callOpen: true })}
        className={cx('flex h-10 w-full shrink-0 items-center gap-2 px-4 text-left', isLive(call) ? 'bg-live text-on-live data-hovered:bg-live-hover data-pressed:bg-live-press' : 'bg-inverse text-on-inverse')}
      >
        <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
        {call.recording !== null && <span className="flex shrink-0 items-center gap-1 text-small font-medium"><Icon of={CircleDot} size={14} />{text('recording.short')}</span>}
        <span className="min-w-0 shrink-0 truncate text-small">{phaseWords(call, name, text)}</span>
        {call.phase.kind === 'established' && <Timer sinceEpochMs={call.phase.answeredAtEpochMs} className="shrink-0 font-medium" />}
        <Icon of={ChevronRight} size={16} className="shrink-0" />
      </Button>
    </div>
  );
}
