import { Choice } from '../components/Choice';
import { Details } from '../components/Details';
import { Field } from '../components/Field';
import { useText } from '../i18n/use-text';
import type { FormErrors } from './draft';
import type { NetworkForm } from './network-form';
import { PasswordField } from './PasswordField';

/** How calls find their way through routers and firewalls; folded, as most lines need none of it. */
export function NetworkFields({ network, onChange, error, isKnown }: { network: NetworkForm; onChange: (change: Partial<NetworkForm>) => void; error: FormErrors['turnServer']; isKnown: boolean }): React.JSX.Element {
  const text = useText();
  return (
    <Details title={text('network.title')} {...(error ? { isOpen: true } : {})}>
      <div className="flex flex-col gap-4 pt-1 pb-1">
        <p className="text-small text-pretty text-ink-3">{text('network.explain')}</p>
        <Choice
          label={text('network.ice')}
          value={network.ice}
          onChange={(ice) => onChange({ ice })}
          options={(['auto', 'on', 'relay', 'off'] as const).map((value) => ({ value, label: text(`network.ice.${value}`) }))}
        />
        <p className="-mt-2.5 text-small text-pretty text-ink-3">{text(`network.iceHint.${network.ice}`)}</p>
        <Field label={text('network.stun')} placeholder="stun.example.com:3478" value={network.stunServer} onChange={(stunServer) => onChange({ stunServer })} hint={text('network.stunHint')} />
        <Field label={text('network.turn')} placeholder="turn.example.com:3478" value={network.turnServer} onChange={(turnServer) => onChange({ turnServer })} hint={text('network.turnHint')} error={error ? text(error) : null} />
        {network.turnServer.trim() !== '' && (
          <>
            <Choice
              label={text('network.turnProtocol')}
              value={network.turnProtocol}
              onChange={(turnProtocol) => onChange({ turnProtocol })}
              options={(['udp', 'tcp', 'tls'] as const).map((value) => ({ value, label: text(`network.turnProtocol.${value}`) }))}
            />
            <Field label={text('network.turnUsername')} value={network.turnUsername} onChange={(turnUsername) => onChange({ turnUsername })} />
            <PasswordField label={text('network.turnPassword')} value={network.turnPassword} onChange={(turnPassword) => onChange({ turnPassword })} {...(isKnown ? { hint: text('account.passwordKept') } : {})} />
          </>
        )}
      </div>
    </Details>
  );
}
