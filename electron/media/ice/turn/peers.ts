import type { Clock } from '../../../calls/ports/clock';
import type { Endpoint } from '../../transport/endpoint';
import { keyOf } from '../stun';
import { FIRST_CHANNEL, LAST_CHANNEL } from './channel-data';
import type { TurnFailure } from './failure';

/** Permissions live 5 minutes, channels 10 (RFC 8656 9, 12); both are renewed with a minute to spare of the shorter. */
const RENEW_MS = 240_000;
/** Checks that wait for their permission; more than this would be stale by then. */
const MAX_WAITING = 8;

export interface TurnPeersOptions {
  readonly clock: Clock;
  readonly createPermission: (peer: Endpoint, done: (failure: TurnFailure | null) => void) => void;
  readonly bindChannel: (peer: Endpoint, channel: number, done: (failure: TurnFailure | null) => void) => void;
  readonly indicate: (peer: Endpoint, bytes: Uint8Array) => void;
  readonly channelData: (channel: number, bytes: Uint8Array) => void;
  readonly onRefused: (address: string, failure: TurnFailure) => void;
}

interface Permission {
  state: 'asked' | 'granted' | 'refused';
  usedAtMs: number;
  waiting: { bytes: Uint8Array; peer: Endpoint }[];
  cancel: () => void;
}

interface Channel {
  readonly peer: Endpoint;
  readonly number: number;
  bound: boolean;
  cancel: () => void;
}

/** Whom one allocation talks with: permissions by address, channels by address and port. */
export class TurnPeers {
  readonly #options: TurnPeersOptions;
  readonly #permissions = new Map<string, Permission>();
  readonly #channels = new Map<string, Channel>();

  constructor(options: TurnPeersOptions) {
    this.#options = options;
  }

  permits(peer: Endpoint): boolean {
    return this.#permissions.get(peer.address)?.state === 'granted';
  }

  peerOf(channel: number): Endpoint | null {
    for (const { peer, number } of this.#channels.values()) if (number === channel) return peer;
    return null;
  }

  permit(peer: Endpoint): void {
    const known = this.#permissions.get(peer.address);
    if (known && known.state !== 'refused') {
      known.usedAtMs = this.#options.clock.monotonicMs();
      return;
    }
    // A refusal is kept for this allocation: the server's mind does not change within a call.
    if (known) return;
    const permission: Permission = { state: 'asked', usedAtMs: this.#options.clock.monotonicMs(), waiting: [], cancel: () => {} };
    this.#permissions.set(peer.address, permission);
    this.#ask(peer, permission);
  }

  bind(peer: Endpoint): void {
    if (this.#channels.has(keyOf(peer))) return;
    const used = new Set([...this.#channels.values()].map(({ number }) => number));
    let number = FIRST_CHANNEL;
    while (used.has(number)) number++;
    if (number > LAST_CHANNEL) return;
    const channel: Channel = { peer, number, bound: false, cancel: () => {} };
    this.#channels.set(keyOf(peer), channel);
    this.#renewChannel(channel);
  }

  send(bytes: Uint8Array, peer: Endpoint): void {
    this.permit(peer);
    const permission = this.#permissions.get(peer.address);
    if (!permission || permission.state === 'refused') return;
    if (permission.state === 'asked') {
      if (permission.waiting.length < MAX_WAITING) permission.waiting.push({ bytes, peer });
      return;
    }
    const channel = this.#channels.get(keyOf(peer));
    if (channel?.bound) this.#options.channelData(channel.number, bytes);
    else this.#options.indicate(peer, bytes);
  }

  dispose(): void {
    for (const { cancel } of [...this.#permissions.values(), ...this.#channels.values()]) cancel();
    this.#permissions.clear();
    this.#channels.clear();
  }

  #ask(peer: Endpoint, permission: Permission): void {
    this.#options.createPermission(peer, (failure) => {
      if (this.#permissions.get(peer.address) !== permission) return;
      const waiting = permission.waiting.splice(0);
      if (failure) {
        permission.state = 'refused';
        this.#options.onRefused(peer.address, failure);
        return;
      }
      permission.state = 'granted';
      permission.cancel = this.#options.clock.after(RENEW_MS, () => this.#renew(peer, permission));
      for (const { bytes, peer: to } of waiting) this.send(bytes, to);
    });
  }

  #renew(peer: Endpoint, permission: Permission): void {
    if (this.#options.clock.monotonicMs() - permission.usedAtMs > RENEW_MS) this.#permissions.delete(peer.address);
    else this.#ask(peer, permission);
  }

  #renewChannel(channel: Channel): void {
    this.#options.bindChannel(channel.peer, channel.number, (failure) => {
      if (this.#channels.get(keyOf(channel.peer)) !== channel) return;
      // Without a channel Send indications do the same, with more bytes.
      channel.bound = failure === null;
      if (channel.bound) channel.cancel = this.#options.clock.after(RENEW_MS, () => this.#renewChannel(channel));
    });
  }
}
