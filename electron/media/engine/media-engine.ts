import { systemClock, type Clock } from '../../calls/ports/clock';
import { type Log, silentLog } from '../../calls/ports/log';
import type { AcceptResult, AnswerResult, Media, MediaEvent, MediaOptions, MediaStats, OfferCheck } from '../../calls/ports/media';
import type { RecordingOptions, RecordingResult } from '../../calls/ports/recording';
import type { CodecName } from '../../contract/accounts';
import type { CallId } from '../../contract/ids';
import { usesIce } from '../ice/ice-session';
import { IceServers } from '../ice/servers';
import { makeCertificate, type OwnCertificate } from '../dtls/certificate';
import { refusalOf } from '../sdp/negotiator';
import { EncoderEffort, ownCpuMs } from './encoder-effort';
import { MediaError } from './errors';
import { fitsPolicy, noEncryption } from './media-security';
import { MediaSession, codecAvailable } from './media-session';
import { SoundDesk } from '../mixer/sound-desk';
import { FilePlayers } from '../playback/file-players';
import { Recordings } from '../recorder/recordings';
import type { OpenSocket } from '../transport/datagram-socket';
import { NodeSocket } from '../transport/node-socket';
import { openSocket } from '../transport/open-socket';
import { defaultPortRange, type PortRange } from '../transport/socket-pair';

const STATS_INTERVAL_MS = 1000;

export interface MediaEngineOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly ports?: PortRange;
  readonly random?: () => number;
  /** How sockets are opened. */
  readonly openSocket?: OpenSocket;
  /** What is known of STUN and TURN servers. */
  readonly iceServers?: IceServers;
  /** Processor time of this process so far, ms. */
  readonly cpuMs?: () => number;
}

/** All sessions of the media process; the sound desk says which of them is joined to microphone and speaker. */
export class MediaEngine implements Media {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #random: () => number;
  readonly #openSocket: OpenSocket;
  readonly #iceServers: IceServers;
  #ports: PortRange;
  readonly #listeners = new Set<(event: MediaEvent) => void>();
  /** Being opened or open. */
  readonly #opening = new Map<CallId, Promise<MediaSession>>();
  readonly #sessions = new Map<CallId, MediaSession>();
  readonly #available = new Map<CodecName, boolean>();
  readonly #desk: SoundDesk;
  readonly #recordings: Recordings;
  readonly #players: FilePlayers;
  readonly #effort: EncoderEffort;
  #certificate: OwnCertificate | null = null;
  #cancelStats: (() => void) | null = null;
  #disposed = false;

  constructor(options: MediaEngineOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
    this.#ports = options.ports ?? defaultPortRange;
    this.#random = options.random ?? Math.random;
    this.#iceServers = options.iceServers ?? new IceServers({ clock: this.#clock });
    // A clock that is not the system's, as in tests, has nothing to do with the kernel's time of arrival.
    this.#openSocket = options.openSocket ?? (this.#clock === systemClock ? openSocket : NodeSocket.open);
    this.#desk = new SoundDesk({ clock: this.#clock, legOf: (callId) => this.#sessions.get(callId) });
    this.#recordings = new Recordings({
      clock: this.#clock, log: this.#log.child('recorder'), desk: this.#desk,
      onStopped: (recordingId, result) => this.#emit({ kind: 'recordingStopped', recordingId, result }),
    });
    // A process' own time says nothing on a clock that is not the system's.
    const cpuMs = options.cpuMs ?? (this.#clock === systemClock ? ownCpuMs : () => 0);
    this.#effort = new EncoderEffort({ clock: this.#clock, cpuMs });
    this.#players = new FilePlayers(this.#desk, (callId, reason) => this.#emit({ kind: 'fileStopped', callId, reason }));
  }

  /** For sessions opened from now on. */
  setPorts(ports: PortRange): void {
    this.#ports = ports;
  }

  onEvent(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Nothing is opened for it. */
  canAnswer(offer: string, options: MediaOptions): Promise<OfferCheck> {
    const error = refusalOf(offer, this.#usable(options.codecs), (line) => fitsPolicy(line, options.encryption ?? noEncryption));
    return Promise.resolve(error === null ? { ok: true } : { ok: false, error });
  }

  /** @throws MediaError 'NO_PORT', 'NO_CODEC', 'NO_RELAY', 'CLOSED' */
  async makeOffer(callId: CallId, options: MediaOptions): Promise<string> {
    const codecs = this.#usable(options.codecs);
    if (codecs.length === 0) throw new MediaError('NO_CODEC', 'none of the codecs can be used here');
    const session = await this.#session(callId, options.localAddress);
    return session.makeOffer({ ...options, codecs });
  }

  /** @throws MediaError 'NO_PORT', 'NO_RELAY', 'CLOSED' */
  async prepareAnswer(callId: CallId, offer: string, options: MediaOptions): Promise<void> {
    if (!usesIce(offer, options.ice)) return;
    const session = await this.#session(callId, options.localAddress);
    await session.prepareAnswer(offer, options);
  }

  /** @throws MediaError 'NO_PORT', 'NO_RELAY', 'CLOSED' */
  async makeAnswer(callId: CallId, offer: string, options: MediaOptions): Promise<AnswerResult> {
    const isNew = !this.#opening.has(callId);
    const session = await this.#session(callId, options.localAddress);
    const answer = await session.makeAnswer(offer, { ...options, codecs: this.#usable(options.codecs) });
    // An offer that cannot be answered leaves nothing behind; a running session goes on as it was (RFC 3264 8).
    if (!answer.ok && isNew) await this.close(callId);
    return answer;
  }

  /** @throws MediaError 'NO_SESSION' */
  async takeAnswer(callId: CallId, answer: string): Promise<AcceptResult> {
    const session = this.#sessions.get(callId);
    if (!session) throw new MediaError('NO_SESSION', 'no session for this call');
    return session.takeAnswer(answer);
  }

  setMuted(callId: CallId, muted: boolean): void {
    this.#desk.setMuted(callId, muted);
  }

  setActive(callId: CallId | null): void {
    this.#desk.setActive(callId);
  }

  setConference(callIds: readonly CallId[]): void {
    this.#desk.setConference(callIds);
  }

  startRecording(recordingId: string, options: RecordingOptions): Promise<{ file: string }> {
    return this.#recordings.start(recordingId, options);
  }

  setRecordingCalls(recordingId: string, callIds: readonly CallId[]): void {
    this.#recordings.setCalls(recordingId, callIds);
  }

  stopRecording(recordingId: string): Promise<RecordingResult | null> {
    return this.#recordings.stop(recordingId, 'asked');
  }

  playFile(callId: CallId, file: string): Promise<{ durationMs: number | null }> {
    return this.#players.play(callId, file);
  }

  stopFile(callId: CallId): void {
    this.#players.stop(callId);
  }

  /** @throws MediaError 'NO_SESSION', DtmfError */
  sendDigits(callId: CallId, digits: string, digitMs: number): Promise<void> {
    const session = this.#sessions.get(callId);
    if (!session) return Promise.reject(new MediaError('NO_SESSION', 'no session for this call'));
    return session.sendDigits(digits, digitMs);
  }

  async close(callId: CallId): Promise<MediaStats | null> {
    const opening = this.#opening.get(callId);
    if (!opening) { this.#desk.closed(callId); return null; }
    this.#opening.delete(callId);
    this.#players.stop(callId);
    this.#recordings.callClosed(callId);
    const session = await opening.catch(() => null);
    if (!session) return null;
    if (this.#sessions.get(callId) === session) this.#sessions.delete(callId);
    this.#desk.closed(callId);
    if (this.#sessions.size === 0) this.#stopStats();
    return session.close();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all([...this.#opening.keys()].map((callId) => this.close(callId)));
    this.#players.dispose();
    await this.#recordings.dispose();
    this.#desk.dispose();
    this.#stopStats();
    this.#listeners.clear();
  }

  /** Microphone samples at 48 kHz as they come, for whoever is to hear them. */
  pushCapture(pcm: Float32Array): void {
    this.#desk.pushCapture(pcm);
  }

  /** The next `frames` samples at 48 kHz for the speaker; silence where no session is active. */
  pullPlayback(frames: number): Float32Array<ArrayBuffer> {
    return this.#desk.pullPlayback(frames);
  }

  #session(callId: CallId, localAddress: string): Promise<MediaSession> {
    if (this.#disposed) return Promise.reject(new MediaError('CLOSED', 'the engine is disposed'));
    const known = this.#opening.get(callId);
    if (known) return known;
    const opening = this.#open(callId, localAddress);
    this.#opening.set(callId, opening);
    return opening;
  }

  async #open(callId: CallId, localAddress: string): Promise<MediaSession> {
    const log = this.#log.child('session');
    let session: MediaSession;
    try {
      session = await MediaSession.open(localAddress, {
        clock: this.#clock, log, ports: this.#ports, random: this.#random, openSocket: this.#openSocket, iceServers: this.#iceServers,
        certificate: () => this.#certificate ??= makeCertificate(this.#clock.epochMs()),
        events: {
          onFirstPacket: (epochMs) => this.#emit({ kind: 'firstPacket', callId, epochMs }),
          onPathLost: () => this.#emit({ kind: 'pathLost', callId }),
          onSecurityChanged: () => this.#emitStats(callId),
          onDigit: ({ digit, durationMs }) => this.#emit({ kind: 'digit', callId, digit, durationMs }),
        },
      });
    } catch (error) {
      this.#opening.delete(callId);
      throw error;
    }
    // Closed while the sockets were being bound: close() waits for us and frees them.
    if (!this.#opening.has(callId)) return session;
    session.setComplexity(this.#effort.complexity);
    this.#sessions.set(callId, session);
    this.#desk.opened(callId);
    this.#startStats();
    return session;
  }

  #usable(codecs: readonly CodecName[]): CodecName[] {
    return codecs.filter((codec) => {
      const known = this.#available.get(codec);
      if (known !== undefined) return known;
      const available = codecAvailable(codec);
      this.#available.set(codec, available);
      if (!available) this.#log.warn('codec not available', { codec });
      return available;
    });
  }

  #startStats(): void {
    this.#cancelStats ??= this.#clock.after(STATS_INTERVAL_MS, () => {
      this.#cancelStats = null;
      this.#startStats();
      this.#followLoad();
      for (const callId of this.#sessions.keys()) this.#emitStats(callId);
    });
  }

  #followLoad(): void {
    const before = this.#effort.complexity;
    const complexity = this.#effort.look();
    if (complexity === before) return;
    this.#log.info('encoders follow the load', { complexity });
    for (const session of this.#sessions.values()) session.setComplexity(complexity);
  }

  #emitStats(callId: CallId): void {
    const session = this.#sessions.get(callId);
    // One that only prepares an answer has nothing to tell of.
    if (session?.described) this.#emit({ kind: 'stats', callId, stats: session.stats() });
  }

  #stopStats(): void {
    this.#effort.pause();
    this.#cancelStats?.();
    this.#cancelStats = null;
  }

  #emit(event: MediaEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error('listener failed', { event: event.kind, detail: String(error) });
      }
    }
  }
}
