import type { AccountDraft, LineCalling } from '../../electron/contract';
import { defaultLineCalling } from '../../electron/contract/line-defaults';

/** What stands in the fields about showing one's number and answering by itself. */
export interface CallingForm {
  hideNumber: boolean;
  autoAnswer: LineCalling['autoAnswer'];
  /** Numbers, separated by commas. */
  from: string;
  muted: boolean;
  refuseTransfers: boolean;
}

export function callingFormOf({ hideNumber, autoAnswer, autoAnswerFrom, autoAnswerMuted, refuseTransfers = false }: LineCalling = defaultLineCalling): CallingForm {
  return { hideNumber, autoAnswer, from: autoAnswerFrom.join(', '), muted: autoAnswerMuted, refuseTransfers };
}

/** The part of the draft that main takes; nothing where all is as by default. */
export function callingDraftOf(form: CallingForm): Pick<AccountDraft, 'calling'> {
  const calling: LineCalling = {
    hideNumber: form.hideNumber, autoAnswer: form.autoAnswer,
    autoAnswerFrom: form.from.split(/[,;\n]/).map((number) => number.trim()).filter((number) => number !== '').slice(0, 200),
    autoAnswerMuted: form.muted,
    ...(form.refuseTransfers && { refuseTransfers: true }),
  };
  return JSON.stringify(calling) === JSON.stringify(defaultLineCalling) ? {} : { calling };
}
