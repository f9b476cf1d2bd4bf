import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { useNames } from '../state/names';
import { announcement } from './words';

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
      next.set(call.id, said);
      next.set(`${call.id} muted`, muted);
      next.set(`${call.id} joined`, joined);
      next.set(`${call.id} recorded`, recorded);
      const changed = (what: string, words: string): boolean => (known.current.get(`${call.id} ${what}`) ?? words) !== words;
      if (known.current.get(call.id) !== said) (call.phase.kind === 'incoming' ? setAssertive : setPolite)(said);
      else if (changed('joined', joined)) setPolite(joined);
      else if (changed('recorded', recorded)) setPolite(recorded);
      else if (known.current.get(`${call.id} muted`) !== muted) setPolite(muted);
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
