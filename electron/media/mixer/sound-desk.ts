/**
 * Between the sound devices and the calls. One call alone goes straight through: what the microphone gives is handed on
 * as it comes, and the speaker pulls from the call. Only where more is asked for (a conference, a file or tone to play
 * beside the voices, a recording) is anything copied or mixed.
 */
import type { Clock } from '../../calls/ports/clock';
import type { CallId } from '../../contract/ids';
import { Seam } from '../engine/seam';
import { CaptureClock } from './capture-clock';
import { ConferenceMixer } from './conference-mixer';
import type { Leg, Overlay, Tap } from './leg';
import { SoftLimiter } from './limiter';
import { Ramp } from './ramp';

/** A tap or overlay and the calls it belongs to; it works while any of them is heard. */
interface Joined<T> {
  readonly callIds: () => readonly CallId[];
  readonly part: T;
}

export class SoundDesk {
  readonly #legOf: (callId: CallId) => Leg | undefined;
  readonly #captureClock: CaptureClock;
  readonly #muted = new Set<CallId>();
  readonly #overlays: Joined<Overlay>[] = [];
  readonly #taps: Joined<Tap>[] = [];
  readonly #seam = new Seam();
  readonly #gate = new Ramp(1);
  readonly #ownLimiter = new SoftLimiter();
  readonly #nearLimiter = new SoftLimiter();
  #active: CallId | null = null;
  #conference: readonly CallId[] = [];
  /** The active call, or the whole conference it is in. */
  #sounding: readonly CallId[] = [];
  #mixer: ConferenceMixer | null = null;
  #own = new Float32Array(240);

  constructor(options: { clock: Clock; legOf: (callId: CallId) => Leg | undefined }) {
    this.#legOf = options.legOf;
    this.#captureClock = new CaptureClock(options.clock, (silence) => this.#capture(silence));
  }

  get active(): CallId | null { return this.#active; }
  isSounding(callId: CallId): boolean { return this.#sounding.includes(callId); }

  setActive(callId: CallId | null): void {
    if (callId === this.#active) return;
    this.#active = callId;
    this.#rearrange();
  }

  /** Calls that are heard together as soon as one of them is active; fewer than two = no conference. */
  setConference(callIds: readonly CallId[]): void {
    this.#conference = callIds.length < 2 ? [] : [...callIds];
    this.#rearrange();
  }

  /** Silences the microphone for a call; in a conference, the mute of the active call counts for all. */
  setMuted(callId: CallId, muted: boolean): void {
    if (muted) this.#muted.add(callId);
    else this.#muted.delete(callId);
    this.#tellMute(callId);
  }

  /** A session is there now; it takes its place. */
  opened(callId: CallId): void {
    this.#legOf(callId)?.setActive(this.isSounding(callId));
    this.#tellMute(callId);
  }

  /** A session is gone; what was heard of it fades. */
  closed(callId: CallId): void {
    this.#muted.delete(callId);
    if (callId === this.#active) this.#seam.cut();
  }

  /** Plays something beside the voices of these calls, while one of them is heard; it leaves by itself when done. */
  addOverlay(callIds: () => readonly CallId[], part: Overlay): void {
    this.#overlays.push({ callIds, part });
    this.#rearrange();
  }

  removeOverlay(part: Overlay): void {
    const at = this.#overlays.findIndex((joined) => joined.part === part);
    if (at >= 0) this.#overlays.splice(at, 1);
    this.#rearrange();
  }

  /** The answer takes the tap away again. */
  addTap(callIds: () => readonly CallId[], part: Tap): () => void {
    const joined = { callIds, part };
    this.#taps.push(joined);
    return () => {
      const at = this.#taps.indexOf(joined);
      if (at >= 0) this.#taps.splice(at, 1);
    };
  }

  /** Microphone samples at 48 kHz as they come. */
  pushCapture(pcm: Float32Array): void {
    this.#captureClock.heard();
    this.#capture(pcm);
  }

  /** The next `frames` samples at 48 kHz for the speaker. */
  pullPlayback(frames: number): Float32Array<ArrayBuffer> {
    if (this.#mixer !== null) return this.#seam.smooth(this.#mixer.pull(frames));
    const leg = this.#active === null ? undefined : this.#legOf(this.#active);
    const pcm = this.#seam.smooth(leg?.pull(frames) ?? new Float32Array(frames));
    if (this.#taps.length > 0) this.#tap('heard', pcm);
    if (this.#overlays.length > 0 && this.#mixOverlays('near', pcm)) this.#nearLimiter.process(pcm);
    return pcm;
  }

  dispose(): void {
    this.#captureClock.stop();
    this.#overlays.length = 0;
    this.#taps.length = 0;
  }

  #capture(pcm: Float32Array): void {
    const said = this.#gated(pcm);
    if (this.#mixer !== null) return this.#advance(this.#mixer, said);
    const leg = this.#active === null ? undefined : this.#legOf(this.#active);
    if (leg?.joined !== true) return;
    const own = this.#overlays.length === 0 ? said : this.#withOverlays(said);
    if (this.#taps.length > 0) this.#tap('said', own);
    leg.pushMic(own);
  }

  #advance(mixer: ConferenceMixer, said: Float32Array): void {
    const own = this.#overlays.length === 0 ? said : this.#withOverlays(said);
    if (this.#taps.length > 0) this.#tap('said', own);
    const others = mixer.advance(own);
    if (this.#taps.length > 0) this.#tap('heard', others);
    if (this.#overlays.length > 0 && this.#mixOverlays('near', others)) this.#nearLimiter.process(others);
    mixer.toSpeaker(others);
    if (mixer.isOver) {
      this.#mixer = null;
      this.#seam.cut();
      this.#rearrange();
    }
  }

  /** The microphone as the mute lets it through; the very same array while it is open. */
  #gated(pcm: Float32Array): Float32Array {
    this.#gate.aim(this.#active !== null && this.#muted.has(this.#active) ? 0 : 1);
    if (this.#gate.settled && this.#gate.value === 1) return pcm;
    const own = this.#scratch(pcm);
    this.#gate.apply(own);
    return own;
  }

  #withOverlays(said: Float32Array): Float32Array {
    const own = said === this.#own ? said : this.#scratch(said);
    if (this.#mixOverlays('far', own)) this.#ownLimiter.process(own);
    return own;
  }

  #scratch(pcm: Float32Array): Float32Array {
    if (this.#own.length !== pcm.length) this.#own = new Float32Array(pcm.length);
    this.#own.set(pcm);
    return this.#own;
  }

  /** Answers whether anything was mixed in. */
  #mixOverlays(side: 'far' | 'near', pcm: Float32Array): boolean {
    let mixed = false;
    for (const { callIds, part } of this.#overlays) {
      if (!this.#concerns(callIds())) continue;
      mixed = true;
      if (side === 'far') part.mixFar(pcm);
      else part.mixNear(pcm);
    }
    if (mixed && this.#overlays.some(({ part }) => part.done)) {
      for (const { part } of [...this.#overlays]) if (part.done) this.removeOverlay(part);
    }
    return mixed;
  }

  #tap(which: 'said' | 'heard', pcm: Float32Array): void {
    for (const { callIds, part } of this.#taps) if (this.#concerns(callIds())) part[which](pcm);
  }

  #concerns(callIds: readonly CallId[]): boolean {
    return callIds.some((callId) => this.#sounding.includes(callId));
  }

  #rearrange(): void {
    const before = this.#sounding;
    const active = this.#active;
    this.#sounding = active === null ? [] : this.#conference.includes(active) ? this.#conference : [active];
    if (this.#sounding.length > 1) this.#mixer ??= this.#newMixer();
    this.#mixer?.setMembers(this.#sounding);
    for (const callId of before) {
      // The mixer lets go of its members itself, once they have heard the others fade.
      if (!this.#sounding.includes(callId) && this.#mixer?.has(callId) !== true) this.#legOf(callId)?.setActive(false);
    }
    for (const callId of this.#sounding) if (!before.includes(callId)) this.#legOf(callId)?.setActive(true);
    for (const callId of new Set([...before, ...this.#sounding])) this.#tellMute(callId);
    if (this.#mixer === null && before[0] !== this.#sounding[0]) this.#seam.cut();
    this.#captureClock.keep(this.#mixer !== null || this.#overlays.some(({ callIds }) => this.#concerns(callIds())));
  }

  #newMixer(): ConferenceMixer {
    this.#seam.cut();
    return new ConferenceMixer(this.#legOf, (callId) => {
      if (!this.isSounding(callId)) this.#legOf(callId)?.setActive(false);
    });
  }

  /** The session mutes all it is given; where that is more than the microphone, only ours may. */
  #tellMute(callId: CallId): void {
    const alone = this.#mixer === null && this.#overlays.length === 0;
    this.#legOf(callId)?.setMuted(alone && this.#muted.has(callId));
  }
}
