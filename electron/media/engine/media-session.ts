import { randomBytes, randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../../calls/ports/clock';
import type { Log } from '../../calls/ports/log';
import type { AcceptResult, AnswerResult, MediaOptions, MediaStats, Negotiated } from '../../calls/ports/media';
import type { CodecName } from '../../contract/accounts';
import { createEncoder } from '../codecs';
import { IceSession } from '../ice/ice-session';
import type { IceServers } from '../ice/servers';
import type { Leg } from '../mixer/leg';
import type { ReceivedDigit } from '../dtmf/event-receiver';
import type { RtpPacket } from '../rtp/packet';
import type { RtcpPacket } from '../rtp/rtcp';
import { receives, sends } from '../sdp/direction';
import { QualityMeter } from '../quality/quality-meter';
import { Negotiator, type Agreement } from '../sdp/negotiator';
import type { OwnCertificate } from '../dtls/certificate';
import { MediaSecurity, noEncryption } from './media-security';
import { RtcpSession } from './rtcp-session';
import { RtpReceiver } from './rtp-receiver';
import { RtpSender } from './rtp-sender';
import { sendFormatOf } from './send-format';
import type { OpenSocket } from '../transport/datagram-socket';
import { RtpTransport, type TransportListener } from '../transport/rtp-transport';
import type { PortRange } from '../transport/socket-pair';

/** A pause shorter than this is not silence yet. */
const SILENT_AFTER_MS = 1000;
const POLL_MS = 100;

export interface SessionEvents {
  onFirstPacket(epochMs: number): void;
  onDigit(digit: ReceivedDigit): void;
  onPathLost(): void;
  /** stats() tells it. */
  onSecurityChanged(): void;
}

export interface SessionOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly ports: PortRange;
  readonly random: () => number;
  readonly events: SessionEvents;
  readonly openSocket: OpenSocket;
  readonly iceServers: IceServers;
  /** Of this run, for DTLS. */
  readonly certificate: () => OwnCertificate;
}

/** The media of one call: its sockets, what was agreed, and both directions of sound. */
export class MediaSession implements TransportListener, Leg {
  readonly #options: SessionOptions;
  readonly #negotiator: Negotiator;
  readonly #sender: RtpSender;
  readonly #receiver: RtpReceiver;
  readonly #rtcp: RtcpSession;
  readonly #transport: RtpTransport;
  readonly #ice: IceSession;
  readonly #security: MediaSecurity;
  readonly #quality = new QualityMeter();
  #agreement: Agreement | null = null;
  #described = false;
  #muted = false;
  #active = false;
  #firstPacketEpochMs: number | null = null;
  #flowingSinceMs: number | null = null;
  #cancelPoll: () => void;
  #closed = false;

  private constructor(transport: RtpTransport, options: SessionOptions) {
    const { clock, random } = options;
    this.#options = options;
    this.#transport = transport;
    this.#ice = new IceSession({
      clock, randomBytes, log: options.log, wire: transport, symmetric: transport.symmetric, servers: options.iceServers,
      onLost: () => options.events.onPathLost(),
      onConnected: () => this.#security.pathFound(),
    });
    transport.usePath(this.#ice);
    this.#security = new MediaSecurity({ clock, log: options.log, transport, certificate: options.certificate });
    this.#negotiator = new Negotiator(random);
    this.#sender = new RtpSender({ clock, random, send: (packet) => this.#transport.sendRtp(packet) });
    this.#receiver = new RtpReceiver({
      clock,
      onDigit: (digit) => options.events.onDigit(digit),
      onCodecError: (codec, error) => options.log.error('decoder missing', { codec, detail: String(error) }),
    });
    this.#rtcp = new RtcpSession({
      clock, random, cname: randomUUID(),
      sender: this.#sender.stats,
      senderClockRate: () => this.#sender.clockRate,
      receiver: () => this.#receiver.stats,
      send: (packet) => this.#transport.sendRtcp(packet),
      onRemoteLoss: (percent) => this.#sender.noteReportedLoss(percent),
      voipMetrics: () => (this.#agreement?.transport.voipMetrics === true ? this.#quality.voipMetrics() : null),
      onGoodbye: (ssrcs) => { for (const ssrc of ssrcs) this.#receiver.end(ssrc); },
    });
    transport.listener = this;
    const poll = (): void => {
      this.#receiver.poll(clock.monotonicMs());
      if (this.#security.pollChanged()) options.events.onSecurityChanged();
      this.#cancelPoll = clock.after(POLL_MS, poll);
    };
    this.#cancelPoll = clock.after(POLL_MS, poll);
  }

  /** @throws MediaError 'NO_PORT' */
  static async open(localAddress: string, options: SessionOptions): Promise<MediaSession> {
    return new MediaSession(await RtpTransport.open({ localAddress, ...options }), options);
  }

  /** An offer or answer was asked for. */
  get described(): boolean { return this.#described; }
  get codec(): string | null { return this.#agreement?.codec ?? null; }

  /** An offer, first or new. Opens new sockets where the local address has changed. @throws MediaError 'NO_PORT', 'NO_RELAY' */
  async makeOffer(options: MediaOptions): Promise<string> {
    this.#described = true;
    await this.#transport.rebind(options.localAddress);
    await this.#ice.prepareOffer(options.ice ?? null, this.#transport.rtcpMux);
    const sdp = this.#negotiator.offer(options, { rtcpMux: true, voipMetrics: true, ...this.#transport.ports, ...this.#ice.offer(), ...this.#security.offer(options.encryption ?? noEncryption) });
    this.#receiver.setFormats(this.#negotiator.receiveMap());
    return sdp;
  }

  /** Gathers for an answer that may be made later. @throws MediaError 'NO_PORT', 'NO_RELAY' */
  async prepareAnswer(offer: string, options: MediaOptions): Promise<void> {
    await this.#transport.rebind(options.localAddress);
    await this.#ice.prepareAnswer(options.ice ?? null, offer);
  }

  /** @throws MediaError 'NO_PORT', 'NO_RELAY' */
  async makeAnswer(offer: string, options: MediaOptions): Promise<AnswerResult> {
    this.#described = true;
    await this.prepareAnswer(offer, options);
    const outcome = this.#negotiator.answer(offer, options, (line) => {
      const keys = this.#security.answer(line, options.encryption ?? noEncryption);
      return keys && { voipMetrics: true, ...this.#transport.ports, ...this.#ice.answer(line), ...keys };
    });
    if (!outcome.ok) return outcome;
    this.#apply(outcome.agreement);
    return { ok: true, sdp: outcome.sdp, negotiated: toNegotiated(outcome.agreement, this.#security) };
  }

  takeAnswer(answer: string): AcceptResult {
    const outcome = this.#negotiator.accept(answer, (line) => this.#security.accepts(line));
    if (!outcome.ok) return outcome;
    this.#apply(outcome.agreement);
    return { ok: true, negotiated: toNegotiated(outcome.agreement, this.#security) };
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
  }

  /** Joined to microphone and speaker, or not; then comfort silence is sent and nothing is heard. */
  setActive(active: boolean): void {
    this.#active = active;
    if (!this.joined) this.#sender.releaseMic();
  }

  pushMic(pcm: Float32Array): void {
    if (this.joined) this.#sender.pushMic(pcm, this.#muted);
  }

  pull(frames: number): Float32Array<ArrayBuffer> {
    // After a stall pulls may be served before the sockets: what is here already need not be made up.
    this.#transport.receiveWaiting();
    return this.#receiver.pull(frames);
  }

  /** How hard the encoder is to try, 0..10. */
  setComplexity(complexity: number): void {
    this.#sender.setComplexity(complexity);
  }

  sendDigits(digits: string, digitMs: number): Promise<void> {
    return this.#sender.sendDigits(digits, digitMs);
  }

  stats(): MediaStats {
    const { jitter, stats } = this.#receiver;
    const { dropped, ports } = this.#transport;
    const ptimeMs = this.#agreement?.ptimeMs ?? 20;
    const figures = {
      codec: this.codec,
      packetsSent: this.#sender.stats.packets,
      packetsReceived: this.#receiver.received,
      packetsLost: this.#receiver.lost,
      packetsLate: jitter.stats.late,
      packetsDiscarded: jitter.stats.discarded + dropped.unexpected + dropped.foreign + dropped.garbage + dropped.unauthentic,
      concealedMs: Math.round(jitter.stats.concealed / 48),
      lossInPercent: stats?.recentLossPercent() ?? 0,
      lossOutPercent: this.#sender.stats.remoteLossPercent,
      jitterMs: stats?.jitterMs ?? 0,
      roundTripMs: this.#sender.stats.roundTripMs,
      playoutDelayMs: jitter.stats.delay / 48,
      silentForMs: this.#silentForMs(),
      levelIn: this.#receiver.takePeak(),
      levelOut: this.#sender.takePeak(),
      firstPacketReceivedEpochMs: this.#firstPacketEpochMs,
      security: this.#security.state,
      path: this.#ice.report(),
    };
    const receiving = this.#agreement !== null && receives(this.#agreement.direction);
    return {
      ...figures,
      quality: this.#quality.estimate({ ...figures, ptimeMs, receiving }, this.#options.clock.monotonicMs()),
      symptoms: {
        localPort: ports.rtpPort, ptimeMs,
        reportsReceived: this.#rtcp.reportsReceived, reportsAboutUs: this.#sender.stats.reports,
        packetsUnexpected: dropped.unexpected, packetsUnauthentic: dropped.unauthentic,
        mosReported: this.#rtcp.remoteMetrics?.mosListening ?? null,
      },
    };
  }

  expects(payloadType: number): boolean {
    return this.#receiver.knows(payloadType) && (this.#agreement === null || receives(this.#agreement.direction));
  }

  onRtp(packet: RtpPacket, arrivedMs: number): void {
    if (this.#firstPacketEpochMs === null) {
      this.#firstPacketEpochMs = this.#options.clock.epochMs();
      this.#options.events.onFirstPacket(this.#firstPacketEpochMs);
    }
    this.#quality.note(packet.ssrc, packet.sequenceNumber);
    this.#receiver.push(packet, arrivedMs);
  }

  onRtcp(packets: readonly RtcpPacket[], arrivedMs: number): void {
    this.#rtcp.receive(packets, arrivedMs);
  }

  /** Says goodbye by RTCP and frees sockets and timers. Answers the last figures. */
  close(): MediaStats {
    const last = this.stats();
    if (this.#closed) return last;
    this.#closed = true;
    this.#cancelPoll();
    this.#rtcp.bye();
    this.#sender.dispose();
    this.#receiver.dispose();
    this.#transport.dispose();
    return last;
  }

  /** Only in a call that goes both ways: what is said beside a held call stays here. */
  get joined(): boolean {
    return this.#active && this.#agreement?.direction === 'sendrecv';
  }

  #apply(agreement: Agreement): void {
    const now = this.#options.clock.monotonicMs();
    this.#agreement = agreement;
    this.#receiver.setFormats(this.#negotiator.receiveMap());
    if (!receives(agreement.direction)) { this.#receiver.jitter.reset(); this.#flowingSinceMs = null; }
    else this.#flowingSinceMs ??= now;
    this.#transport.rtcpMux = agreement.rtcpMux;
    this.#setRemote(agreement);
    this.#ice.agree(agreement.transport.ice, agreement.rtcpMux, agreement.remote);
    this.#security.apply(agreement);
    const canSend = sends(agreement.direction) && agreement.remote !== null;
    this.#sender.setHolding(agreement.direction === 'sendonly');
    if (canSend) {
      this.#sender.start(sendFormatOf(agreement));
      if (!this.joined) this.#sender.releaseMic();
    } else {
      this.#sender.stop();
    }
    this.#rtcp.start();
  }

  #setRemote(agreement: Agreement): void {
    const { remote } = agreement;
    // c=0.0.0.0 says where not to send; RTCP goes on to where it went.
    if (!remote) return;
    const set = (address: string, rtcpAddress: string): void => {
      const now = this.#options.clock.monotonicMs();
      this.#transport.symmetric.signal({ address, port: remote.rtpPort }, { address: rtcpAddress, port: remote.rtcpPort }, now);
    };
    if (isIP(remote.address) !== 0) { set(remote.address, remote.rtcpAddress); return; }
    // A host name in c= (RFC 8866 5.7): looked up once, not with every packet.
    lookup(remote.address).then(
      ({ address }) => { if (!this.#closed && this.#agreement === agreement) set(address, address); },
      (error: unknown) => this.#options.log.warn('media address not resolved', { detail: String(error) }),
    );
  }

  #silentForMs(): number | null {
    if (this.#flowingSinceMs === null) return null;
    const now = this.#options.clock.monotonicMs();
    const silentMs = now - Math.max(this.#receiver.lastHeardMs ?? 0, this.#flowingSinceMs);
    return silentMs < SILENT_AFTER_MS ? null : silentMs;
  }
}

/** Whether this machine can encode it: Opus and G.722 need the addon. */
export function codecAvailable(codec: CodecName): boolean {
  try {
    createEncoder(codec).dispose();
    return true;
  } catch {
    return false;
  }
}

function toNegotiated(agreement: Agreement, security: MediaSecurity): Negotiated {
  return {
    codec: agreement.codec,
    direction: agreement.direction,
    remoteHold: agreement.remoteHold,
    telephoneEvent: agreement.sendEvents !== null,
    ptimeMs: agreement.ptimeMs,
    encryption: security.negotiated,
  };
}
