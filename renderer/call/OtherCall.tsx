import { ArrowLeftRight } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Icon } from '../components/Icon';
import { Timer } from '../components/Timer';
import { useText } from '../i18n/use-text';
import { swapCalls } from '../state/actions';
import { useRegion } from '../state/app';
import { useOtherCall } from '../state/calls';
import { partyName } from '../state/names';
import { phaseWords } from './words';

/** The call that waits beside the one in the middle; a press swaps them. */
export function OtherCall(): React.JSX.Element | null {
  const text = useText();
  const region = useRegion();
  const call = useOtherCall();
  if (call === null) return null;
  const name = partyName(call.remote, text, region);
  return (
    <Button
      aria-label={text('call.swapWith', { name })}
      onPress={swapCalls}
      className="flex h-10 min-w-0 flex-1 items-center gap-2.5 rounded-full bg-fill px-4 text-left data-hovered:bg-fill-hover data-pressed:bg-fill-press"
    >
      <Icon of={ArrowLeftRight} size={16} className="shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
      <span className="shrink-0 text-small text-ink-3">{phaseWords(call, name, text)}</span>
      {call.phase.kind === 'established' && <Timer sinceEpochMs={call.phase.answeredAtEpochMs} className="shrink-0 text-small text-ink-3" />}
    </Button>
  );
}
