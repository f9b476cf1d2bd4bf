import { createSocket, type Socket } from 'node:dgram';
import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';
import type { Address } from './messages';
import { buildReport, Reception } from './rtcp';
import { OutgoingStream, readPacket } from './rtp';
import { DescriptionWriter, isSpeech, mirrored, parseDescription, type Direction, type Format } from './sdp';
import { canSpeak, Speaker } from './voice';

/** What the line does with a call's sound. */
export type Part =
  | { readonly kind: 'echo' }
  /** Says `speech`, again and again with a pause where `repeats`, then calls `onSaid`. */
  | { readonly kind: 'speak'; readonly speech: Float32Array; readonly repeats: boolean; readonly onSaid: () => void };

const pauseMs = 1500;
const defaultPtimeMs = 20;
const portTries = 20;
/** The first report comes soon, so that the phone has a round trip to show; then as RFC 3550 6.2 has it for two. */
const firstReportMs = 1000;
const reportEveryMs = 5000;

/** What is offered where the phone asks us to (a call without SDP, and the ring-back). Text of a=rtpmap by payload type. */
const ourFormats: readonly Format[] = [
  { payloadType: 0, name: 'PCMU', clockRate: 8000, map: 'PCMU/8000', fmtp: null },
  { payloadType: 8, name: 'PCMA', clockRate: 8000, map: 'PCMA/8000', fmtp: null },
  { payloadType: 96, name: 'OPUS', clockRate: 48000, map: 'opus/48000/2', fmtp: 'useinbandfec=1' },
  { payloadType: 9, name: 'G722', clockRate: 8000, map: 'G722/8000', fmtp: null },
  { payloadType: 101, name: 'TELEPHONE-EVENT', clockRate: 8000, map: 'telephone-event/8000', fmtp: '0-16' },
];

interface Agreed {
  readonly speech: Format;
  readonly events: Format | null;
  readonly remote: Address;
  readonly ptimeMs: number;
  readonly remoteDirection: Direction;
}

/** The sound of one call: a pair of UDP ports on loopback, offer and answer, echo or voice. */
export class CallMedia {
  readonly #writer = new DescriptionWriter();
  readonly #stream = new OutgoingStream();
  #agreed: Agreed | null = null;
  /** Where packets really come from: answered there rather than where SDP says (symmetric RTP, RFC 4961). */
  #heardFrom: Address | null = null;
  #speaker: Speaker | null = null;
  #speakingSince: { atMs: number; packets: number } | null = null;
  #pausedUntilMs = 0;
  #running = false;
  #stopTimer = (): void => {};
  #stopReports = (): void => {};
  readonly #reception = new Reception();
  #sentAtMs = 0;
  /** Where the phone's reports come from. */
  #reportsFrom: Address | null = null;
  /** When a packet last came in, by the monotonic clock. */
  lastHeardMs: number;

  private constructor(private readonly rtp: Socket, private readonly rtcp: Socket, private readonly part: Part, private readonly clock: Clock, private readonly log: Log) {
    this.lastHeardMs = clock.monotonicMs();
    rtp.on('message', (bytes, source) => this.#hear(bytes, source));
    rtcp.on('message', (bytes, source) => {
      this.#reportsFrom = { address: source.address, port: source.port };
      this.#reception.takeReports(bytes, clock.monotonicMs());
    });
    for (const socket of [rtp, rtcp]) socket.on('error', (error) => log.debug('media socket error', { error: error.message }));
  }

  /** Opens an even port for RTP and the next for RTCP (RFC 3550 11). @throws Error where the system has none */
  static async open(part: Part, clock: Clock, log: Log): Promise<CallMedia> {
    for (let attempt = 1; ; attempt++) {
      const rtp = await bound(0);
      const port = rtp.address().port;
      const rtcp = port % 2 === 0 ? await bound(port + 1).catch(() => null) : null;
      if (rtcp) return new CallMedia(rtp, rtcp, part, clock, log);
      rtp.close();
      if (attempt === portTries) throw new Error('no pair of UDP ports is free');
    }
  }

  /** Our answer to an offer, or null where there is no audio or no format in common. A later offer may hold, resume or move. */
  answer(offer: string): string | null {
    const description = parseDescription(offer);
    const agreed = description && this.#agree(description.audio);
    if (!description || !agreed) return null;
    return this.#writer.write({
      port: this.rtp.address().port, formats: agreed.events ? [agreed.speech, agreed.events] : [agreed.speech],
      direction: mirrored(agreed.remoteDirection), ptimeMs: agreed.ptimeMs, answers: description,
    });
  }

  offer(): string {
    return this.#writer.write({ port: this.rtp.address().port, formats: ourFormats, direction: 'sendrecv', ptimeMs: defaultPtimeMs, answers: null });
  }

  /** Takes the answer to our offer. @returns false where it agrees to nothing */
  takeAnswer(answer: string): boolean {
    const description = parseDescription(answer);
    return description !== null && this.#agree(description.audio) !== null;
  }

  /** Sound flows from here on: after the 200, not before. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.lastHeardMs = this.clock.monotonicMs();
    this.#stopReports = this.clock.after(firstReportMs, () => this.#report());
    this.#speak();
  }

  /** Whether the phone has promised to send. */
  get expectsSound(): boolean {
    const direction = this.#agreed?.remoteDirection;
    return direction === 'sendrecv' || direction === 'sendonly';
  }

  dispose(): void {
    const said = this.#running;
    this.#running = false;
    this.#stopTimer();
    this.#stopReports();
    this.#speaker?.dispose();
    this.rtp.close();
    // A datagram leaves a moment after send(): the port stays open until the BYE is out.
    if (said) this.#sendReport(true, () => this.rtcp.close());
    else this.rtcp.close();
  }

  #agree(audio: { formats: readonly Format[]; port: number; address: string; direction: Direction; ptimeMs: number | null }): Agreed | null {
    const usable = audio.formats.filter((format) => (this.part.kind === 'echo' ? isSpeech(format) : canSpeak(format)));
    const speech = usable[0];
    if (speech === undefined) return null;
    const ptimeMs = audio.ptimeMs !== null && audio.ptimeMs % 10 === 0 && speech.name !== 'OPUS' ? audio.ptimeMs : defaultPtimeMs;
    if (this.part.kind === 'speak' && (this.#agreed?.speech.name !== speech.name || this.#agreed.ptimeMs !== ptimeMs)) {
      this.#speaker?.dispose();
      this.#speaker = new Speaker(this.part.speech, speech, ptimeMs);
      this.#speakingSince = null;
    }
    this.#agreed = {
      speech, ptimeMs, remoteDirection: audio.direction,
      events: audio.formats.find(({ name, clockRate }) => name === 'TELEPHONE-EVENT' && clockRate === speech.clockRate)
        ?? audio.formats.find(({ name }) => name === 'TELEPHONE-EVENT') ?? null,
      // The phone is on this machine: an address of its network card is reached over loopback as well.
      remote: { address: audio.address.startsWith('127.') ? audio.address : '127.0.0.1', port: audio.port },
    };
    this.#heardFrom = null;
    if (this.#running) this.#speak();
    return this.#agreed;
  }

  get #maySend(): boolean {
    const direction = this.#agreed?.remoteDirection;
    return this.#running && (direction === 'sendrecv' || direction === 'recvonly');
  }

  #hear(bytes: Buffer, source: Address): void {
    const packet = readPacket(bytes);
    const agreed = this.#agreed;
    if (!packet || !agreed) return;
    this.lastHeardMs = this.clock.monotonicMs();
    this.#reception.hear(packet, this.lastHeardMs, agreed.speech.clockRate);
    this.#heardFrom = { address: source.address, port: source.port };
    if (this.part.kind !== 'echo' || !this.#maySend) return;
    if (packet.payloadType !== agreed.speech.payloadType && packet.payloadType !== agreed.events?.payloadType) return;
    this.#send(this.#stream.echo(packet));
  }

  /** Sends what is due by the clock and comes back for the next packet; stops on hold and goes on where it was. */
  #speak(): void {
    this.#stopTimer();
    const speaker = this.#speaker;
    const agreed = this.#agreed;
    if (!speaker || !agreed || !this.#maySend) {
      this.#speakingSince = null;
      return;
    }
    const now = this.clock.monotonicMs();
    const isStart = this.#speakingSince === null;
    this.#speakingSince ??= { atMs: now, packets: 0 };
    const since = this.#speakingSince;
    // After a machine has slept there is no use in sending what is long past.
    if (now - since.atMs - since.packets * speaker.ptimeMs > 1000) this.#speakingSince = { atMs: now, packets: 0 };
    while (this.#speakingSince.atMs + this.#speakingSince.packets * speaker.ptimeMs <= now) {
      const payload = this.#nextPayload(speaker, now);
      if (payload === null) return;
      const marker = isStart && this.#speakingSince.packets === 0;
      this.#speakingSince.packets++;
      this.#send(this.#stream.packet(agreed.speech.payloadType, marker, speaker.packetTicks, payload));
    }
    const next = this.#speakingSince.atMs + this.#speakingSince.packets * speaker.ptimeMs;
    this.#stopTimer = this.clock.after(Math.max(1, next - now), () => this.#speak());
  }

  #nextPayload(speaker: Speaker, now: number): Uint8Array | null {
    if (now < this.#pausedUntilMs) return speaker.silence();
    const payload = speaker.next();
    if (payload !== null || this.part.kind !== 'speak') return payload;
    if (this.part.repeats) {
      speaker.rewind();
      this.#pausedUntilMs = now + pauseMs;
      return speaker.silence();
    }
    this.part.onSaid();
    return null;
  }

  #report(): void {
    this.#sendReport(false);
    this.#stopReports = this.clock.after(reportEveryMs, () => this.#report());
  }

  #sendReport(isLast: boolean, onSent = (): void => {}): void {
    const agreed = this.#agreed;
    if (!agreed) return onSent();
    const now = this.clock.monotonicMs();
    const { ssrc, packets, octets } = this.#stream;
    const timestamp = (this.#stream.timestamp + Math.round(((now - this.#sentAtMs) * agreed.speech.clockRate) / 1000)) >>> 0;
    const report = buildReport({ ssrc, packets, octets, timestamp }, this.#reception.block(now), this.clock.epochMs(), isLast);
    const target = this.#reportsFrom ?? { address: agreed.remote.address, port: agreed.remote.port + 1 };
    this.#sendTo(this.rtcp, report, target, onSent);
  }

  #send(packet: Buffer): void {
    this.#sentAtMs = this.clock.monotonicMs();
    const target = this.#heardFrom ?? this.#agreed?.remote;
    if (target) this.#sendTo(this.rtp, packet, target);
  }

  #sendTo(socket: Socket, bytes: Buffer, to: Address, onSent = (): void => {}): void {
    try {
      socket.send(bytes, to.port, to.address, () => onSent());
    } catch (error) {
      this.log.debug('could not send sound', { error: String(error) });
      onSent();
    }
  }
}

async function bound(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((done, fail) => {
    socket.once('error', (error) => {
      socket.close();
      fail(error);
    });
    socket.bind(port, '127.0.0.1', () => {
      socket.removeAllListeners('error');
      done(socket);
    });
  });
}
