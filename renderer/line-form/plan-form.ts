import type { AccountDraft, DialPlan } from '../../electron/contract';
import { defaultDialPlan } from '../../electron/contract/line-defaults';

/** What stands in the dialling fields of a line. */
export interface PlanForm {
  format: DialPlan['format'];
  prefix: string;
  fromDigits: string;
  map: string;
  emergency: string;
}

export function planFormOf(plan: DialPlan = defaultDialPlan): PlanForm {
  return {
    format: plan.format, prefix: plan.outsidePrefix, fromDigits: String(plan.outsideFromDigits), map: plan.digitMap, emergency: plan.emergencyNumbers.join(', '),
  };
}

/** As far as it can be told without reading the digit map, which is main's. */
export function planErrors({ prefix, fromDigits, emergency }: PlanForm): Partial<Record<keyof PlanForm, 'plan.prefixError' | 'plan.fromDigitsError' | 'plan.emergencyError'>> {
  const digits = Number(fromDigits);
  return {
    ...(/^[0-9*#]{0,8}$/.test(prefix.trim()) ? {} : { prefix: 'plan.prefixError' as const }),
    ...(Number.isInteger(digits) && digits >= 2 && digits <= 15 ? {} : { fromDigits: 'plan.fromDigitsError' as const }),
    ...(numbersIn(emergency).every((number) => /^[0-9*#]{2,15}$/.test(number)) ? {} : { emergency: 'plan.emergencyError' as const }),
  };
}

export function planOf(form: PlanForm): DialPlan {
  return {
    format: form.format, outsidePrefix: form.prefix.trim(), outsideFromDigits: Number(form.fromDigits), digitMap: form.map.trim().slice(0, 1_000),
    emergencyNumbers: numbersIn(form.emergency).slice(0, 50),
  };
}

/** The part of the draft that main takes; nothing where all is as by default. */
export function planDraftOf(form: PlanForm): Pick<AccountDraft, 'dialPlan'> {
  const dialPlan = planOf(form);
  return JSON.stringify(dialPlan) === JSON.stringify(defaultDialPlan) ? {} : { dialPlan };
}

const numbersIn = (text: string): string[] => text.split(/[,;]/).map((part) => part.replace(/\s/g, '')).filter((part) => part !== '');
