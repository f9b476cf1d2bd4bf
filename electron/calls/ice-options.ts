import type { Account } from '../contract/accounts';
import type { IceOptions, IceServer } from './ports';

const STUN_PORT = 3478;
const TLS_PORT = 5349;
/** What an account has that says nothing (contract/network.ts). */
const DEFAULT_ICE = 'auto';

/** How calls of this line use ICE; undefined = not at all. */
export function iceOptionsOf({ network }: Account, turnPassword: string | null): IceOptions | undefined {
  const policy = network?.ice ?? DEFAULT_ICE;
  if (policy === 'off') return undefined;
  const stun = network?.stunServer ? parseServer(network.stunServer, STUN_PORT) : null;
  const turn = network?.turn ? parseServer(network.turn.server, network.turn.protocol === 'tls' ? TLS_PORT : STUN_PORT) : null;
  return {
    use: policy === 'auto' && stun === null && turn === null ? 'answer' : 'offer',
    stun,
    turn: turn && network?.turn ? { ...turn, protocol: network.turn.protocol, username: network.turn.username, password: turnPassword ?? '' } : null,
    relayOnly: policy === 'relay',
  };
}

/** Null for what is no host with or without a port. `stun:` and `turn:` (RFC 7064, 7065) before it are forgiven. */
export function parseServer(text: string, defaultPort: number): IceServer | null {
  const bare = text.trim().replace(/^(stuns?|turns?):(\/\/)?/i, '').replace(/[?/].*$/, '');
  const match = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(bare);
  if (!match) return /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(bare) ? { host: bare, port: defaultPort } : null;
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  const host = match[1] ?? match[2];
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}
