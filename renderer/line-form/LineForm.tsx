import type { RefObject } from 'react';
import type { AccountId } from '../../electron/contract';
import { Details } from '../components/Details';
import { Field } from '../components/Field';
import { useText } from '../i18n/use-text';
import { AdvancedFields } from './AdvancedFields';
import { splitAddress, type Form, type FormErrors } from './draft';
import { PasswordField } from './PasswordField';
import { useDiscovery, type Discovery } from './use-discovery';

export interface FormRefs {
  domain: RefObject<HTMLInputElement | null>;
  password: RefObject<HTMLInputElement | null>;
  proxy: RefObject<HTMLInputElement | null>;
}

/** Server, user name, password; everything rare is folded below. */
export function LineForm({ form, onChange, errors, refs, accountId, advancedOpen, onAdvancedOpen }: {
  form: Form; onChange: (change: Partial<Form>) => void; errors: FormErrors; refs: FormRefs; accountId: AccountId | null;
  advancedOpen: boolean; onAdvancedOpen: (open: boolean) => void;
}): React.JSX.Element {
  const text = useText();
  const isKnown = accountId !== null;
  const discovery = useDiscovery(form.domain, form.transport);
  const setAddress = (typed: string, field: 'username' | 'domain'): void => onChange(splitAddress(typed) ?? { [field]: typed });
  const words = errors.domain ? text(errors.domain) : null;
  return (
    <div className="flex flex-col gap-4">
      <Field
        label={text('account.domain')}
        placeholder="sip.example.com"
        value={form.domain}
        onChange={(typed) => setAddress(typed, 'domain')}
        inputRef={refs.domain}
        autoFocus={!isKnown}
        error={words}
        hint={<DiscoveryWords discovery={discovery} />}
      />
      <Field label={text('account.username')} value={form.username} onChange={(typed) => setAddress(typed, 'username')} hint={text('account.usernameHint')} error={errors.username ? text(errors.username) : null} />
      <PasswordField label={text('account.password')} value={form.password} onChange={(password) => onChange({ password })} inputRef={refs.password} {...(isKnown ? { hint: text('account.passwordKept') } : {})} />
      <Field label={text('account.label')} value={form.label} onChange={(label) => onChange({ label })} placeholder={form.username} hint={text('account.labelHint')} />
      <Details title={text('account.advanced')} isOpen={advancedOpen} onOpenChange={onAdvancedOpen}>
        <AdvancedFields form={form} onChange={onChange} errors={errors} proxyRef={refs.proxy} accountId={accountId} />
      </Details>
    </div>
  );
}

function DiscoveryWords({ discovery }: { discovery: Discovery }): React.JSX.Element {
  const text = useText();
  switch (discovery.kind) {
    case 'idle': return <>{text('account.domainHint')}</>;
    case 'searching': return <span role="status">{text('account.searching')}</span>;
    case 'found': return <span role="status" className="tabular text-live-ink">{text('account.foundSrv', { host: discovery.host, port: discovery.port })}</span>;
    case 'none': return <span role="status" className="text-warn-ink">{text('account.foundNone')}</span>;
  }
}
