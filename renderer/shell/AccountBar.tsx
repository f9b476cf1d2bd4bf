import { BellOff, Check, ChevronsUpDown, PhoneForwarded } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { AccountWithState } from '../../electron/contract';
import { Button } from '../components/Button';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { VoicemailButton } from '../keys/VoicemailButton';
import { useOutgoingLine } from '../state/actions';
import { useApp } from '../state/app';
import { useNames } from '../state/names';
import { openSettings, setUi } from '../state/ui';
import { HealthIcon, LineMend, LineWords } from './LineState';
import { lineHealth, lineWords } from './line-words';

/** On top of everything: the line in use, and how it is, in words. With several lines it chooses the one to call from. */
export function AccountBar(): React.JSX.Element {
  const text = useText();
  const accounts = useApp((state) => state.accounts);
  const outgoing = useOutgoingLine();
  const line = outgoing ?? accounts[0] ?? null;
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 overflow-x-clip border-b border-line bg-canvas px-4">
      {line === null
        ? (
          <>
            <HealthIcon health="off" />
            <span className="flex-1 font-medium text-ink-2">{text('line.none')}</span>
            <Button tone="quiet" size="small" className="-mr-2 px-2" onPress={() => openSettings('lines', { kind: 'edit', accountId: null })}>{text('line.add')}</Button>
          </>
        )
        : (
          <>
            <HealthIcon health={lineHealth(line.registration)} />
            {accounts.length > 1 ? <LinePicker lines={accounts} line={line} /> : <LineName line={line} short={line.registration.kind === 'failed'} />}
            <VoicemailButton line={line} />
            <p role="status" className="ml-auto min-w-0 text-right text-small leading-4 [&>*]:truncate">{line.registration.kind === 'ready' ? <Reception line={line} /> : <LineWords line={line} />}</p>
            <LineMend line={line} />
          </>
        )}
    </header>
  );
}

/** A line that is ready, unless its calls do not ring: that comes first. */
function Reception({ line }: { line: AccountWithState }): React.JSX.Element {
  const text = useText();
  const quiet = useApp((state) => state.settings?.doNotDisturb === true) || line.account.policy?.doNotDisturb === true;
  const target = line.account.policy?.forwarding.always ?? null;
  if (target === null && !quiet) return <LineWords line={line} />;
  return (
    <span className="inline-flex items-center gap-1.5 font-medium text-warn-ink">
      <Icon of={target === null ? BellOff : PhoneForwarded} size={14} />
      {target === null ? text('line.dnd') : text('policy.forwarding', { target })}
    </span>
  );
}

function LineName({ line, short = false }: { line: AccountWithState; short?: boolean }): React.JSX.Element {
  const { id, username } = line.account;
  const label = useNames().line(id, line.account.label);
  return (
    <span className="max-w-36 min-w-0 shrink-0 truncate">
      <bdi className="font-medium">{label || username}</bdi>
      {!short && label !== '' && label !== username && <span className="tabular ml-1.5 text-ink-3 max-[280px]:hidden">{username}</span>}
    </span>
  );
}

function LinePicker({ lines, line }: { lines: readonly AccountWithState[]; line: AccountWithState }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  return (
    <MenuTrigger>
      <AriaButton aria-label={`${text('line.choose')}: ${names.line(line.account.id, line.account.label)}`} className="-ml-1 flex h-8 min-w-0 items-center gap-1 rounded-small px-1 data-hovered:bg-hover">
        <LineName line={line} />
        <Icon of={ChevronsUpDown} size={14} className="shrink-0 text-ink-3" />
      </AriaButton>
      <Popover placement="bottom start" offset={4} className="w-72 animate-fade rounded border border-line bg-raised p-1 shadow-float">
        <p className="px-2.5 pt-1.5 pb-1 text-small text-ink-3">{text('line.callingFrom')}</p>
        <Menu aria-label={text('line.choose')} items={lines.map((entry) => ({ ...entry, id: entry.account.id }))} className="outline-none" onAction={(key) => {
          const chosen = lines.find((entry) => entry.account.id === key);
          if (chosen) setUi({ lineId: chosen.account.id });
        }}>
          {(entry) => (
            <MenuItem textValue={names.line(entry.account.id, entry.account.label)} isDisabled={!entry.account.enabled} className="flex min-h-10 items-center gap-2.5 rounded-small px-2.5 py-1.5 data-disabled:opacity-55 data-focused:bg-hover">
              <HealthIcon health={lineHealth(entry.registration)} />
              <span className="min-w-0 flex-1">
                <span className="block truncate">{names.line(entry.account.id, entry.account.label)}</span>
                <span className="block truncate text-small text-ink-3">{lineWords(entry.registration, text)}</span>
              </span>
              {entry.account.id === line.account.id && <Icon of={Check} size={16} className="text-accent-ink" />}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
