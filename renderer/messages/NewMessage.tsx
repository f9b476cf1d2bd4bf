import { useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { ArrowRight } from 'lucide-react';
import { Avatar } from '../components/Avatar';
import { DetailPage } from '../components/DetailPage';
import { Field } from '../components/Field';
import { Highlight } from '../components/Highlight';
import { Icon } from '../components/Icon';
import { useRowKeys } from '../components/use-row-keys';
import { useSuggestions } from '../dialer/use-suggestions';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { useRegion } from '../state/app';
import { setUi } from '../state/ui';
import { writeTo } from './message-actions';

/** Whom to write to: a name, a number, or an address as it is typed. */
export function NewMessage({ wide }: { wide: boolean }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const [typed, setTyped] = useState('');
  const found = useSuggestions(typed);
  const list = useRef<HTMLUListElement>(null);
  const move = useRowKeys(list);
  const wanted = typed.trim();
  const canWrite = /[\d@]/.test(wanted) || (wanted !== '' && found.length === 0);
  return (
    <DetailPage title={text('messages.new')} onBack={() => setUi({ conversation: { kind: 'none' } })} wide={wide}>
      <form onKeyDown={move} onSubmit={(event) => { event.preventDefault(); const target = canWrite ? wanted : found[0]?.number; if (target !== undefined) void writeTo(target); }}>
        <Field label={text('messages.newText')} placeholder={text('messages.to')} value={typed} onChange={setTyped} autoFocus />
        <ul ref={list} className="-mx-2 mt-3">
          {canWrite && (
            <li>
              <Row onPress={() => void writeTo(wanted)} label={text('messages.write', { name: formatNumber(wanted, region) })}>
                <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent"><Icon of={ArrowRight} /></span>
                <span className="min-w-0 truncate font-medium">{text('messages.write', { name: formatNumber(wanted, region) })}</span>
              </Row>
            </li>
          )}
          {found.map((one) => (
            <li key={`${one.contactId ?? ''} ${one.number}`}>
              <Row onPress={() => void writeTo(one.number)} label={text('messages.write', { name: one.name ?? formatNumber(one.number, region) })}>
                <Avatar name={one.name ?? ''} photo={one.photo} size={40} />
                <span className="min-w-0">
                  <span className="block truncate font-medium">{one.name === null ? formatNumber(one.number, region) : <Highlight text={one.name} ranges={one.nameMatch} />}</span>
                  <span className="tabular block truncate text-small text-ink-3">{one.name === null ? '' : formatNumber(one.number, region)}</span>
                </span>
              </Row>
            </li>
          ))}
        </ul>
      </form>
    </DetailPage>
  );
}

function Row({ label, onPress, children }: { label: string; onPress: () => void; children: React.ReactNode }): React.JSX.Element {
  return <AriaButton data-row aria-label={label} onPress={onPress} className="flex h-14 w-full items-center gap-3 rounded px-2 text-left transition-colors data-hovered:bg-hover data-pressed:bg-press">{children}</AriaButton>;
}
