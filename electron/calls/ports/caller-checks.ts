/** What is known of whether a caller may use the number shown. `partly`: the caller is known to its network, the number is not. */
export interface CallerVerification {
  verdict: 'verified' | 'partly' | 'failed';
  /** How far the first network answers for it (RFC 8588 4); null where nobody says. */
  attestation: 'A' | 'B' | 'C' | null;
  /** network: our server says so (verstat). signature: this phone checked the Identity header itself (RFC 8224). */
  by: 'network' | 'signature';
}

export interface CallerCheckOptions {
  /** Identity headers are checked here, for which the signer's certificate may be fetched. The server's own word is always taken. */
  enabled: boolean;
  /** PEM certificates of those who may vouch for signers. None = nothing is checked and nothing fetched. */
  anchors: string;
  /** ISO 3166 alpha-2, for numbers without a country code. */
  region: string;
}

/** Whether callers may use their numbers: told by `callerVerified`, after the call was told and never before. */
export interface CallerChecks {
  configure(options: CallerCheckOptions): void;
}
