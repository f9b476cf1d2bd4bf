import { ArrowLeftRight, ChevronDown } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { CallSnapshot } from '../../electron/contract';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { Timer } from '../components/Timer';
import { useText } from '../i18n/use-text';
import { resume, swapCalls } from '../state/actions';
import { useOtherCalls } from '../state/calls';
import { useConference } from '../state/calls';
import { useNames } from '../state/names';
import { canTransfer } from '../state/transfer';
import { offerPass } from '../state/ui';
import { dropLook, useCallDrop } from './transfer/use-call-drag';
import { phaseWords } from './words';

const pill = 'flex h-10 min-w-0 max-w-90 flex-1 items-center gap-2.5 rounded-full bg-fill px-4 text-left slim:gap-1.5 slim:px-2.5 data-hovered:bg-fill-hover data-pressed:bg-fill-press';

/** What waits beside the call in the middle: one call that a press swaps in, or a list to choose from. */
export function OtherCall(): React.JSX.Element | null {
  const text = useText();
  const names = useNames();
  const calls = useOtherCalls();
  const [first] = calls;
  const drop = useCallDrop(first !== undefined && calls.length === 1 && canTransfer(first) ? (call) => offerPass(call, { kind: 'call', callId: first.id }) : null);
  if (first === undefined) return null;
  if (calls.length === 1) {
    return (
      <div {...drop.props} className={cx('flex max-w-90 min-w-0 flex-1 rounded-full', drop.isOver && dropLook)}>
        <Button aria-label={text('call.swapWith', { name: first.conference ? text('conference.title') : names.call(first) })} onPress={swapCalls} className={pill}>
          <Icon of={ArrowLeftRight} size={16} className="shrink-0 text-ink-3" />
          <CallWords call={first} />
        </Button>
      </div>
    );
  }
  const comeBack = (key: string | number): void => {
    const chosen = calls.find((call) => call.id === key);
    if (chosen) resume(chosen);
  };
  return (
    <MenuTrigger>
      <Button className={pill}>
        <Icon of={ArrowLeftRight} size={16} className="shrink-0 text-ink-3" />
        <span className="min-w-0 flex-1 truncate font-medium">{text.count('call.others', calls.length)}</span>
        <Icon of={ChevronDown} size={16} className="shrink-0 text-ink-3" />
      </Button>
      <Popover placement="bottom" offset={4} className="w-76 max-w-full animate-fade overflow-auto rounded border border-line bg-raised p-1 shadow-float">
        <Menu aria-label={text.count('call.others', calls.length)} className="outline-none" onAction={comeBack}>
          {calls.map((call) => (
            <MenuItem key={call.id} id={call.id} textValue={names.call(call)} className="flex min-h-10 items-center gap-2.5 rounded-small px-2.5 data-focused:bg-hover"><CallWords call={call} /></MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function CallWords({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const members = useConference().length;
  const name = call.conference ? text('conference.titleOf', { count: members + 1 }) : names.call(call);
  return (
    <>
      <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
      <span className="shrink-0 text-small text-ink-3 slim:hidden">{phaseWords(call, name, text)}</span>
      {call.phase.kind === 'established' && <Timer sinceEpochMs={call.phase.answeredAtEpochMs} className="shrink-0 text-small text-ink-3 slim:hidden" />}
    </>
  );
}
