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
      const said = announcement(call, names.call(call), text);
      const muted = call.muted ? text('call.announce.muted') : text('call.announce.unmuted');
      next.set(call.id, said);
      next.set(`${call.id} muted`, muted);
      if (known.current.get(call.id) !== said) (call.phase.kind === 'incoming' ? setAssertive : setPolite)(said);
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
