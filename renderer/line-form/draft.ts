import type { Account, AccountDraft, CodecName } from '../../electron/contract';
import type { MessageKey } from '../i18n/catalog';
import { connectionDraftOf, connectionErrors, connectionFormOf, emptyConnection, type ConnectionForm } from './connection-form';
import { callingDraftOf, callingFormOf, type CallingForm } from './calling-form';
import { codesDraftOf, codesErrors, codesFormOf, type CodesForm } from './codes-form';
import { emptyNetwork, lacksTurn, networkDraftOf, networkFormOf, type NetworkForm } from './network-form';
import { planDraftOf, planErrors, planFormOf, type PlanForm } from './plan-form';
import { policyDraftOf, policyErrors, policyFormOf, type PolicyForm } from './policy-form';
import { hasBadAppearances, sharingDraftOf, sharingFormOf, type SharingForm } from './sharing-form';
import { hasBadPickupCode, watchingDraftOf, watchingFormOf, type WatchingForm } from './watching-form';

/** What stands in the form. Text fields are never null here; empty becomes null on the way out. */
export interface Form {
  domain: string;
  username: string;
  password: string;
  label: string;
  displayName: string;
  authUsername: string;
  outboundProxy: string;
  voicemailNumber: string;
  expiresSeconds: string;
  dtmfMethod: AccountDraft['dtmfMethod'];
  transport: AccountDraft['transport'];
  mediaEncryption: AccountDraft['mediaEncryption'];
  keyExchange: AccountDraft['keyExchange'];
  network: NetworkForm;
  connection: ConnectionForm;
  plan: PlanForm;
  policy: PolicyForm;
  calling: CallingForm;
  codes: CodesForm;
  watching: WatchingForm;
  sharing: SharingForm;
  codecs: readonly CodecName[];
  silenceSuppression: boolean;
  enabled: boolean;
}

export const allCodecs: readonly CodecName[] = ['opus', 'g722', 'pcma', 'pcmu', 'l16'];
/** L16 is uncompressed: on only where somebody knows the network bears it. */
const usualCodecs: readonly CodecName[] = allCodecs.filter((codec) => codec !== 'l16');

export const emptyForm: Form = {
  domain: '', username: '', password: '', label: '', displayName: '', authUsername: '', outboundProxy: '',
  voicemailNumber: '', expiresSeconds: '300', dtmfMethod: 'rfc4733', transport: 'udp', mediaEncryption: 'off', keyExchange: 'sdes', network: emptyNetwork, connection: emptyConnection, plan: planFormOf(), policy: policyFormOf(), calling: callingFormOf(), codes: codesFormOf(), watching: watchingFormOf(), sharing: sharingFormOf(), codecs: usualCodecs, silenceSuppression: false, enabled: true,
};

export function formOf(account: Account): Form {
  return {
    domain: account.domain, username: account.username, password: '', label: account.label, displayName: account.displayName,
    authUsername: account.authUsername ?? '', outboundProxy: account.outboundProxy ?? '', voicemailNumber: account.voicemailNumber ?? '',
    expiresSeconds: String(account.registerExpiresSeconds), dtmfMethod: account.dtmfMethod, transport: account.transport, mediaEncryption: account.mediaEncryption, keyExchange: account.keyExchange, network: networkFormOf(account.network), connection: connectionFormOf(account.connection), plan: planFormOf(account.dialPlan), policy: policyFormOf(account.policy), calling: callingFormOf(account.calling), codes: codesFormOf(account.callCodes), watching: watchingFormOf(account.watching), sharing: sharingFormOf(account.sharing), codecs: account.codecs, silenceSuppression: account.silenceSuppression ?? false, enabled: account.enabled,
  };
}

const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());

/** The draft main takes. An empty password means the stored one, for a line that has one. */
export function draftOf(form: Form, id: AccountDraft['id']): AccountDraft {
  const username = form.username.trim();
  return {
    id, username, domain: form.domain.trim(), password: form.password === '' && id !== null ? null : form.password,
    label: form.label.trim() || username, displayName: form.displayName.trim(), authUsername: orNull(form.authUsername),
    outboundProxy: orNull(form.outboundProxy), voicemailNumber: orNull(form.voicemailNumber), transport: form.transport,
    registerExpiresSeconds: Number(form.expiresSeconds), dtmfMethod: form.dtmfMethod, mediaEncryption: form.mediaEncryption, keyExchange: form.keyExchange, codecs: [...form.codecs], enabled: form.enabled,
    ...(form.silenceSuppression ? { silenceSuppression: true } : {}),
    ...networkDraftOf(form.network), ...connectionDraftOf(form.connection), ...planDraftOf(form.plan), ...policyDraftOf(form.policy), ...callingDraftOf(form.calling), ...codesDraftOf(form.codes), ...watchingDraftOf(form.watching), ...sharingDraftOf(form.sharing),
  };
}

export type FormErrors = Partial<Record<'domain' | 'username' | 'expiresSeconds' | 'codecs' | 'turnServer', MessageKey & `account.need${string}`>> & { connection?: true; plan?: true; policy?: true; codes?: true; watching?: true; sharing?: true };

export function check(form: Form): FormErrors {
  const seconds = Number(form.expiresSeconds);
  return {
    ...(form.domain.trim() === '' ? { domain: 'account.needDomain' } : {}),
    ...(form.username.trim() === '' ? { username: 'account.needUsername' } : {}),
    ...(Number.isInteger(seconds) && seconds >= 30 && seconds <= 86_400 ? {} : { expiresSeconds: 'account.needExpires' }),
    ...(form.codecs.length === 0 ? { codecs: 'account.needCodec' } : {}),
    ...(Object.keys(connectionErrors(form.connection)).length === 0 ? {} : { connection: true }),
    ...(Object.keys(planErrors(form.plan)).length === 0 ? {} : { plan: true }),
    ...(Object.keys(policyErrors(form.policy)).length === 0 ? {} : { policy: true }),
    ...(Object.keys(codesErrors(form.codes)).length === 0 ? {} : { codes: true }),
    ...(hasBadPickupCode(form.watching) ? { watching: true } : {}),
    ...(hasBadAppearances(form.sharing) ? { sharing: true } : {}),
    ...(lacksTurn(form.network) ? { turnServer: 'account.needTurn' } : {}),
  } as FormErrors;
}

/** A whole address pasted into one field ("sip:201@pbx.example") fills both. */
export function splitAddress(typed: string): { username: string; domain: string } | null {
  const match = /^\s*(?:sips?:)?([^@\s:]+)@([\w.:[\]-]+)\s*$/i.exec(typed);
  return match?.[1] !== undefined && match[2] !== undefined ? { username: match[1], domain: match[2] } : null;
}
