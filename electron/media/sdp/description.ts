import type { CodecName } from '../../contract/accounts';
import type { MediaDirection } from '../../calls/ports/media';

/** One audio format the far end can receive, under its own number. */
export interface RemoteFormat {
  readonly payloadType: number;
  readonly codec: CodecName;
  /** From a=fmtp, names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** telephone-event (RFC 4733) as the far end can receive it. */
export interface EventFormat {
  readonly payloadType: number;
  readonly clockRate: number;
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
export interface RemoteAudio {
  readonly lineIndex: number;
  readonly protocol: string;
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
  readonly events: readonly EventFormat[];
  readonly ptimeMs: number | null;
  readonly maxptimeMs: number | null;
}

export interface RemoteDescription {
  readonly lines: readonly RemoteLine[];
  readonly audio: readonly RemoteAudio[];
}
