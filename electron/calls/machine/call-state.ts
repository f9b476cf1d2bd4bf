import type { EndCause, EndCode } from '../../contract/calls';

/** Where one call stands. What leads from one to the next is in call-machine.ts. */
export type CallState =
  | { kind: 'preparing' }
  | { kind: 'dialling'; mediaFlows: boolean; mediaLost: boolean }
  | { kind: 'ringing'; alerting: boolean; earlyMedia: boolean; mediaFlows: boolean; mediaLost: boolean }
  /** An INVITE whose offer is being looked at: nobody knows of it yet. */
  | { kind: 'arriving'; offer: string }
  | { kind: 'incoming'; silenced: boolean; offer: string | null }
  | { kind: 'answering'; offerless: boolean }
  | Established
  | { kind: 'ended'; answeredAtEpochMs: number | null; endedAtEpochMs: number; cause: EndCause };

export interface Established {
  kind: 'established';
  answeredAtEpochMs: number;
  localHold: boolean;
  wantHold: boolean;
  /** What our newest offer asks for; the user may want something else by the time it is answered. */
  offeredHold: boolean;
  remoteHold: boolean;
  /** Whose offer is under way; awaiting-*: ours went in a 2xx, its answer comes with the ACK (RFC 3261 13.2.1, 14.1). */
  exchange: 'none' | 'local' | 'remote' | 'remote-offerless' | 'awaiting-first-answer' | 'awaiting-ack';
  /** The media process was replaced, our address changed, or the way is gone: the far end must hear of new ports or ways. */
  refreshNeeded: boolean;
  /** Our offer met theirs (491): ours waits its turn, theirs is taken meanwhile (RFC 3261 14.1). */
  backingOff: boolean;
}

export type CallEvent =
  | { kind: 'offerReady'; sdp: string; atEpochMs: number }
  | { kind: 'descriptionReady'; sdp: string; remoteHold: boolean; atEpochMs: number }
  | { kind: 'descriptionImpossible'; status: number; atEpochMs: number }
  | { kind: 'mediaFailed'; detail: string; atEpochMs: number; code?: EndCode }
  | { kind: 'mediaFlows' }
  | { kind: 'mediaReplaced'; atEpochMs: number }
  /** The far end must hear of us again, by an offer as things stand. */
  | { kind: 'refreshDue' }
  /** The way that ICE had found is gone. */
  | { kind: 'pathLost' }
  /** Our address is another one: the far end must hear of it. */
  | { kind: 'networkChanged' }
  /** The keys that were agreed on will not come. */
  | { kind: 'encryptionFailed'; detail: string; atEpochMs: number }
  | { kind: 'progress'; status: number; sdp: string | null }
  | { kind: 'accepted'; sdp: string | null; atEpochMs: number }
  | { kind: 'acknowledged'; sdp: string | null; atEpochMs: number }
  | { kind: 'answerTaken'; remoteHold: boolean }
  /** `code` where the status alone says it wrong. */
  | { kind: 'failed'; status: number; reason: string; atEpochMs: number; code?: EndCode; retryAfterSeconds?: number; warning?: string }
  /** Refused as it was offered, and there is something else to offer. */
  | { kind: 'offerRefused' }
  | { kind: 'cancelled'; answeredElsewhere: boolean; reason: string | null; atEpochMs: number }
  /** `code` where it does not end for good: the call goes on elsewhere. */
  | { kind: 'byeReceived'; reason: string | null; atEpochMs: number; code?: EndCode }
  | { kind: 'lost'; detail: string; atEpochMs: number }
  | { kind: 'remoteOffer'; offer: string | null }
  | { kind: 'reinviteAccepted'; sdp: string | null }
  | { kind: 'reinviteRefused'; status: number; reason: string; retryAfterMs: number | null; atEpochMs: number }
  | { kind: 'retryDue' }
  /** The offer of an arriving call can be answered, or whether it can is not known. */
  | { kind: 'offerFits' }
  | { kind: 'answer' }
  | { kind: 'silence' }
  | { kind: 'decline'; atEpochMs: number }
  | { kind: 'ringTimeout'; atEpochMs: number }
  /** The call that rings goes to another number; `named`: as one reads it. */
  | { kind: 'forward'; to: string; named?: string; atEpochMs: number }
  | { kind: 'hangUp'; atEpochMs: number; code?: EndCode; reason?: string }
  | { kind: 'hold' }
  | { kind: 'resume' };

export type CallEffect =
  | { do: 'checkOffer'; offer: string }
  | { do: 'ring' }
  | { do: 'makeOffer'; hold: boolean }
  /** Another first offer, in a session of its own. */
  | { do: 'offerAnew' }
  | { do: 'makeAnswer'; offer: string; hold: boolean }
  | { do: 'takeAnswer'; sdp: string }
  | { do: 'invite'; sdp: string }
  | { do: 'accept'; sdp: string }
  | { do: 'reject'; status: number }
  | { do: 'redirect'; to: string }
  | { do: 'reinvite'; sdp: string }
  | { do: 'retryLater'; delayMs: number }
  | { do: 'answerOffer'; sdp: string }
  | { do: 'rejectOffer'; status: number }
  | { do: 'hangUp' }
  | { do: 'recordAnswered' }
  | { do: 'recordEnded' }
  | { do: 'closeMedia' };
