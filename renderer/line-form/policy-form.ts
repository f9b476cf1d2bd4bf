import type { AccountDraft, LinePolicy, ServerCodes } from '../../electron/contract';
import { defaultLinePolicy } from '../../electron/contract/line-defaults';

/** What stands in the fields about calls that come in. */
export interface PolicyForm {
  doNotDisturb: boolean;
  always: string;
  busy: string;
  noAnswer: string;
  afterSeconds: string;
  codes: ServerCodes;
}

const usualSeconds = '20';

export function policyFormOf({ doNotDisturb, forwarding, serverCodes }: LinePolicy = defaultLinePolicy): PolicyForm {
  return {
    doNotDisturb, always: forwarding.always ?? '', busy: forwarding.busy ?? '', noAnswer: forwarding.noAnswer?.to ?? '',
    afterSeconds: forwarding.noAnswer === null ? usualSeconds : String(forwarding.noAnswer.afterSeconds), codes: serverCodes,
  };
}

export function policyErrors({ noAnswer, afterSeconds }: PolicyForm): Partial<Record<keyof PolicyForm, 'policy.afterSecondsRange'>> {
  const seconds = Number(afterSeconds);
  const isFine = noAnswer.trim() === '' || (Number.isInteger(seconds) && seconds >= 3 && seconds <= 120);
  return isFine ? {} : { afterSeconds: 'policy.afterSecondsRange' };
}

/** The part of the draft that main takes; nothing where all is as by default. */
export function policyDraftOf(form: PolicyForm): Pick<AccountDraft, 'policy'> {
  const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());
  const to = orNull(form.noAnswer);
  const policy: LinePolicy = {
    doNotDisturb: form.doNotDisturb,
    forwarding: { always: orNull(form.always), busy: orNull(form.busy), noAnswer: to === null ? null : { to, afterSeconds: Number(form.afterSeconds) } },
    serverCodes: form.codes,
  };
  return JSON.stringify(policy) === JSON.stringify(defaultLinePolicy) ? {} : { policy };
}

/** What is dialled for a code of the server: N in it is the number. */
export function codeFor(code: string, number: string): string {
  return code.trim().replace(/n/i, number.replace(/[^\d*#+]/g, ''));
}
