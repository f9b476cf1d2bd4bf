import type { AccountTransport } from '../../electron/contract';
import { Choice } from '../components/Choice';
import { useText } from '../i18n/use-text';

const transports: readonly AccountTransport[] = ['automatic', 'udp', 'tcp', 'tls', 'ws', 'wss'];

/** How messages travel to the server, with what the choice means in plain words. */
export function TransportField({ transport, onChange }: { transport: AccountTransport; onChange: (transport: AccountTransport) => void }): React.JSX.Element {
  const text = useText();
  return (
    <div>
      <Choice
        label={text('transport.label')}
        value={transport}
        onChange={onChange}
        options={transports.map((value) => ({ value, label: text(`transport.${value}`) }))}
      />
      <p className="mt-1.5 text-small text-ink-3" aria-live="polite">{text(`transport.${transport}Hint`)}</p>
    </div>
  );
}
