import { promises as dns } from 'node:dns';

export interface SrvRecord { readonly name: string; readonly port: number; readonly priority: number; readonly weight: number }
export interface NaptrRecord { readonly service: string; readonly replacement: string; readonly order: number; readonly preference: number }

/** The questions RFC 3263 asks. Each answers an empty list where there is nothing or the server does not reply; none throws. */
export interface DnsResolver {
  naptr(domain: string): Promise<readonly NaptrRecord[]>;
  srv(name: string): Promise<readonly SrvRecord[]>;
  /** IPv4 and IPv6 literals of a host name, also from the system's hosts file. */
  addresses(host: string): Promise<readonly string[]>;
}

const ANSWER_WITHIN_MS = 1_500;

/** The system's resolver. Answers are asked for once and twice, 1.5 s each. */
export function systemDns(): DnsResolver {
  // A new one each time: it reads the system's name servers when it is made, and those change with the network.
  const resolver = (): dns.Resolver => new dns.Resolver({ timeout: ANSWER_WITHIN_MS, tries: 2 });
  const orNone = async <T>(question: Promise<T[]>): Promise<T[]> => question.catch(() => []);
  return {
    naptr: async (domain) => orNone(resolver().resolveNaptr(domain)),
    srv: async (name) => orNone(resolver().resolveSrv(name)),
    addresses: async (host) => (await orNone(dns.lookup(host, { all: true }))).map(({ address }) => address),
  };
}
