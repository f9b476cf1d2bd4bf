import type { ServerCertificate } from '../../electron/contract';
import { Button } from '../components/Button';
import { Facts } from '../components/Details';
import { formatMoment } from '../i18n/format';
import { useText } from '../i18n/use-text';

/** What a server showed, and the choice to trust just that. */
export function ShownCertificate({ certificate, onTrust }: { certificate: ServerCertificate; onTrust: () => void }): React.JSX.Element {
  const text = useText();
  const { subject, issuer, validFromEpochMs, validToEpochMs, fingerprint } = certificate;
  return (
    <div className="pb-1 text-small">
      <Facts
        rows={[
          [text('transport.subject'), subject],
          [text('transport.issuer'), issuer],
          [text('transport.validFrom'), formatMoment(text.locale, validFromEpochMs)],
          [text('transport.validTo'), formatMoment(text.locale, validToEpochMs)],
          [text('transport.fingerprint'), <span key="fingerprint" className="break-all">{fingerprint}</span>],
        ]}
      />
      <p className="mt-2 text-pretty text-ink-2">{text('transport.trustExplain')}</p>
      <Button size="small" className="mt-2" onPress={onTrust}>{text('transport.trust')}</Button>
    </div>
  );
}
