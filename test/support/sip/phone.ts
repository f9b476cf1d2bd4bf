import { randomUUID } from 'node:crypto';
import { type Log, type Signalling, type SignallingEvent, silentLog, systemClock } from '../../../electron/calls/ports';
import { Account } from '../../../electron/contract/accounts';
import { AccountId, CallId } from '../../../electron/contract/ids';
import { createSignalling, type SignallingOptions } from '../../../electron/sip';
import { Arrivals } from '../arrivals';
import { passwordOf } from './kamailio';

export type EventOf<K extends SignallingEvent['kind']> = Extract<SignallingEvent, { kind: K }>;

/** Signalling with its events kept, so that a test can wait for one. */
export interface Phone {
  readonly signalling: Signalling;
  readonly account: Account;
  readonly events: SignallingEvent[];
  /** The next event of the kind not taken yet, in order; fails after `withinMs`. */
  next<K extends SignallingEvent['kind']>(kind: K, withinMs?: number, fits?: (event: EventOf<K>) => boolean): Promise<EventOf<K>>;
  register(withinMs?: number): Promise<void>;
  /** Registers nothing; starts a call and answers its id. */
  call(target: string, sdp?: string): CallId;
}

export function sdp(direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive' = 'sendrecv', port = 40_000): string {
  return `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=${direction}\r\n`;
}

export function accountFor(user: string, domain: string, change: Partial<Account> = {}): Account {
  return Account.parse({
    id: AccountId.parse(randomUUID()), label: user, displayName: `The ${user}`, username: user, authUsername: null, domain,
    outboundProxy: null, transport: 'udp', registerExpiresSeconds: 300, dtmfMethod: 'info', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['pcmu'], voicemailNumber: null,
    enabled: true, practice: false, ...change,
  });
}

/** Scripted peers count what they get: whether calls arrive is looked at where a test is about that. */
const SELDOM = { firstAfterMs: 3_600_000, everyMs: 3_600_000 };

/** A phone of ours on loopback. */
export function startPhone(user: string, domain: string, change: Partial<Account> = {}, options: Partial<SignallingOptions> = {}, log: Log = silentLog): Phone {
  const signalling = createSignalling({
    log, clock: systemClock, newCallId: () => CallId.parse(randomUUID()), userAgent: 'Sidetone/test',
    bind: { ipv4: '127.0.0.1', ipv6: '::1' }, reachSchedule: SELDOM, ...options,
  });
  const account = accountFor(user, domain, change);
  const arrivals = new Arrivals<SignallingEvent>();
  signalling.onEvent((event) => arrivals.add(event));
  const next: Phone['next'] = (kind, withinMs = 5_000, fits = () => true) => arrivals.take(
    (event): event is EventOf<typeof kind> => event.kind === kind && fits(event as EventOf<typeof kind>), withinMs,
    () => `no ${kind} within ${withinMs} ms; seen: ${JSON.stringify(arrivals.all.map((event) => event.kind === 'registration' ? event.state : event.kind))}`,
  );
  return {
    signalling, account, events: arrivals.all, next,
    register: async (withinMs = 5_000) => {
      signalling.applyAccount(account, passwordOf(user));
      await next('registration', withinMs, ({ state }) => state.kind === 'ready');
    },
    call: (target, offer = sdp()) => {
      const callId = CallId.parse(randomUUID());
      signalling.invite(callId, account.id, target, offer);
      return callId;
    },
  };
}
