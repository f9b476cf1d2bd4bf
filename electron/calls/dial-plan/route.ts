import type { Account, RegistrationState } from '../../contract/accounts';
import type { AccountId } from '../../contract/ids';
import { lineToDialFrom } from './line-choice';
import { dialledOn } from './dial-plan';
import { isEmergencyNumber } from './emergency';

/** How a typed number goes out. */
export interface Route {
  readonly account: Account;
  readonly target: string;
  readonly emergency: boolean;
  /** #31# in front: the number of this line is not to be told for this call (3GPP TS 22.030 annex B). */
  readonly anonymous: boolean;
}

export interface RouteOptions {
  readonly accounts: readonly Account[];
  readonly registration: (id: AccountId) => RegistrationState;
  readonly region: string;
}

/**
 * The line and the digits for a typed number. An emergency number goes out as it is, on the line asked for if that is ready,
 * else on any that is; no dial plan and no demand for encryption stands in its way.
 * Throws CallError: NO_ACCOUNT, NOT_READY, INVALID_TARGET (the line's dial plan refuses it).
 */
export function routeOf(typed: string, wanted: AccountId | null, { accounts, registration, region }: RouteOptions): Route {
  const enabled = accounts.filter(({ enabled: isOn }) => isOn);
  if (isEmergencyNumber(typed, region, enabled.flatMap(({ dialPlan }) => dialPlan?.emergencyNumbers ?? []))) {
    const isWantedReady = wanted !== null && registration(wanted).kind === 'ready';
    const line = lineToDialFrom(accounts, registration, isWantedReady ? wanted : null);
    const account: Account = line.mediaEncryption === 'required' ? { ...line, mediaEncryption: 'preferred' } : line;
    return { account, target: typed.replace(/[^\d*#]/g, ''), emergency: true, anonymous: false };
  }
  const account = lineToDialFrom(accounts, registration, wanted);
  // Where a digit map is set, codes are its business.
  const hidden = account.dialPlan?.digitMap ? null : /^#31#(?=[+\d])(.*)$/.exec(typed.replace(/\s/g, ''));
  return { account, target: dialledOn(hidden?.[1] ?? typed, account.dialPlan, region), emergency: false, anonymous: hidden !== null };
}
