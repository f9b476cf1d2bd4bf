import type { EndCode } from '../contract/calls';
import type { AccountId } from '../contract/ids';
import type { Call } from './call';
import type { CallEffect, CallEvent } from './machine/call-state';
import type { CallRecorder } from './call-recorder';
import { closedStream } from './sound/closed-stream';
import { encryptionOf } from './encryption/encryption-offers';
import { reasonFor } from './machine/end-cause';
import { unreachable } from './errors';
import { iceOptionsOf } from './ice-options';
import type { Admission } from './shared-lines/shared-line';
import type { AcceptResult, Clock, InviteOptions, Log, Media, MediaOptions, Signalling } from './ports';

/** Longest that a caller waits for the look at the offer, ms: the media process may be starting. */
const CHECK_WITHIN_MS = 300;

/** Without a guess at the far end's clock: an event of the machine plus the time it happened here. */
type Feed = (call: Call, event: CallEvent) => void;

/** Carries out what the machine asks, and feeds what comes of it back into the machine. */
export class CallEffects {
  constructor(
    private readonly signalling: Signalling,
    private readonly media: Media,
    private readonly recorder: CallRecorder,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly feed: Feed,
    private readonly turnPassword: (accountId: AccountId) => string | null = () => null,
    /** Whether the INVITE may go out; null = at once. */
    private readonly admit: (call: Call) => Promise<Admission> | null = () => null,
  ) {}

  /** Starts an outgoing call: the first offer. */
  begin(call: Call): void {
    this.run(call, { do: 'makeOffer', hold: false });
  }

  run(call: Call, effect: CallEffect): void {
    switch (effect.do) {
      case 'checkOffer':
        return this.checkOffer(call, effect.offer);
      case 'ring':
        if (call.ringsWithOffer === true) return this.ringWithOffer(call);
        this.guarded(call, () => this.signalling.ring(call.id));
        return this.prepareAnswer(call);
      case 'makeOffer':
        return this.makeOffer(call, effect.hold);
      case 'offerAnew':
        return this.offerAnew(call);
      case 'makeAnswer':
        return this.makeAnswer(call, effect.offer, effect.hold);
      case 'takeAnswer':
        return this.takeAnswer(call, effect.sdp);
      case 'invite':
        return this.admitted(call, () => this.signalling.invite(call.id, call.account.id, call.forwarding?.target ?? (call.firstRemote ?? call.remote).uri, effect.sdp, invitationOf(call)));
      case 'accept':
        return this.guarded(call, () => this.signalling.accept(call.id, effect.sdp));
      case 'reject':
        return this.guarded(call, () => this.signalling.reject(call.id, effect.status));
      case 'redirect':
        return this.guarded(call, () => this.signalling.redirect(call.id, effect.to));
      case 'reinvite':
        return this.reinvite(call, effect.sdp);
      case 'retryLater':
        call.stopRetry();
        call.stopRetry = this.clock.after(effect.delayMs, () => this.feed(call, { kind: 'retryDue' }));
        return;
      case 'answerOffer':
        return this.guarded(call, () => this.signalling.answerOffer(call.id, effect.sdp));
      case 'rejectOffer':
        return this.guarded(call, () => this.signalling.rejectOffer(call.id, effect.status));
      case 'hangUp':
        return this.guarded(call, () => this.signalling.hangUp(call.id, call.state.kind === 'ended' ? reasonFor(call.state.cause) : undefined));
      case 'recordAnswered':
        return this.recorder.answered(call);
      case 'recordEnded':
        return this.recorder.ended(call);
      case 'closeMedia':
        return this.closeMedia(call);
      default:
        throw unreachable(effect);
    }
  }

  /** On a shared line a call needs a place first; it may be given up meanwhile. */
  private admitted(call: Call, invite: () => void): void {
    const admission = this.admit(call);
    if (admission === null) return this.guarded(call, invite);
    admission.then(
      (result) => {
        if (call.state.kind !== 'dialling') return;
        if (result.ok) this.guarded(call, invite);
        else this.feed(call, { kind: 'failed', status: 403, code: 'line-in-use', reason: result.reason, atEpochMs: this.clock.epochMs() });
      },
      (error: unknown) => this.feed(call, { kind: 'lost', detail: messageOf(error), atEpochMs: this.clock.epochMs() }),
    );
  }

  /** The offer is looked at while nobody is disturbed. Where that fails or takes long it rings, and the answer decides. */
  private checkOffer(call: Call, offer: string): void {
    let open = true;
    const settle = (event: CallEvent): void => {
      if (!open) return;
      open = false;
      stopTimer();
      if (call.state.kind === 'arriving') this.feed(call, event);
    };
    const stopTimer = this.clock.after(CHECK_WITHIN_MS, () => settle({ kind: 'offerFits' }));
    // Goes with the call, should it end before it rings.
    call.stopRingTimer = stopTimer;
    this.media.canAnswer(offer, this.options(call, false)).then(
      (check) => {
        if (!check.ok) this.log.info('offer refused', { callId: call.id, error: check.error });
        settle(check.ok ? { kind: 'offerFits' } : { kind: 'descriptionImpossible', status: 488, atEpochMs: this.clock.epochMs() });
      },
      () => settle({ kind: 'offerFits' }),
    );
  }

  private makeOffer(call: Call, hold: boolean): void {
    const made = call.state.kind === 'answering' ? call.ringOffer : undefined;
    (made ?? this.media.makeOffer(call.id, this.options(call, hold))).then(
      (sdp) => this.feed(call, { kind: 'offerReady', sdp, atEpochMs: this.clock.epochMs() }),
      (error: unknown) => this.mediaFailed(call, error),
    );
  }

  /** RFC 3262 5: the first reliable answer holds the offer. Without one it does not ring there, and the 200 tries again. */
  private ringWithOffer(call: Call): void {
    const offer = this.media.makeOffer(call.id, this.options(call, false));
    call.ringOffer = offer;
    offer.then(
      (sdp) => { if (call.state.kind === 'incoming') this.guarded(call, () => this.signalling.ring(call.id, sdp)); },
      (error: unknown) => {
        delete call.ringOffer;
        this.log.warn('no offer to ring with', { callId: call.id, error: messageOf(error) });
      },
    );
  }

  /** Nothing of the refused offer may live on: its session goes, with its keys. */
  private offerAnew(call: Call): void {
    const begin = (): void => { if (call.state.kind === 'preparing') this.makeOffer(call, false); };
    this.media.close(call.id).then(begin, begin);
  }

  /** While it rings there is time to ask STUN and TURN servers; whatever comes of it, the answer decides. */
  private prepareAnswer(call: Call): void {
    if (call.state.kind !== 'incoming' || call.state.offer === null) return;
    const options = this.options(call, false);
    if (!options.ice?.stun && !options.ice?.turn) return;
    this.media.prepareAnswer(call.id, call.state.offer, options).catch((error: unknown) => this.log.info('answer not prepared', { callId: call.id, error: messageOf(error) }));
  }

  private makeAnswer(call: Call, offer: string, hold: boolean): void {
    const closed = call.state.kind === 'established' ? closedStream(offer) : null;
    this.media.makeAnswer(call.id, closed?.offer ?? offer, this.options(call, hold)).then(
      (result) => {
        const atEpochMs = this.clock.epochMs();
        if (!result.ok) return this.feed(call, { kind: 'descriptionImpossible', status: 488, atEpochMs });
        call.negotiated = result.negotiated;
        this.feed(call, { kind: 'descriptionReady', sdp: closed?.answer(result.sdp) ?? result.sdp, remoteHold: result.negotiated.remoteHold, atEpochMs });
      },
      (error: unknown) => this.mediaFailed(call, error),
    );
  }

  private takeAnswer(call: Call, sdp: string): void {
    const { offered } = call;
    // Of an offer that was refused meanwhile: no answer counts any more.
    const isPast = (): boolean => call.offered !== offered;
    this.media.takeAnswer(call.id, sdp).then(
      (result: AcceptResult) => {
        if (isPast()) return;
        if (!result.ok) return this.mediaFailed(call, new Error(result.error), result.error === 'no-common-profile' && call.account.mediaEncryption === 'required' ? 'encryption-refused' : undefined);
        call.negotiated = result.negotiated;
        this.feed(call, { kind: 'answerTaken', remoteHold: result.negotiated.remoteHold });
        // Only now is the codec known; a crash in the call must not lose it.
        this.recorder.answered(call);
      },
      (error: unknown) => { if (!isPast()) this.mediaFailed(call, error); },
    );
  }

  private reinvite(call: Call, sdp: string): void {
    this.signalling.reinvite(call.id, sdp).then(
      (result) =>
        this.feed(
          call,
          result.ok
            ? { kind: 'reinviteAccepted', sdp: result.sdp }
            : { kind: 'reinviteRefused', status: result.status, reason: result.reason, retryAfterMs: result.retryAfterMs ?? null, atEpochMs: this.clock.epochMs() },
        ),
      (error: unknown) => this.feed(call, { kind: 'lost', detail: messageOf(error), atEpochMs: this.clock.epochMs() }),
    );
  }

  private closeMedia(call: Call): void {
    this.media.close(call.id).then(
      (stats) => {
        if (stats === null) return;
        call.stats = stats;
        this.recorder.ended(call);
      },
      (error: unknown) => this.log.warn('media session did not close', { callId: call.id, error: messageOf(error) }),
    );
  }

  private mediaFailed(call: Call, error: unknown, code?: EndCode): void {
    this.log.warn('media failed', { callId: call.id, error: messageOf(error) });
    this.feed(call, { kind: 'mediaFailed', detail: messageOf(error), atEpochMs: this.clock.epochMs(), ...(code === undefined ? {} : { code }) });
  }

  /** Signalling throws only where the dialog is unknown by now: the call is then lost, not the process. */
  private guarded(call: Call, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.log.warn('signalling refused', { callId: call.id, error: messageOf(error) });
      this.feed(call, { kind: 'lost', detail: messageOf(error), atEpochMs: this.clock.epochMs() });
    }
  }

  private options(call: Call, hold: boolean): MediaOptions {
    const ice = iceOptionsOf(call.account, this.turnPassword(call.account.id));
    return {
      ...(ice === undefined ? {} : { ice }),
      codecs: call.account.codecs,
      silenceSuppression: call.account.silenceSuppression ?? false,
      encryption: encryptionOf(call),
      localAddress: this.signalling.localAddress(call.account.id),
      direction: hold ? 'sendonly' : 'sendrecv',
    };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The line's wish to stay unnamed counts where the call itself says nothing. */
function invitationOf({ account, invitation }: Call): InviteOptions {
  return { anonymous: account.calling?.hideNumber === true, ...invitation };
}
