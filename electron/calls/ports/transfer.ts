import type { CallId } from '../../contract/ids';
import type { InviteOptions } from './call-signalling';
import type { SignallingParty } from './signalling';

/** A REFER of the far end that waits for our word. Ours: it never goes on the wire. */
export type ReferralId = string & { readonly __brand: 'ReferralId' };

/** Whom the far end shall call: an address, or the far end of another of our calls, taking that call over (RFC 5589 7.3): at its address of record unless its Contact is wanted. */
export type ReferTarget = { readonly kind: 'address'; readonly target: string } | { readonly kind: 'call'; readonly callId: CallId; readonly at?: 'address' | 'contact' };

/** The final answer to our REFER. status 0 = it was never sent, or nobody answered. */
export type ReferAnswer =
  /** tells: NOTIFYs say how it goes on. False where the far end keeps that to itself (RFC 4488). */
  | { readonly ok: true; readonly tells: boolean }
  | { readonly ok: false; readonly status: number; readonly reason: string };

export type TransferEvent =
  /**
   * How far the far end has come with our REFER (RFC 3515 2.4.5). `final`: no more will be told; status null = and nothing
   * was said this time.
   */
  | { readonly kind: 'referProgress'; readonly callId: CallId; readonly status: number | null; readonly reason: string; readonly final: boolean }
  /** The far end asks us to call somebody else. Must be settled with accept or refuse. */
  | {
      readonly kind: 'referred'; readonly referralId: ReferralId; readonly callId: CallId;
      /** Without headers: fit for invite(). */
      readonly target: string; readonly party: SignallingParty; readonly options: Pick<InviteOptions, 'replaces' | 'referredBy'>;
    };

/** Passing calls on, and being passed on (RFC 3515, 3891, 3892, 4488, 5589). Methods never throw for protocol outcomes. */
export interface TransferSignalling {
  onEvent(listener: (event: TransferEvent) => void): () => void;
  /** Whether its far end says in Allow that it takes REFER; null where it says nothing, or is not there yet. */
  takesRefer(callId: CallId): boolean | null;
  /** Asks the far end of `callId` to call somebody else (REFER in the call's dialog). */
  refer(callId: CallId, to: ReferTarget): Promise<ReferAnswer>;
  /** 202, and NOTIFY with 100 Trying. */
  acceptReferral(referralId: ReferralId): void;
  refuseReferral(referralId: ReferralId, status: number): void;
  /** NOTIFY with this status line; one from 200 up is the last. */
  tellReferral(referralId: ReferralId, status: number, reason: string): void;
}
