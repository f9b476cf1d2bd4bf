import type { CallerVerification } from '../../../calls/ports';
import { listValues, type NameAddr, parseNameAddr, type SipMessage } from '../../parser';
import { partyOf, wantsPrivacy } from '../party';

type Attestation = NonNullable<CallerVerification['attestation']>;

/**
 * What the line's own server found out about the caller's number: `verstat` in P-Asserted-Identity, else in From
 * (3GPP TS 24.229 7.2A.20, ATIS-1000074). Only for requests that came through that server: anybody can write it.
 * Null where it says nothing, or found nothing out (No-TN-Validation).
 */
export function networkVerdict(message: SipMessage): CallerVerification | null {
  if (wantsPrivacy(message)) return null;
  const asserted = listValues(message, 'p-asserted-identity').flatMap((value) => parseNameAddr(value) ?? []);
  const [shown = message.from] = asserted;
  // Another identity counts where it is the same number: servers that write sip: and tel: mark but one of them.
  const same = [...asserted, message.from].filter((identity) => partyOf(identity).number === partyOf(shown).number);
  const word = same.map(verstatOf).find((verstat) => verstat !== null) ?? null;
  const [, result, suffix] = /^TN-Validation-(Passed|Failed)(?:-([ABC]))?$/i.exec(word ?? '') ?? [];
  if (result === undefined) return null;
  const attestation = attestationOf(suffix?.toUpperCase()) ?? attestationIn(message);
  if (result.toLowerCase() === 'failed') return { verdict: 'failed', attestation, by: 'network' };
  return { verdict: attestation === null || attestation === 'A' ? 'verified' : 'partly', attestation, by: 'network' };
}

/** In the URI, in the telephone number of its user part (RFC 3261 19.1.6), or behind it where a server puts it there. */
function verstatOf({ uri, params }: NameAddr): string | null {
  const ofUri = uri.kind === 'other' ? null : uri.params.get('verstat');
  const inUser = uri.kind === 'sip' ? /;verstat=([\w-]{1,40})/i.exec(uri.user ?? '')?.[1] : null;
  return inUser ?? ofUri ?? params.get('verstat') ?? null;
}

/** Attestation-Info of 3GPP TS 24.229 7.2.18, P-Attestation-Indicator of ATIS-1000082. */
function attestationIn(message: SipMessage): Attestation | null {
  const [value] = [...listValues(message, 'attestation-info'), ...listValues(message, 'p-attestation-indicator')];
  return attestationOf(value?.trim());
}

export function attestationOf(text: unknown): Attestation | null {
  return text === 'A' || text === 'B' || text === 'C' ? text : null;
}
