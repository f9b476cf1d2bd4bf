import { ListTree, MessageSquare, Phone, Trash2, UserRound, UserRoundPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CallId, HistoryEntry } from '../../electron/contract';
import { Findings } from '../call/Doctor';
import { callerWords } from '../call/caller-words';
import { connectedName, forwarderWords } from '../call/far-end-words';
import { codecName } from '../call/Quality';
import { soundRows } from '../call/quality-rows';
import { endWords } from '../call/words';
import { Avatar } from '../components/Avatar';
import { Button, IconButton } from '../components/Button';
import { DetailPage } from '../components/DetailPage';
import { Details, Facts } from '../components/Details';
import { formatDecimal, formatDuration, formatMoment } from '../i18n/format';
import type { Text } from '../i18n/catalog';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { useContactPhoto } from '../contacts/use-contact';
import { writeTo } from '../messages/message-actions';
import { dial } from '../state/actions';
import { useApp, useRegion } from '../state/app';
import { ask, invoke, tell } from '../state/bridge';
import { contactStart, useNames, entryNumber } from '../state/names';
import { newContact, openContact, openTrace, setUi, toast } from '../state/ui';
import { Recordings } from './Recordings';

/** Calls that may have started in the same millisecond. */
const neighbours = 20;

/** One call of the history: who, when, how it went, and what one might want with it. */
export function HistoryDetail({ shown, wide }: { shown: HistoryEntry; wide: boolean }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const entry = useFresh(shown);
  const photo = useContactPhoto(shown.contactId);
  const names = useNames();
  const close = (): void => setUi({ historyEntry: null });
  if (entry === null) return <DetailPage title={text('error.not-found')} onBack={close} wide={wide}>{null}</DetailPage>;
  const name = names.entry(entry);
  const number = entryNumber(entry);
  const { contactId } = entry;
  return (
    <DetailPage
      title={text('history.detail')}
      onBack={close}
      wide={wide}
      actions={<IconButton label={text('history.delete')} icon={Trash2} onPress={() => void deleteEntry(entry, text)} className="-mr-2" />}
    >
      <div className="flex flex-col items-center pt-2 text-center">
        <Avatar name={names.knownEntry(entry) ?? ''} photo={photo} size={72} />
        <h1 className="selectable mt-4 text-name font-semibold tracking-[-0.012em] text-balance">{name}</h1>
        {number !== '' && <p className="tabular selectable text-ink-3">{formatNumber(number, region)}</p>}
        <div className="mt-5 flex flex-wrap justify-center gap-2">
          {number !== '' && <Button tone="accent" icon={Phone} onPress={() => void dial(number)}>{entry.direction === 'incoming' ? text('end.callBack') : text('end.callAgain')}</Button>}
          {number !== '' && <Button icon={MessageSquare} onPress={() => void writeTo(number, entry.accountId)}>{text('messages.message')}</Button>}
          {contactId !== null
            ? <Button icon={UserRound} onPress={() => openContact(contactId)}>{text('end.showContact')}</Button>
            : number !== '' && <Button icon={UserRoundPlus} onPress={() => newContact(contactStart(entry.displayName, number))}>{text('end.addContact')}</Button>}
        </div>
      </div>
      <div className="mt-7"><Facts rows={plainRows(entry, name, names.line(entry.accountId, entry.accountLabel), region, text)} /></div>
      <Recordings entry={entry} />
      <Found entry={entry} />
      <div className="mt-2"><Details title={text('common.details')}><Facts rows={technicalRows(entry, text)} /><Button icon={ListTree} size="small" className="mt-2" onPress={() => openTrace({ kind: 'call', callId: callOf(entry) })}>{text('trace.open')}</Button></Details></div>
    </DetailPage>
  );
}

/** What the call doctor said in the call, to look at afterwards. */
function Found({ entry }: { entry: HistoryEntry }): React.JSX.Element | null {
  const text = useText();
  const findings = entry.quality?.findings ?? [];
  if (findings.length === 0) return null;
  return (
    <section aria-label={text('quality.found')} className="mt-6 text-small">
      <h3 className="mb-2 font-medium text-ink-3">{text('quality.found')}</h3>
      <Findings findings={findings} />
    </section>
  );
}

function plainRows(entry: HistoryEntry, name: string, line: string, region: string, text: Text): readonly (readonly [string, string])[] {
  const talked = entry.answeredAtEpochMs !== null && entry.endedAtEpochMs !== null ? formatDuration(entry.endedAtEpochMs - entry.answeredAtEpochMs) : null;
  return [
    [text('history.started'), formatMoment(text.locale, entry.startedAtEpochMs)],
    ...(talked === null ? [] : [[text('history.duration'), talked] as const]),
    [text('history.line'), line],
    ...farEndRows(entry, region, text),
    [text('history.ended'), entry.end === null ? text('history.running') : endWords(entry.direction, entry.end, name, text)],
  ];
}

/** What was known of the number, who sent the call on, and who was spoken to in the end. */
function farEndRows(entry: HistoryEntry, region: string, text: Text): readonly (readonly [string, string])[] {
  const { connected } = entry;
  const number = connected === undefined ? '' : formatNumber(connected.e164 ?? connected.number, region);
  const name = connected === undefined ? '' : connectedName(connected, region);
  return ([
    [text('history.caller'), callerWords(entry, text)],
    [text('history.forwardedBy'), forwarderWords(entry.forwardedBy, region, text)],
    [text('history.spokeWith'), name === number ? name : `${name} · ${number}`],
  ] as const).filter(([, words]) => words !== '');
}

function technicalRows(entry: HistoryEntry, text: Text): readonly (readonly [string, string])[] {
  const { quality, end } = entry;
  const none = text('quality.none');
  const number = (value: number | null | undefined, unit: string, digits = 1): string => (value == null ? none : `${formatDecimal(text.locale, value, digits)} ${unit}`);
  return [
    [text('history.number'), entry.numberAsDialled],
    [text('end.sip'), end?.sipStatus == null ? none : String(end.sipStatus)],
    [text('end.reason'), end?.reason ?? none],
    [text('history.codec'), codecName(entry.codec) ?? none],
    ...(quality === null ? [] : [
      ...soundRows(quality, text),
      [text('quality.loss'), `${number(quality.lossInPercent, '%')} / ${number(quality.lossOutPercent, '%')}`],
      [text('quality.delay'), number(quality.roundTripMs, 'ms', 0)],
      [text('quality.jitter'), number(quality.jitterMs, 'ms', 0)],
      [text('history.packets'), [quality.packetsSent, quality.packetsReceived, quality.packetsLost].map((count) => formatDecimal(text.locale, count, 0)).join(' / ')],
    ] as const),
  ];
}

async function deleteEntry(entry: HistoryEntry, text: Text): Promise<void> {
  const done = await ask('history:remove', { ids: [entry.id] });
  if (done === undefined) return;
  setUi({ historyEntry: null });
  toast(text('history.deleted'), { action: { label: text('common.undo'), run: () => tell('history:undo', done) } });
}

/** The entry as it is now: asked again at its own place in time when the history changes. null = deleted. */
function useFresh(shown: HistoryEntry): HistoryEntry | null {
  const revision = useApp((state) => state.historyRevision);
  const [fresh, setFresh] = useState<HistoryEntry | null>(shown);
  useEffect(() => {
    let current = true;
    const before = { startedAtEpochMs: shown.startedAtEpochMs + 1, id: shown.id };
    void invoke('history:page', { query: '', only: 'all', before, limit: neighbours }).then((result) => {
      if (current && result.ok) setFresh(result.value.find((entry) => entry.id === shown.id) ?? null);
    });
    return () => { current = false; };
  }, [shown, revision]);
  return fresh?.id === shown.id || fresh === null ? fresh : shown;
}

/** A row of the history has the id of its call. */
const callOf = ({ id }: HistoryEntry): CallId => id as string as CallId;
