import { ChevronRight, FlaskConical, Phone, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Button } from '../components/Button';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { HealthIcon, LineMend, LineWords } from '../shell/LineState';
import { lineHealth } from '../shell/line-words';
import { dial } from '../state/actions';
import { useApp } from '../state/app';
import { ask } from '../state/bridge';
import { useNames } from '../state/names';
import { openSettings, setUi } from '../state/ui';
import { Group } from './parts';

/** All lines with how they are, and the practice line. */
export function LinesSection(): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const accounts = useApp((state) => state.accounts);
  return (
    <>
      {accounts.length > 0 && (
        <ul className="divide-y divide-line rounded border border-line">
          {accounts.map((line) => (
            <li key={line.account.id} className="flex items-center gap-2 rounded pr-3 transition-colors hover:bg-hover">
              <AriaButton
                aria-label={`${text('account.edit')}: ${names.line(line.account.id, line.account.label)}`}
                onPress={() => openSettings('lines', { kind: 'edit', accountId: line.account.id })}
                className="flex min-h-16 min-w-0 flex-1 items-center gap-3 rounded px-4 text-left"
              >
                <HealthIcon health={lineHealth(line.registration)} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{names.line(line.account.id, line.account.label) || line.account.username}</span>
                  <span className="block truncate text-small text-ink-3">{line.account.username}@{line.account.domain}</span>
                  <span className="block truncate text-small"><LineWords line={line} /></span>
                </span>
              </AriaButton>
              <LineMend line={line} />
              <Icon of={ChevronRight} size={16} className="shrink-0 text-ink-3" />
            </li>
          ))}
        </ul>
      )}
      <Button icon={Plus} className="mt-3" onPress={() => openSettings('lines', { kind: 'edit', accountId: null })}>{text('line.add')}</Button>
      <Group title={text('practice.title')}><PracticeLine /></Group>
    </>
  );
}

/** Starts the exchange inside the app and lists the numbers one can try. */
export function PracticeLine(): React.JSX.Element {
  const text = useText();
  const practice = useApp((state) => state.practice);
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    setBusy(true);
    const started = await ask('practice:start', null);
    setBusy(false);
    if (started) setUi({ lineId: started.accountId });
  };
  const call = async (number: string): Promise<void> => {
    const line = useApp.getState().accounts.find((entry) => entry.account.practice);
    if (line) setUi({ lineId: line.account.id });
    await dial(number);
  };
  return (
    <>
      <p className="text-pretty text-ink-2">{text('practice.text')}</p>
      {practice?.running
        ? (
          <ul aria-label={text('practice.numbers')} className="mt-3 divide-y divide-line rounded border border-line">
            {practice.numbers.map(({ number, what }) => (
              <li key={number}>
                <AriaButton aria-label={`${text('common.callName', { name: number })}: ${text(`practice.${what}`)}`} onPress={() => void call(number)} className="group flex h-12 w-full items-center gap-3 px-4 text-left data-hovered:bg-hover data-pressed:bg-press">
                  <Icon of={Phone} size={16} className="text-ink-3 group-data-hovered:text-accent-ink" />
                  <span className="tabular w-14 font-medium">{number}</span>
                  <span className="text-ink-2">{text(`practice.${what}`)}</span>
                </AriaButton>
              </li>
            ))}
          </ul>
        )
        : <Button icon={FlaskConical} className="mt-3" isPending={busy} onPress={() => void start()}>{text('practice.start')}</Button>}
    </>
  );
}
