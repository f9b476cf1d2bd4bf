import type { AccountTransport } from '../../electron/contract';
import { Button } from '../components/Button';
import { Details } from '../components/Details';
import { Field } from '../components/Field';
import { useText } from '../i18n/use-text';
import { connectionErrors, splitPem, type ConnectionForm } from './connection-form';
import { PemField } from './PemField';

/** What belongs to the chosen way to the server: the path of a WebSocket, and certificates where it is encrypted. */
export function ConnectionFields({ transport, form, onChange, isKnown, showErrors }: {
  transport: AccountTransport; form: ConnectionForm; onChange: (change: Partial<ConnectionForm>) => void; isKnown: boolean; showErrors: boolean;
}): React.JSX.Element | null {
  const text = useText();
  const faults = showErrors ? connectionErrors(form) : {};
  const isWebSocket = transport === 'ws' || transport === 'wss';
  const isSecured = transport === 'tls' || transport === 'wss' || transport === 'automatic';
  // A certificate and its key often come in one file: each goes to its own field.
  const takeClient = (typed: string, field: 'clientCertificate' | 'clientKey'): void => {
    const parts = splitPem(typed);
    if (parts === null || parts.key === '' || parts.certificates === '') onChange({ [field]: typed });
    else onChange({ clientCertificate: parts.certificates, clientKey: parts.key });
  };
  return (
    <>
      {isWebSocket && (
        <Field
          label={text('transport.path')} placeholder="/ws" value={form.webSocketPath} onChange={(webSocketPath) => onChange({ webSocketPath })}
          hint={text('transport.pathHint')} error={faults.path ? text('transport.badPath') : null}
        />
      )}
      {isSecured && (
        <Details title={text('transport.certificates')} {...(Object.keys(faults).length > 0 ? { isOpen: true } : {})}>
          <div className="flex flex-col gap-4 pt-1 pb-1">
            <PemField
              label={text('transport.authorities')} hint={text('transport.authoritiesHint')} value={form.authorities}
              onChange={(authorities) => onChange({ authorities })} error={faults.authorities ? text('transport.badCertificate') : null}
            />
            <PemField
              label={text('transport.clientCertificate')} hint={text('transport.clientCertificateHint')} value={form.clientCertificate}
              onChange={(typed) => takeClient(typed, 'clientCertificate')} error={faults.clientCertificate ? text('transport.badCertificate') : null}
            />
            {form.clientCertificate.trim() !== '' && (
              <PemField
                label={text('transport.clientKey')} hint={text(isKnown ? 'transport.clientKeyKept' : 'transport.clientKeyHint')} value={form.clientKey}
                onChange={(typed) => takeClient(typed, 'clientKey')} error={faults.clientKey ? text('transport.badKey') : null}
              />
            )}
            {form.pinnedCertificate !== null && (
              <div role="group" aria-label={text('transport.pinned')}>
                <p className="text-small font-medium text-ink-2">{text('transport.pinned')}</p>
                <p className="tabular selectable mt-1 text-small break-all text-ink-3">{form.pinnedCertificate}</p>
                <Button size="small" className="mt-2" onPress={() => onChange({ pinnedCertificate: null })}>{text('transport.unpin')}</Button>
              </div>
            )}
          </div>
        </Details>
      )}
    </>
  );
}
