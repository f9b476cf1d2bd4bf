import type { Signalling } from '../calls/ports';
import { type SignallingOptions, UserAgent } from './user-agent';

export type { SignallingOptions };
export { type DnsResolver, systemDns } from './transport/dns';

/** The SIP user agent behind the domain's port. Opens its sockets with the first line; `dispose` frees everything. */
export function createSignalling(options: SignallingOptions): Signalling {
  return new UserAgent(options);
}
