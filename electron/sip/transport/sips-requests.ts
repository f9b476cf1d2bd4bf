import type { SipRequest } from '../parser';

/** Calls that ring longer than this many others come in are answered with an ordinary Contact. */
const MAX_KEPT = 500;

/** Requests that came in by sips:, since the answers to them must carry a sips: Contact (RFC 3261 12.1.1). */
export class SipsRequests {
  private readonly vias = new Set<string>();

  /** `topVia` as it will stand in the answer. */
  note(request: SipRequest, topVia: string): void {
    if (!isSips(request)) return;
    this.vias.add(topVia);
    const [oldest] = this.vias;
    if (this.vias.size > MAX_KEPT && oldest !== undefined) this.vias.delete(oldest);
  }

  has(topVia: string): boolean {
    return this.vias.has(topVia);
  }
}

function isSips(request: SipRequest): boolean {
  return request.uri.scheme === 'sips';
}
