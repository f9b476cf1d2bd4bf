import type { CodecName } from '../../contract/accounts';
import type { CallId } from '../../contract/ids';
import type { AudioSecurity, MediaEncryption, NegotiatedEncryption } from './encryption';
import type { IceOptions, PathReport } from './ice';
import type { MediaQuality, MediaSymptoms } from './media-quality';
import type { RecordingOptions, RecordingResult } from './recording';

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** How a session is to be offered or answered. */
export interface MediaOptions {
  /** In order of preference. */
  codecs: readonly CodecName[];
  /** Address for c= and for the socket: the local address of the signalling hop. */
  localAddress: string;
  /**
   * Send nothing in pauses, where the far end agrees: DTX with Opus, comfort noise (RFC 3389) with the others. Default
   * false: steady packets keep address translators open and far ends calm.
   */
  silenceSuppression?: boolean;
  /** What we want; an answer is narrowed by the offer (RFC 3264 6.1). */
  direction: MediaDirection;
  /** Left out: no ICE; an offer with it is answered without. */
  ice?: IceOptions;
  /** Left out: policy off. */
  encryption?: MediaEncryption;
}

/** What was agreed, after an answer was made or taken. */
export interface Negotiated {
  codec: CodecName | null;
  direction: MediaDirection;
  /** The far end put us on hold: it neither sends nor wants audio (sendonly, inactive, or c=0.0.0.0). */
  remoteHold: boolean;
  telephoneEvent: boolean;
  ptimeMs: number;
  encryption: NegotiatedEncryption;
}

/** no-common-profile: RTP, SDES or DTLS-SRTP is asked for where the account forbids it or the keys do not fit. */
export type DescriptionError = 'malformed' | 'no-common-codec' | 'no-audio' | 'no-common-profile';
export type AnswerResult =
  | { ok: true; sdp: string; negotiated: Negotiated }
  | { ok: false; error: DescriptionError };
export type AcceptResult =
  | { ok: true; negotiated: Negotiated }
  | { ok: false; error: DescriptionError };
/** Whether an offer could be answered with these options. */
export type OfferCheck = { ok: true } | { ok: false; error: DescriptionError };

/** Figures of one session, cumulative where not said otherwise. */
export interface MediaStats {
  codec: string | null;
  packetsSent: number;
  packetsReceived: number;
  /** RFC 3550 6.4.1 cumulative number lost, of what the far end sent. */
  packetsLost: number;
  packetsLate: number;
  packetsDiscarded: number;
  concealedMs: number;
  /** Loss over the last 5 s, percent. */
  lossInPercent: number;
  /** From the far end's receiver reports; null before the first. */
  lossOutPercent: number | null;
  jitterMs: number;
  roundTripMs: number | null;
  /** Jitter buffer plus decoded audio waiting, ms. */
  playoutDelayMs: number;
  silentForMs: number | null;
  /** Peak levels 0..1 over the last interval. */
  levelIn: number;
  levelOut: number;
  firstPacketReceivedEpochMs: number | null;
  /** What is true of the packets, not of the words. */
  security: AudioSecurity;
  /** Which way media goes, and what went wrong on the way to it. */
  path: PathReport;
  /** How it probably sounds; null before anything came. */
  quality?: MediaQuality | null;
  /** For the doctor. */
  symptoms?: MediaSymptoms;
}

export type MediaEvent =
  /** Every second for each session, and at once where its security changes. */
  | { kind: 'stats'; callId: CallId; stats: MediaStats }
  | { kind: 'firstPacket'; callId: CallId; epochMs: number }
  | { kind: 'digit'; callId: CallId; digit: string; durationMs: number }
  /** A recording is over, asked for or not; its file is closed. */
  | { kind: 'recordingStopped'; recordingId: string; result: RecordingResult }
  /** A file that was played is over. */
  | { kind: 'fileStopped'; callId: CallId; reason: 'ended' | 'stopped' | 'failed' }
  /** The path that ICE had found is gone: a new offer looks for another (ICE restart). */
  | { kind: 'pathLost'; callId: CallId }
  /** The process died; sessions are gone and it is being started again. */
  | { kind: 'died' }
  /** A new process is ready: running calls must be re-offered. */
  | { kind: 'restarted' };

/**
 * The media process as the domain sees it. One session a call; callId names it.
 * The first makeOffer, makeAnswer opens the session and its sockets; close frees them.
 * An offer after a completed exchange is a new one on the same port with version raised (RFC 3264 8).
 */
export interface Media {
  onEvent(listener: (event: MediaEvent) => void): () => void;
  /**
   * Looks whether an offer could be answered, before anybody is rung: opens nothing, keeps nothing, takes about a
   * millisecond. Refuse with 488 where not (RFC 3261 21.4.26). Rejects like the others while the media process is
   * being started again; ring then, and let makeAnswer decide.
   */
  canAnswer(offer: string, options: MediaOptions): Promise<OfferCheck>;
  makeOffer(callId: CallId, options: MediaOptions): Promise<string>;
  /**
   * While an incoming call rings: opens its session and gathers ICE candidates where its offer has a use for them, so that
   * makeAnswer need not wait for STUN and TURN servers. Not needed for an answer; what fails here fails there again.
   */
  prepareAnswer(callId: CallId, offer: string, options: MediaOptions): Promise<void>;
  makeAnswer(callId: CallId, offer: string, options: MediaOptions): Promise<AnswerResult>;
  /** May be called again for another early dialog's answer: the newest is used. */
  takeAnswer(callId: CallId, answer: string): Promise<AcceptResult>;
  setMuted(callId: CallId, muted: boolean): void;
  /** Which session is joined to microphone and speaker; the others send silence or comfort noise and are not heard. */
  setActive(callId: CallId | null): void;
  /**
   * Calls that are mixed as soon as one of them is active: everyone hears all others and the microphone, nobody
   * themselves. Fewer than two = no conference. Who holds, or is held, is left out meanwhile.
   */
  setConference(callIds: readonly CallId[]): void;
  /** Begins to write down what is said and heard; answers the file. Rejects with MediaError 'NO_CODEC' or a file system error's code. */
  startRecording(recordingId: string, options: RecordingOptions): Promise<{ file: string }>;
  /** Other calls go into it from now on (a conference grew or split). */
  setRecordingCalls(recordingId: string, callIds: readonly CallId[]): void;
  /** Closes the file; null where it is closed already. `recordingStopped` is told as well. */
  stopRecording(recordingId: string): Promise<RecordingResult | null>;
  /**
   * Plays a WAV or Ogg Opus file into the call (the whole conference where it is in one); both ends hear it, the voices
   * go on. It waits while the call is held. Rejects with a code where the file cannot be read; a second file takes the
   * place of the first.
   */
  playFile(callId: CallId, file: string): Promise<{ durationMs: number | null }>;
  stopFile(callId: CallId): void;
  /** RFC 4733 events, one after the other; ',' pauses 500 ms. Resolves when the last was sent. */
  sendDigits(callId: CallId, digits: string, digitMs: number): Promise<void>;
  /** Sends RTCP BYE, frees the port, answers the last figures; null if there was no session. */
  close(callId: CallId): Promise<MediaStats | null>;
  dispose(): Promise<void>;
}
