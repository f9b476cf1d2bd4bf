import { KeyRound, Phone, UserRound, UserRoundPlus, X } from 'lucide-react';
import type { CallSnapshot, EndCause } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { Button, IconButton } from '../components/Button';
import { Details, Facts } from '../components/Details';
import { formatDuration } from '../i18n/format';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { dial } from '../state/actions';
import { useRegion } from '../state/app';
import { tell } from '../state/bridge';
import { callNumber, contactStart, useNames } from '../state/names';
import { newContact, openContact, setUi } from '../state/ui';
import { endWords } from './words';

/** The call is over: why, how long it was, and what one might want next. */
export function EndedCall({ call, cause }: { call: CallSnapshot; cause: EndCause }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const names = useNames();
  const name = names.call(call);
  const number = callNumber(call);
  const { contact } = call.remote;
  const dismiss = (): void => tell('call:dismiss', { callId: call.id });
  const answeredAt = call.phase.kind === 'ended' ? call.phase.answeredAtEpochMs : null;
  const durationMs = answeredAt !== null && call.phase.kind === 'ended' ? call.phase.endedAtEpochMs - answeredAt : null;
  return (
    <section aria-label={text('call.region', { name })} className="flex h-full flex-col overflow-y-auto px-5 pt-2 pb-5">
      <header className="flex h-10 justify-end"><IconButton label={text('common.close')} icon={X} onPress={dismiss} className="-mr-2" /></header>
      <div className="flex flex-1 flex-col items-center justify-center text-center">
        <Avatar name={name} photo={contact?.photo ?? null} size={72} />
        <h1 className="selectable mt-4 line-clamp-2 max-w-full text-name font-semibold tracking-[-0.012em]">{name}</h1>
        {names.known(call) !== null && <p className="tabular selectable text-base text-ink-3">{formatNumber(call.remote.number, region)}</p>}
        <p className="mt-4 max-w-72 text-large text-balance text-ink-2">{endWords(call.direction, cause, name, text)}</p>
        {cause.retryAfterSeconds !== undefined && <p className="mt-1 text-base text-ink-2">{text('end.retryAfter', { wait: formatDuration(cause.retryAfterSeconds * 1000) })}</p>}
        {durationMs !== null && <p className="tabular mt-1 text-base text-ink-3">{text('call.duration', { duration: formatDuration(durationMs) })}</p>}
        <div className="mt-3 w-full max-w-75 text-left">
          <div className="flex flex-col items-center">
            <Details title={text('common.details')}>
              <div className="w-75 text-small">
                <Facts rows={[
                  [text('end.sip'), cause.sipStatus === null ? '–' : String(cause.sipStatus)],
                  [text('end.reason'), cause.reason ?? '–'],
                  ...(cause.warning === undefined ? [] : [[text('end.warning'), cause.warning] as [string, string]]),
                  [text('end.who'), text(`end.by.${cause.by}`)],
                ]} />
              </div>
            </Details>
          </div>
        </div>
      </div>
      <div className="mx-auto flex w-full max-w-75 flex-col gap-2">
        {cause.code === 'auth-failed' && (
          <Button icon={KeyRound} onPress={() => setUi({ overlay: { kind: 'unlock', accountId: call.accountId } })}>{text('line.unlock')}</Button>
        )}
        {contact
          ? <Button icon={UserRound} onPress={() => { dismiss(); openContact(contact.id); }}>{text('end.showContact')}</Button>
          : number !== '' && <Button icon={UserRoundPlus} onPress={() => { dismiss(); newContact(contactStart(call.remote.displayName, number)); }}>{text('end.addContact')}</Button>}
        {number !== '' && (
          <Button tone="accent" size="call" icon={Phone} onPress={() => { dismiss(); void dial(number); }}>
            {call.direction === 'incoming' ? text('end.callBack') : text('end.callAgain')}
          </Button>
        )}
      </div>
    </section>
  );
}
