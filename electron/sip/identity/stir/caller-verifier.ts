import type { X509Certificate } from 'node:crypto';
import type { CallerCheckOptions, CallerChecks, CallerVerification, Clock, Log, SignallingEvent } from '../../../calls/ports';
import type { CallId } from '../../../contract/ids';
import { headerValues, type SipMessage } from '../../parser';
import { CertificateCache } from './certificate-cache';
import { fetchCertificate } from './certificate-fetch';
import { readCertificates } from './chain';
import { parseIdentity } from './passport';
import { factsOf } from './request-facts';
import { type Verdict, verifyIdentity } from './verify';
import { networkVerdict } from './verstat';

/** Identity headers looked at; each network on the way may add one. */
const MAX_HEADERS = 4;
const MAX_ANCHORS = 500;

export interface CallerVerifierOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly emit: (event: SignallingEvent & { kind: 'callerVerified' }) => void;
  /** The call is not over. */
  readonly isRunning: (callId: CallId) => boolean;
  /** From the internet, under the rules of certificate-fetch, unless given. */
  readonly fetch?: (url: string, signal: AbortSignal) => Promise<Buffer | null>;
}

/**
 * Says of callers whether they may use their number: by the word of the line's server at once, else by the Identity header,
 * where the user has that checked. No call waits for it.
 */
export class CallerVerifier implements CallerChecks {
  private readonly cache: CertificateCache;
  private anchors: readonly X509Certificate[] = [];
  private region = '';
  private configured = '';

  constructor(private readonly options: CallerVerifierOptions) {
    const { clock, fetch } = options;
    this.cache = new CertificateCache(fetch ?? ((url, signal) => fetchCertificate(url, signal, { clock })), clock);
  }

  configure({ enabled, anchors, region }: CallerCheckOptions): void {
    this.region = region;
    const wanted = enabled ? anchors : '';
    if (wanted === this.configured) return;
    this.configured = wanted;
    this.anchors = readCertificates(wanted, MAX_ANCHORS);
    this.cache.clear();
    if (wanted.trim() !== '' && this.anchors.length === 0) this.options.log.warn('no anchor can be read: callers are not checked');
  }

  /** Of an INVITE that was just told. `trusted` = it came through the line's server. */
  check(callId: CallId, message: SipMessage, trusted: boolean): void {
    const said = trusted ? networkVerdict(message) : null;
    if (said !== null) return this.options.emit({ kind: 'callerVerified', callId, ...said });
    if (this.anchors.length === 0) return;
    const headers = headerValues(message, 'identity').slice(0, MAX_HEADERS);
    if (headers.length === 0) return;
    this.checkSignatures(callId, message, trusted, headers).catch((error: unknown) => this.options.log.error('caller not checked', { error: String(error) }));
  }

  dispose(): void {
    this.configured = '';
    this.anchors = [];
    this.cache.clear();
  }

  private async checkSignatures(callId: CallId, message: SipMessage, trusted: boolean, headers: readonly string[]): Promise<void> {
    // Whoever refuses the call does so by now: nothing is fetched for a call that never rang.
    await Promise.resolve();
    const { clock, log, isRunning, emit } = this.options;
    if (!isRunning(callId)) return;
    const facts = factsOf(message, trusted, this.region);
    const { anchors } = this;
    const verdicts = await Promise.all(headers.map(async (header): Promise<Verdict | { kind: 'unknown'; why: string }> => {
      const parsed = parseIdentity(header);
      return parsed.ok ? verifyIdentity(parsed.identity, facts, { anchors, certificates: (url) => this.cache.get(url), nowEpochMs: () => clock.epochMs() }) : { kind: 'unknown', why: parsed.why };
    }));
    log.info('caller checked', { callId, results: verdicts.map((verdict) => ('why' in verdict ? verdict.why : 'genuine')) });
    // Switched off, or given other anchors, meanwhile: the result is nobody's.
    if (!isRunning(callId) || anchors !== this.anchors) return;
    emit({ kind: 'callerVerified', callId, ...resultOf(verdicts), by: 'signature' });
  }
}

/** One genuine signature is enough; else one false one is. */
function resultOf(verdicts: readonly (Verdict | { kind: 'unknown' })[]): { verdict: CallerVerification['verdict'] | 'none'; attestation: CallerVerification['attestation'] } {
  const genuine = verdicts.flatMap((verdict) => (verdict.kind === 'genuine' ? [verdict.attestation] : []));
  const full = genuine.find((attestation) => attestation === null || attestation === 'A');
  if (full !== undefined) return { verdict: 'verified', attestation: full };
  const [weaker] = genuine;
  if (weaker !== undefined) return { verdict: 'partly', attestation: weaker };
  return { verdict: verdicts.some(({ kind }) => kind === 'false') ? 'failed' : 'none', attestation: null };
}
