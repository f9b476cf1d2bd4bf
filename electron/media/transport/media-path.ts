import type { Endpoint } from './endpoint';

/** ICE's word (RFC 8445): RTP, and RTCP where it has a port of its own. Under RTCP mux everything is 'rtp'. */
export type Component = 'rtp' | 'rtcp';

/** The sockets of a session as a path sees them, whichever they are now. */
export interface Wire {
  local(component: Component): Endpoint;
  /** Straight out of the socket, loss like any other where it fails. */
  send(component: Component, bytes: Uint8Array, to: Endpoint): void;
  /**
   * A datagram that came by another way than the wire's own sockets (out of a relay's wrapping, another local candidate):
   * treated as if it had come to the socket of that component.
   */
  take(component: Component, bytes: Uint8Array, from: Endpoint, arrivedMs: number): void;
}

/** What of an RTP packet tells whose it is. */
export interface RtpSource {
  readonly ssrc: number;
  readonly sequenceNumber: number;
}

/**
 * Who decides where media is sent and whose media is taken. SymmetricRtp is one; an ICE agent is another.
 * One per session and owned by it; methods are called per packet and never throw.
 */
export interface MediaPath {
  /** Only who knows the credentials that the signalling carried has a way in (ICE). */
  readonly isProven?: true;
  /**
   * Sends protected RTP, RTCP or DTLS to the far end. `replyTo`, for DTLS: where what we answer came from; a path that
   * has proven its way may ignore it. Nothing is sent while there is no way yet.
   */
  send(component: Component, bytes: Uint8Array, replyTo?: Endpoint): void;
  /**
   * Whether a valid RTP packet of an agreed payload type is the far end's. `authentic`: keys have proven it, so only the
   * way is new, never the sender.
   */
  acceptsRtp(from: Endpoint, packet: RtpSource, authentic: boolean, arrivedMs: number): boolean;
  /** Likewise for well-formed RTCP. */
  acceptsRtcp(component: Component, from: Endpoint, authentic: boolean, arrivedMs: number): boolean;
  /** STUN and TURN channel data that came to the wire. */
  takeStun(component: Component, bytes: Uint8Array, from: Endpoint, arrivedMs: number): void;
  dispose(): void;
}
