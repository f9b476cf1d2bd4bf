import type { CodecName } from '../../contract/accounts';
import type { MediaDirection } from '../../calls/ports/media';
import type { MediaProfile } from './profile';
import type { TransportAttributes } from './transport-attributes';

/** One audio format that a side can receive, under its own number. */
export interface NumberedFormat {
  readonly payloadType: number;
  readonly codec: CodecName;
  /** Hz of the RTP timestamp; L16 comes at several. */
  readonly clockRate: number;
}

/** As the far end describes it. */
export interface RemoteFormat extends NumberedFormat {
  /** From a=fmtp, names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A payload that accompanies audio of the same clock rate: telephone-event (RFC 4733), CN (RFC 3389), red (RFC 2198). */
export interface CompanionFormat {
  readonly payloadType: number;
  readonly clockRate: number;
}

/** telephone-event as a side can receive it. */
export type EventFormat = CompanionFormat;

/** red (RFC 2198): what may stand in its blocks by number, from a=fmtp; empty where it is not said. */
export interface RedundancyFormat extends CompanionFormat {
  readonly blocks: readonly number[];
}

/** Everything but the audio formats themselves. */
export interface Companions {
  readonly events: readonly EventFormat[];
  readonly comfortNoise: readonly CompanionFormat[];
  readonly redundancy: readonly RedundancyFormat[];
}

/** Any m-line, so that it can be answered or refused in its place. */
export interface RemoteLine {
  readonly type: string;
  readonly protocol: string;
  /** As written, reduced to harmless characters. */
  readonly payloads: string;
  readonly port: number;
}

/** An audio m-line with everything that session-level lines add to it. */
export interface RemoteAudio extends TransportAttributes, Companions {
  readonly lineIndex: number;
  readonly protocol: string;
  /** Null: not RTP over UDP as we know it. */
  readonly profile: MediaProfile | null;
  readonly port: number;
  /** Null where c= is missing. */
  readonly address: string | null;
  /** c=0.0.0.0 or ::, the old way to put on hold (RFC 3264 8.4). */
  readonly heldByAddress: boolean;
  readonly rtcp: { readonly address: string | null; readonly port: number };
  readonly rtcpMux: boolean;
  /** As the far end sees it. */
  readonly direction: MediaDirection;
  /** In its order of preference. */
  readonly formats: readonly RemoteFormat[];
  readonly ptimeMs: number | null;
  readonly maxptimeMs: number | null;
}

export interface RemoteDescription {
  readonly lines: readonly RemoteLine[];
  readonly audio: readonly RemoteAudio[];
}
