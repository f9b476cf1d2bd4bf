/**
 * One allocation on a TURN server (RFC 8656), without a socket of its own:
 *
 *   idle ──allocate──> allocating ──success──> allocated ──close──> closed
 *                          │                      │
 *                        error,                437, no answer
 *                       timeout                   │
 *                          └────────> failed <────┘
 */
import type { Clock } from '../../../calls/ports/clock';
import type { Endpoint } from '../../transport/endpoint';
import { StunTransactions, buildStun, method, parseStun, type StunAttributes, type StunMessage } from '../stun';
import { buildChannelData, parseChannelData } from './channel-data';
import { LongTermCredentials } from './credentials';
import { failureOf, unreachable, type TurnFailure } from './failure';
import { TurnPeers } from './peers';

const UDP_PROTOCOL = 17;
const LIFETIME_SECONDS = 600;
/** Renewed this long before it ends. */
const RENEW_BEFORE_SECONDS = 60;
/** A server that calls every nonce stale would be asked for ever. */
const MAX_CHALLENGES = 3;
const GOODBYE_MS = 1_000;
const SOFTWARE = 'Sidetone';

export type AllocateResult =
  | { readonly ok: true; readonly relayed: Endpoint; readonly mapped: Endpoint | null; readonly lifetimeSeconds: number }
  | { readonly ok: false; readonly failure: TurnFailure; /** RFC 8489 10: ask there instead. */ readonly alternate: Endpoint | null };

export interface TurnClientOptions {
  readonly clock: Clock;
  /** 24 hexadecimal digits, never the same twice. */
  readonly newTransactionId: () => string;
  readonly server: Endpoint;
  readonly username: string;
  readonly password: string;
  /** To the server. */
  readonly send: (bytes: Uint8Array) => void;
  /** TCP or TLS lies below. */
  readonly reliable: boolean;
  /** Asks for a relay address of this family. */
  readonly family: 4 | 6;
  readonly onData: (bytes: Uint8Array, from: Endpoint) => void;
  /** The allocation that was is gone. */
  readonly onLost: (failure: TurnFailure) => void;
  /** The server does not relay to this address. */
  readonly onRefused?: (address: string, failure: TurnFailure) => void;
}

export class TurnClient {
  readonly #options: TurnClientOptions;
  readonly #transactions: StunTransactions;
  readonly #credentials: LongTermCredentials;
  readonly #peers: TurnPeers;
  #state: 'idle' | 'allocating' | 'allocated' | 'failed' | 'closed' = 'idle';
  #cancelRefresh: () => void = () => {};
  #fail: (failure: TurnFailure) => void = () => {};

  constructor(options: TurnClientOptions) {
    this.#options = options;
    this.#transactions = new StunTransactions(options.clock);
    this.#credentials = new LongTermCredentials(options.username, options.password);
    this.#peers = new TurnPeers({
      clock: options.clock,
      createPermission: (peer, done) => this.#ask(method.createPermission, { xorPeerAddress: peer }, () => done(null), done),
      bindChannel: (peer, channel, done) => this.#ask(method.channelBind, { channelNumber: channel, xorPeerAddress: peer }, () => done(null), done),
      indicate: (peer, bytes) => options.send(buildStun({
        class: 'indication', method: method.send, transactionId: options.newTransactionId(), attributes: { xorPeerAddress: peer, data: bytes },
      })),
      channelData: (channel, bytes) => options.send(buildChannelData(channel, bytes, options.reliable)),
      onRefused: (address, failure) => options.onRefused?.(address, failure),
    });
  }

  get allocated(): boolean { return this.#state === 'allocated'; }

  /** Asks for a relayed address; never rejects. */
  allocate(): Promise<AllocateResult> {
    if (this.#state !== 'idle') return Promise.resolve({ ok: false, failure: unreachable('this client was used before'), alternate: null });
    this.#state = 'allocating';
    return new Promise((resolve) => {
      const refused = (failure: TurnFailure, alternate: Endpoint | null = null): void => {
        if (this.#state !== 'allocating') return;
        this.#state = 'failed';
        this.#transactions.dispose();
        resolve({ ok: false, failure, alternate });
      };
      this.#fail = (failure) => refused(failure);
      const attributes: StunAttributes = {
        requestedTransport: UDP_PROTOCOL, lifetimeSeconds: LIFETIME_SECONDS, software: SOFTWARE,
        ...(this.#options.family === 6 ? { requestedAddressFamily: 2 } : {}),
      };
      this.#ask(method.allocate, attributes, (message) => {
        const { xorRelayedAddress, xorMappedAddress, lifetimeSeconds = LIFETIME_SECONDS } = message.attributes;
        if (this.#state !== 'allocating') return;
        if (xorRelayedAddress === undefined) return refused({ code: 'server-error', status: null, detail: 'the TURN server gave no relayed address' });
        this.#state = 'allocated';
        this.#fail = (failure) => this.#lost(failure);
        this.#refreshLater(lifetimeSeconds);
        resolve({ ok: true, relayed: xorRelayedAddress, mapped: xorMappedAddress ?? null, lifetimeSeconds });
      }, (failure, message) => refused(failure, failure.status === 300 ? message?.attributes.alternateServer ?? null : null));
    });
  }

  /** Lets data come in from this peer, and go out to it, kept up while it is used. */
  permit(peer: Endpoint): void {
    if (this.allocated) this.#peers.permit(peer);
  }

  /** For the peer that much goes to: four bytes of overhead in place of 36. */
  bindChannel(peer: Endpoint): void {
    if (this.allocated) this.#peers.bind(peer);
  }

  /** To a peer by way of the server. Waits for the permission where there is none yet. */
  send(bytes: Uint8Array, peer: Endpoint): void {
    if (this.allocated) this.#peers.send(bytes, peer);
  }

  /** One datagram, or one message of the stream, from the server. Never throws for what is in it. */
  receive(bytes: Uint8Array): void {
    const channelData = parseChannelData(bytes);
    if (channelData) {
      const peer = this.#peers.peerOf(channelData.channel);
      if (peer && this.allocated) this.#options.onData(channelData.data, peer);
      return;
    }
    const parsed = parseStun(bytes);
    if (!parsed.ok) return;
    const { message } = parsed;
    if (this.#transactions.handle(message, this.#options.server)) return;
    const { xorPeerAddress, data } = message.attributes;
    if (message.class !== 'indication' || message.method !== method.data || !xorPeerAddress || !data || !this.allocated) return;
    // RFC 8656 11.4: only from those we let in.
    if (this.#peers.permits(xorPeerAddress)) this.#options.onData(data, xorPeerAddress);
  }

  /** The way to the server is gone. */
  disconnected(failure: TurnFailure): void {
    this.#fail(failure);
  }

  /** Gives the allocation back (RFC 8656 7). Resolves when the server has heard, or after a second. */
  close(): Promise<void> {
    const gives = this.allocated;
    this.#fail = () => {};
    this.#state = 'closed';
    this.#cancelRefresh();
    this.#peers.dispose();
    this.#transactions.dispose();
    if (!gives) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#transactions.dispose();
        resolve();
      };
      const cancel = this.#options.clock.after(GOODBYE_MS, done);
      this.#ask(method.refresh, { lifetimeSeconds: 0 }, done, done);
    });
  }

  #refreshLater(lifetimeSeconds: number): void {
    const afterSeconds = Math.max(lifetimeSeconds - RENEW_BEFORE_SECONDS, lifetimeSeconds / 2, 1);
    this.#cancelRefresh = this.#options.clock.after(1000 * afterSeconds, () => {
      this.#ask(method.refresh, { lifetimeSeconds: LIFETIME_SECONDS },
        ({ attributes }) => { if (this.allocated) this.#refreshLater(attributes.lifetimeSeconds ?? LIFETIME_SECONDS); },
        (failure) => this.#lost(failure));
    });
  }

  #lost(failure: TurnFailure): void {
    if (!this.allocated) return;
    this.#state = 'failed';
    this.#cancelRefresh();
    this.#peers.dispose();
    this.#transactions.dispose();
    this.#options.onLost({ ...failure, code: failure.code === 'unreachable' ? 'unreachable' : 'lost' });
  }

  /** One request, again with what a challenge asks for. */
  #ask(
    requestMethod: number, attributes: StunAttributes, onSuccess: (message: StunMessage) => void,
    onFailure: (failure: TurnFailure, message?: StunMessage) => void, challenges = 0,
  ): void {
    const transactionId = this.#options.newTransactionId();
    const signed = this.#credentials.challenged;
    const bytes = buildStun({ class: 'request', method: requestMethod, transactionId, fingerprint: true, ...this.#credentials.sign(attributes) });
    this.#transactions.start({
      transactionId, reliable: this.#options.reliable,
      send: () => this.#options.send(bytes),
      onResponse: (message) => {
        if (message.method !== requestMethod || message.fingerprint === 'bad') return false;
        if (message.class === 'success') {
          if (!this.#credentials.trusts(message)) return false;
          onSuccess(message);
          return true;
        }
        const status = message.attributes.errorCode?.code;
        // RFC 8489 9.2.5: 401 to a request with credentials means that they are wrong, 438 that the nonce is old.
        const again = (status === 401 && !signed) || status === 438;
        if (again && challenges < MAX_CHALLENGES && this.#credentials.take(message)) {
          this.#ask(requestMethod, attributes, onSuccess, onFailure, challenges + 1);
        } else {
          onFailure(failureOf(message), message);
        }
        return true;
      },
      onTimeout: () => onFailure(unreachable('the TURN server does not answer')),
    });
  }
}
