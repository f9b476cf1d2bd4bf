/**
 * What main and the media process say to each other. Main asks with numbered requests and is answered once each;
 * the rest are facts and orders without an answer. The port of the audio window comes beside `audio-port`.
 */
import type { MediaEvent, MediaOptions } from '../calls/ports/media';
import type { RecordingOptions } from '../calls/ports/recording';
import type { CallId } from '../contract/ids';
import type { PortRange } from './transport/socket-pair';

export type MediaRequest =
  | { readonly method: 'canAnswer'; readonly offer: string; readonly options: MediaOptions }
  | { readonly method: 'makeOffer'; readonly callId: CallId; readonly options: MediaOptions }
  | { readonly method: 'prepareAnswer'; readonly callId: CallId; readonly offer: string; readonly options: MediaOptions }
  | { readonly method: 'makeAnswer'; readonly callId: CallId; readonly offer: string; readonly options: MediaOptions }
  | { readonly method: 'takeAnswer'; readonly callId: CallId; readonly answer: string }
  | { readonly method: 'sendDigits'; readonly callId: CallId; readonly digits: string; readonly digitMs: number }
  | { readonly method: 'startRecording'; readonly recordingId: string; readonly options: RecordingOptions }
  | { readonly method: 'stopRecording'; readonly recordingId: string }
  | { readonly method: 'playFile'; readonly callId: CallId; readonly file: string }
  | { readonly method: 'close'; readonly callId: CallId };

export type ToMedia =
  | { readonly t: 'configure'; readonly ports: PortRange }
  | { readonly t: 'request'; readonly id: number; readonly request: MediaRequest }
  | { readonly t: 'muted'; readonly callId: CallId; readonly muted: boolean }
  | { readonly t: 'active'; readonly callId: CallId | null }
  | { readonly t: 'conference'; readonly callIds: readonly CallId[] }
  | { readonly t: 'recording-calls'; readonly recordingId: string; readonly callIds: readonly CallId[] }
  | { readonly t: 'stop-file'; readonly callId: CallId }
  | { readonly t: 'audio-port' }
  /** Close all sessions (RTCP BYE) and exit. */
  | { readonly t: 'shutdown' };

export type FromMedia =
  | { readonly t: 'ready' }
  | { readonly t: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly t: 'answer'; readonly id: number; readonly ok: false; readonly error: { readonly code: string; readonly message: string } }
  | { readonly t: 'event'; readonly event: MediaEvent }
  | { readonly t: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly component: string; readonly message: string; readonly fields: Readonly<Record<string, unknown>> };
