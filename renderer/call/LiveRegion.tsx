import { useEffect, useRef, useState } from 'react';
import type { CallSnapshot } from '../../electron/contract';
import type { Text } from '../i18n/catalog';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { useNames } from '../state/names';
import { callerWords } from './caller-words';
import { findingWords, soundFindings } from './findings';
import { announcement } from './words';

/** What keeps the two sides from hearing each other, in a line; nothing where they do. */
function troubleOf(call: CallSnapshot, text: Text): string {
  if (call.phase.kind !== 'established') return '';
  if (call.security.audioState === 'failed') return text('security.failedName');
  const problem = soundFindings(call).find(({ weight }) => weight === 'problem');
  return problem === undefined ? '' : findingWords(problem, text).title;
}

/** Tells screen readers what happens to calls: a ring at once, the rest when there is a pause. */
export function LiveRegion(): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const calls = useApp((state) => state.calls);
  const known = useRef(new Map<string, string>());
  const [polite, setPolite] = useState('');
  const [assertive, setAssertive] = useState('');
  useEffect(() => {
    const next = new Map<string, string>();
    for (const call of calls) {
      const said = announcement(call, names.call(call), names.line(call.accountId, call.accountLabel), text);
      const joined = call.conference ? text('conference.announce.joined', { name: names.call(call) }) : text('conference.announce.left', { name: names.call(call) });
      const recorded = call.recording === null ? text('recording.announce.stopped') : text('recording.announce.started');
      const muted = call.muted ? text('call.announce.muted') : text('call.announce.unmuted');
      const trouble = troubleOf(call, text);
      const number = callerWords(call, text);
      next.set(call.id, said);
      next.set(`${call.id} number`, number);
      const party = call.firstRemote == null || call.phase.kind !== 'established' ? '' : text('farEnd.announce', { name: names.call(call) });
      next.set(`${call.id} party`, party);
      next.set(`${call.id} muted`, muted);
      next.set(`${call.id} joined`, joined);
      next.set(`${call.id} recorded`, recorded);
      next.set(`${call.id} trouble`, trouble);
      const changed = (what: string, words: string): boolean => (known.current.get(`${call.id} ${what}`) ?? words) !== words;
      if (changed('party', party) && party !== '') setPolite(party);
      else if (known.current.get(call.id) !== said) (call.phase.kind === 'incoming' ? setAssertive : setPolite)(said);
      else if (changed('joined', joined)) setPolite(joined);
      else if (changed('recorded', recorded)) setPolite(recorded);
      else if (changed('trouble', trouble) && trouble !== '') setPolite(trouble);
      else if (known.current.get(`${call.id} muted`) !== muted) setPolite(muted);
      if (call.phase.kind === 'incoming' && number !== '' && known.current.get(`${call.id} number`) !== number) setPolite(number);
    }
    known.current = next;
  }, [calls, text, names]);
  return (
    <div className="sr-only">
      <div role="status" aria-live="polite">{polite}</div>
      <div role="alert" aria-live="assertive">{assertive}</div>
    </div>
  );
}
