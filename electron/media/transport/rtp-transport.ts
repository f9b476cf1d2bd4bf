import { parseRtp, type RtpPacket } from '../rtp/packet';
import type { RtcpPacket } from '../rtp/rtcp';
import { parseRtcp } from '../rtp/rtcp-parse';
import type { DatagramListener } from './datagram-socket';
import { kindOf } from './demux';
import type { Endpoint } from './endpoint';
import type { Component, MediaPath, Wire } from './media-path';
import { plain, type Protection } from './protection';
import { openSocketPair, type SocketPair, type SocketPairOptions } from './socket-pair';
import { SymmetricRtp } from './symmetric-rtp';

/** Who gets what came through: unprotected, well-formed, from the far end. */
export interface TransportListener {
  /** Whether such a payload type is wanted now; asked before the source is judged, so that it never latches on junk. */
  expects(payloadType: number): boolean;
  /** `arrivedMs` on the clock of the session. */
  onRtp(packet: RtpPacket, arrivedMs: number): void;
  onRtcp(packets: readonly RtcpPacket[], arrivedMs: number): void;
}

const nobody: TransportListener = { expects: () => false, onRtp: () => {}, onRtcp: () => {} };

/** What came to the sockets and was not taken. */
export interface DropCounts {
  /** Neither STUN, DTLS, RTP nor RTCP. */
  garbage: number;
  /** From an address that is not the far end's. */
  foreign: number;
  /** A payload type that was never agreed, or while we do not receive. */
  unexpected: number;
  /** Not authentic, a replay, or before there were keys. */
  unauthentic: number;
}

/**
 * The wire side of one session: its sockets, and between these and the session
 *
 *   out:  RTP, RTCP ──> protection ──> path ──> socket
 *   in:   socket ──> demux ──┬─ RTP, RTCP ──> protection ──> path accepts? ──> listener
 *                            ├─ STUN, TURN channel ──> path
 *                            └─ DTLS ──> protection
 *
 * Path and protection can be replaced at any time and outlive the sockets, which follow the local address.
 */
export class RtpTransport implements Wire {
  readonly dropped: DropCounts = { garbage: 0, foreign: 0, unexpected: 0, unauthentic: 0 };
  /** The path where nothing better was agreed. */
  readonly symmetric = new SymmetricRtp(this);
  /** RFC 5761: our RTCP goes by the RTP port. What comes is told apart on either port in any case. */
  rtcpMux = false;
  /** Set once by the session; what comes before is not wanted. */
  listener: TransportListener = nobody;
  #path: MediaPath = this.symmetric;
  #protection: Protection = plain;
  #sockets: SocketPair;
  #disposed = false;

  private constructor(sockets: SocketPair, private readonly options: SocketPairOptions) {
    this.#sockets = sockets;
    this.#listen(sockets);
  }

  /** @throws MediaError 'NO_PORT' */
  static async open(options: SocketPairOptions): Promise<RtpTransport> {
    return new RtpTransport(await openSocketPair(options), options);
  }

  get localAddress(): string { return this.#sockets.rtp.local.address; }
  /** For SDP. */
  get ports(): { rtpPort: number; rtcpPort: number } {
    return { rtpPort: this.#sockets.rtp.local.port, rtcpPort: this.#sockets.rtcp.local.port };
  }
  get path(): MediaPath { return this.#path; }
  get protection(): Protection { return this.#protection; }

  /** Another way to the far end from now on; the one before is disposed. */
  usePath(path: MediaPath): void {
    if (path === this.#path) return;
    this.#path.dispose();
    this.#path = path;
  }

  /** Other keys, or none, from now on; what was before is disposed. */
  useProtection(protection: Protection): void {
    if (protection === this.#protection) return;
    this.#protection.dispose();
    this.#protection = protection;
  }

  /** New sockets where the local address has changed. @throws MediaError 'NO_PORT', the old sockets stay */
  async rebind(localAddress: string): Promise<void> {
    if (localAddress === this.localAddress) return;
    const sockets = await openSocketPair({ ...this.options, localAddress });
    if (this.#disposed) { close(sockets); return; }
    close(this.#sockets);
    this.#sockets = sockets;
    this.#listen(sockets);
  }

  sendRtp(packet: Uint8Array): void {
    const bytes = this.#protection.protectRtp(packet);
    if (bytes) this.#path.send('rtp', bytes);
  }

  sendRtcp(packet: Uint8Array): void {
    const bytes = this.#protection.protectRtcp(packet);
    if (bytes) this.#path.send(this.rtcpMux ? 'rtp' : 'rtcp', bytes);
  }

  /** RTP that is here but waits its turn behind other work of this process is taken now. */
  receiveWaiting(): void {
    if (!this.#disposed) this.#sockets.rtp.receiveWaiting?.();
  }

  local(component: Component): Endpoint {
    return this.#sockets[component].local;
  }

  send(component: Component, bytes: Uint8Array, to: Endpoint): void {
    if (!this.#disposed) this.#sockets[component].send(bytes, to);
  }

  take(component: Component, bytes: Uint8Array, from: Endpoint, arrivedMs: number): void {
    if (this.#disposed) return;
    const kind = kindOf(bytes);
    switch (kind) {
      case 'rtp': this.#takeRtp(bytes, from, arrivedMs); break;
      case 'rtcp': this.#takeRtcp(component, bytes, from, arrivedMs); break;
      case 'dtls': this.#protection.takeDtls(component, bytes, from); break;
      case 'stun':
      case 'turn-channel': this.#path.takeStun(component, bytes, from, arrivedMs); break;
      case 'other': this.dropped.garbage++; break;
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#path.dispose();
    this.#protection.dispose();
    close(this.#sockets);
  }

  #listen({ rtp, rtcp }: SocketPair): void {
    const to = (component: Component): DatagramListener => (bytes, from, arrivedMs) => this.take(component, bytes, from, arrivedMs);
    rtp.onDatagram = to('rtp');
    rtcp.onDatagram = to('rtcp');
  }

  #takeRtp(bytes: Uint8Array, from: Endpoint, arrivedMs: number): void {
    const { listener, dropped } = this;
    // The header is in the clear under SRTP too (RFC 3711 3.1): what was never agreed needs no deciphering.
    if (!listener.expects((bytes[1] ?? 0) & 0x7f)) { dropped.unexpected++; return; }
    const unprotected = this.#protection.unprotectRtp(bytes);
    if (!unprotected) { dropped.unauthentic++; return; }
    const parsed = parseRtp(unprotected);
    if (!parsed.ok) { dropped.garbage++; return; }
    if (!this.#path.acceptsRtp(from, parsed.packet, this.#protection.secure, arrivedMs)) { dropped.foreign++; return; }
    listener.onRtp(parsed.packet, arrivedMs);
  }

  #takeRtcp(component: Component, bytes: Uint8Array, from: Endpoint, arrivedMs: number): void {
    const unprotected = this.#protection.unprotectRtcp(bytes);
    if (!unprotected) { this.dropped.unauthentic++; return; }
    const parsed = parseRtcp(unprotected);
    if (!parsed.ok) { this.dropped.garbage++; return; }
    if (!this.#path.acceptsRtcp(component, from, this.#protection.secure, arrivedMs)) { this.dropped.foreign++; return; }
    this.listener.onRtcp(parsed.packets, arrivedMs);
  }
}

function close({ rtp, rtcp }: SocketPair): void {
  rtp.dispose();
  rtcp.dispose();
}
