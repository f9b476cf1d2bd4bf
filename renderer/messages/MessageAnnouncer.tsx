import { useEffect, useState } from 'react';
import { useText } from '../i18n/use-text';
import { listen } from '../state/bridge';

/** Tells screen readers of a message that came, whatever page is on the screen. */
export function MessageAnnouncer(): React.JSX.Element {
  const text = useText();
  const [said, setSaid] = useState('');
  useEffect(() => listen('messages:arrived', ({ name, text: words }) => setSaid(text('messages.arrived', { name, text: words }))), [text]);
  return <p aria-live="polite" className="sr-only">{said}</p>;
}
