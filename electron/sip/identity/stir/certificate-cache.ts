import type { X509Certificate } from 'node:crypto';
import type { Clock } from '../../../calls/ports';
import { readCertificates } from './chain';

const MAX_ENTRIES = 50;
const MAX_UNDER_WAY = 4;
const KEEP_MS = 24 * 60 * 60_000;
/** One that could not be had is not asked for again for so long: a flood of calls must not become a flood of questions. */
const KEEP_FAILURE_MS = 60_000;

export type Fetch = (url: string, signal: AbortSignal) => Promise<Buffer | null>;

interface Entry {
  readonly untilMs: number;
  readonly certificates: readonly X509Certificate[] | null;
}

/** Signers' certificates by their address: fetched once, kept a day. */
export class CertificateCache {
  private readonly entries = new Map<string, Entry>();
  private readonly underWay = new Map<string, Promise<readonly X509Certificate[] | null>>();
  private stop = new AbortController();

  constructor(private readonly fetch: Fetch, private readonly clock: Clock) {}

  /** The signer's certificate first. Null where there are none to be had, or too many are asked for already. */
  async get(url: string): Promise<readonly X509Certificate[] | null> {
    const known = this.entries.get(url);
    if (known !== undefined && known.untilMs > this.clock.monotonicMs()) return known.certificates;
    const asked = this.underWay.get(url);
    if (asked !== undefined) return asked;
    if (this.underWay.size >= MAX_UNDER_WAY) return null;
    const asking = this.ask(url, this.stop.signal);
    this.underWay.set(url, asking);
    return asking;
  }

  /** Forgets everything and breaks off what is under way. */
  clear(): void {
    this.stop.abort();
    this.stop = new AbortController();
    this.entries.clear();
    this.underWay.clear();
  }

  private async ask(url: string, signal: AbortSignal): Promise<readonly X509Certificate[] | null> {
    const bytes = await this.fetch(url, signal).catch(() => null);
    const read = bytes === null ? [] : readCertificates(bytes);
    const certificates = read.length === 0 ? null : read;
    if (signal.aborted) return null;
    this.underWay.delete(url);
    this.entries.delete(url);
    this.entries.set(url, { certificates, untilMs: this.clock.monotonicMs() + (certificates === null ? KEEP_FAILURE_MS : KEEP_MS) });
    for (const oldest of [...this.entries.keys()].slice(0, Math.max(0, this.entries.size - MAX_ENTRIES))) this.entries.delete(oldest);
    return certificates;
  }
}
