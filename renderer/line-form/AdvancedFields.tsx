import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import type { AccountId, CodecName } from '../../electron/contract';
import { codecName } from '../call/Quality';
import { IconButton } from '../components/Button';
import { Choice } from '../components/Choice';
import { Field } from '../components/Field';
import { Toggle } from '../components/Toggle';
import { useText } from '../i18n/use-text';
import { allCodecs, type Form, type FormErrors } from './draft';
import { ConnectionFields } from './ConnectionFields';
import { CallingFields } from './CallingFields';
import { CodesFields } from './CodesFields';
import { EncryptionFields } from './EncryptionFields';
import { NetworkFields } from './NetworkFields';
import { PlanFields } from './PlanFields';
import { PolicyFields } from './PolicyFields';
import { SharingFields } from './SharingFields';
import { TransportField } from './TransportField';
import { WatchingFields } from './WatchingFields';

/** What only some providers need. */
export function AdvancedFields({ form, onChange, errors, proxyRef, accountId }: { form: Form; onChange: (change: Partial<Form>) => void; errors: FormErrors; proxyRef: Ref<HTMLInputElement>; accountId: AccountId | null }): React.JSX.Element {
  const text = useText();
  return (
    <div className="divide-y divide-line [&>*]:py-1.5 [&>*:first-child]:pt-1 [&>*:last-child]:pb-1 [&>div>h3>button]:font-semibold [&>div>h3>button]:text-ink [&>section]:py-5">
      <FieldGroup title={text('account.groupLine')}>
        <Field label={text('account.displayName')} value={form.displayName} onChange={(displayName) => onChange({ displayName })} />
        <Field label={text('account.voicemail')} value={form.voicemailNumber} onChange={(voicemailNumber) => onChange({ voicemailNumber })} />
        <Toggle label={text('account.enabled')} hint={text('account.enabledHint')} isOn={form.enabled} onChange={(enabled) => onChange({ enabled })} />
      </FieldGroup>
      <FieldGroup title={text('account.groupSignIn')}>
        <Field label={text('account.authUsername')} value={form.authUsername} onChange={(authUsername) => onChange({ authUsername })} hint={text('account.authUsernameHint')} />
        <Field label={text('account.outboundProxy')} value={form.outboundProxy} onChange={(outboundProxy) => onChange({ outboundProxy })} hint={text('account.outboundProxyHint')} inputRef={proxyRef} />
        <TransportField transport={form.transport} onChange={(transport) => onChange({ transport })} />
        <ConnectionFields transport={form.transport} form={form.connection} onChange={(change) => onChange({ connection: { ...form.connection, ...change } })} isKnown={accountId !== null} showErrors={errors.connection === true} />
        <Field label={text('account.expires')} value={form.expiresSeconds} onChange={(expiresSeconds) => onChange({ expiresSeconds })} inputMode="numeric" error={errors.expiresSeconds ? text(errors.expiresSeconds) : null} />
      </FieldGroup>
      <FieldGroup title={text('account.groupSound')}>
        <CodecOrder codecs={form.codecs} onChange={(codecs) => onChange({ codecs })} error={errors.codecs ? text(errors.codecs) : null} />
        <Choice
          label={text('account.dtmf')}
          value={form.dtmfMethod}
          onChange={(dtmfMethod) => onChange({ dtmfMethod })}
          options={[{ value: 'rfc4733', label: text('account.dtmfRtp') }, { value: 'info', label: text('account.dtmfInfo') }]}
        />
        <Toggle label={text('account.silence')} hint={text('account.silenceHint')} isOn={form.silenceSuppression} onChange={(silenceSuppression) => onChange({ silenceSuppression })} />
      </FieldGroup>
      <FieldGroup title={text('account.groupEncryption')}><EncryptionFields form={form} onChange={onChange} /></FieldGroup>
      <NetworkFields network={form.network} onChange={(change) => onChange({ network: { ...form.network, ...change } })} error={errors.turnServer} isKnown={accountId !== null} />
      <PlanFields form={form.plan} onChange={(change) => onChange({ plan: { ...form.plan, ...change } })} />
      <CodesFields form={form.codes} onChange={(change) => onChange({ codes: { ...form.codes, ...change } })} />
      <CallingFields form={form.calling} onChange={(change) => onChange({ calling: { ...form.calling, ...change } })} />
      <PolicyFields form={form.policy} onChange={(change) => onChange({ policy: { ...form.policy, ...change } })} accountId={accountId} />
      <SharingFields form={form.sharing} onChange={(change) => onChange({ sharing: { ...form.sharing, ...change } })} />
      <WatchingFields form={form.watching} onChange={(change) => onChange({ watching: { ...form.watching, ...change } })} />
    </div>
  );
}

function FieldGroup({ title, children }: { title: string; children: ReactNode }): React.JSX.Element {
  return (
    <section aria-label={title} className="flex flex-col gap-4">
      <h3 className="text-base font-semibold">{title}</h3>
      {children}
    </section>
  );
}

/** Those in use first, in order of preference; the rest below, switched off. */
function CodecOrder({ codecs, onChange, error }: { codecs: readonly CodecName[]; onChange: (codecs: readonly CodecName[]) => void; error: string | null }): React.JSX.Element {
  const text = useText();
  const rest = allCodecs.filter((codec) => !codecs.includes(codec));
  const swap = (index: number, by: number): void => {
    const next = [...codecs];
    const [moved] = next.splice(index, 1);
    if (moved) next.splice(index + by, 0, moved);
    onChange(next);
  };
  return (
    <fieldset>
      <legend className="mb-1.5 text-small font-medium text-ink-2">{text('account.codecs')}</legend>
      <ul className="divide-y divide-line rounded border border-line">
        {[...codecs, ...rest].map((codec) => {
          const index = codecs.indexOf(codec);
          const name = codecName(codec) ?? codec;
          return (
            <li key={codec} className="flex items-center gap-1 pr-3 pl-1">
              <IconButton label={text('account.codecUp', { name })} icon={ArrowUp} size={32} isDisabled={index <= 0} onPress={() => swap(index, -1)} />
              <IconButton label={text('account.codecDown', { name })} icon={ArrowDown} size={32} isDisabled={index < 0 || index === codecs.length - 1} onPress={() => swap(index, 1)} />
              <div className="flex-1 pl-1">
                <Toggle label={name} {...(codec === 'l16' ? { hint: text('account.l16Hint') } : {})} isOn={index >= 0} onChange={(on) => onChange(on ? [...codecs, codec] : codecs.filter((other) => other !== codec))} />
              </div>
            </li>
          );
        })}
      </ul>
      {error !== null && <p className="mt-1.5 text-small text-stop-ink">{error}</p>}
    </fieldset>
  );
}
