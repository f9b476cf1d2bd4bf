import { useRef, useState } from 'react';
import type { AccountId, AccountWithState } from '../../electron/contract';
import { ask } from '../state/bridge';
import { openSettings } from '../state/ui';
import { check, draftOf, type Form, type FormErrors } from './draft';
import type { FormRefs } from './LineForm';
import { useLineTest, type LineTest, type StepName } from './use-line-test';

export interface LineFormModel {
  form: Form;
  errors: FormErrors;
  refs: FormRefs;
  test: LineTest;
  saving: boolean;
  advancedOpen: boolean;
  setAdvancedOpen(open: boolean): void;
  change(part: Partial<Form>): void;
  /** Tests what stands there; false where it does not work or is not complete. */
  runTest(): Promise<boolean>;
  save(): Promise<AccountWithState | null>;
  /** From now on this line takes the certificate with this SHA-256 fingerprint, and tries it at once. */
  trust(fingerprint: string): void;
  /** Takes the user to what mends a failed step. */
  fix(step: StepName): void;
}

/** The form of a line with its checks, its test and its saving; used at the start and in the settings. */
export function useLineForm(start: Form, accountId: AccountId | null): LineFormModel {
  const [form, setForm] = useState(start);
  const [errors, setErrors] = useState<FormErrors>({});
  const [saving, setSaving] = useState(false);
  const [advancedOpen, setAdvancedOpen] = useState(false);
  const { test, run, reset } = useLineTest();
  const refs: FormRefs = { domain: useRef<HTMLInputElement>(null), password: useRef<HTMLInputElement>(null), proxy: useRef<HTMLInputElement>(null) };

  const complete = (): boolean => {
    const found = check(form);
    setErrors(found);
    if (found.expiresSeconds || found.codecs || found.turnServer || found.connection || found.plan || found.policy) setAdvancedOpen(true);
    return Object.keys(found).length === 0;
  };
  return {
    form, errors, refs, test, saving, advancedOpen, setAdvancedOpen,
    change(part) {
      setForm((old) => ({ ...old, ...part }));
      setErrors({});
      if (test.kind === 'failed' || test.kind === 'passed') reset();
    },
    async runTest() {
      return complete() && run(draftOf(form, accountId));
    },
    async save() {
      if (!complete()) return null;
      setSaving(true);
      const saved = await ask('accounts:save', draftOf(form, accountId));
      setSaving(false);
      return saved ?? null;
    },
    trust(fingerprint) {
      const trusting = { ...form, connection: { ...form.connection, pinnedCertificate: fingerprint } };
      setForm(trusting);
      void run(draftOf(trusting, accountId));
    },
    fix(step) {
      const focus = (ref: RefObjectLike): void => { ref.current?.focus(); ref.current?.select(); };
      switch (step) {
        case 'resolve': focus(refs.domain); break;
        case 'register': focus(refs.password); break;
        case 'reach':
          setAdvancedOpen(true);
          window.setTimeout(() => focus(refs.proxy));
          break;
        case 'audio': openSettings('sound'); break;
      }
    },
  };
}

type RefObjectLike = { readonly current: HTMLInputElement | null };
