/**
 * A conference: everybody hears all others and the microphone, nobody hears themselves.
 *
 *   microphone ──────┬──────────────> to A: microphone + B + C
 *   A ──┐            ├──────────────> to B: microphone + A + C
 *   B ──┼── total ───┼──────────────> to C: microphone + A + B
 *   C ──┘            └─ A + B + C ──> drift buffer ──> speaker
 *
 * One clock moves it all on: the microphone's, or a timer where there is none. Only the speaker has a clock of its own.
 */
import type { CallId } from '../../contract/ids';
import { Seam } from '../engine/seam';
import { DriftBuffer } from './drift-buffer';
import type { Leg } from './leg';
import { SoftLimiter } from './limiter';
import { Ramp } from './ramp';

/** 15 ms: three pieces of the microphone may come at once. */
const SPEAKER_FRAMES = 720;

interface Member {
  readonly callId: CallId;
  readonly seam: Seam;
  readonly limiter: SoftLimiter;
  /** How much of the others it hears: grows when it comes, runs out when it goes. */
  readonly others: Ramp;
  leg: Leg | undefined;
  voice: Float32Array<ArrayBuffer>;
  wasJoined: boolean;
  leaving: boolean;
}

export class ConferenceMixer {
  readonly #members = new Map<CallId, Member>();
  readonly #speaker = new DriftBuffer(SPEAKER_FRAMES);
  readonly #speakerLimiter = new SoftLimiter();
  #total = new Float32Array(240);
  #out = new Float32Array(240);

  /** @param legOf the call's session, once and as long as it is there; @param onLeft the last of the mix has gone to it */
  constructor(private readonly legOf: (callId: CallId) => Leg | undefined, private readonly onLeft: (callId: CallId) => void) {}

  /** Who is in it from now on. Who is not any more hears the others fade and is then let go by `onLeft`. */
  setMembers(callIds: readonly CallId[]): void {
    for (const callId of callIds) {
      const known = this.#members.get(callId);
      if (known) {
        known.leaving = false;
        known.others.aim(1);
      } else {
        const others = new Ramp(0);
        others.aim(1);
        this.#members.set(callId, {
          callId, seam: new Seam(), limiter: new SoftLimiter(), others, leg: undefined, voice: new Float32Array(0), wasJoined: false, leaving: false,
        });
      }
    }
    for (const member of this.#members.values()) {
      if (callIds.includes(member.callId)) continue;
      member.leaving = true;
      member.others.aim(0);
    }
  }

  /** A member, or one who is just being let go. */
  has(callId: CallId): boolean { return this.#members.has(callId); }

  /** One member or none is left, and nothing fades any more: the call can go on without a mixer. */
  get isOver(): boolean {
    let staying = 0;
    for (const member of this.#members.values()) {
      if (member.leaving) return false;
      staying += 1;
    }
    return staying < 2;
  }

  /**
   * Moves the conference on by mic.length samples: takes that much from every far end and gives each its own mix.
   * `own` is the microphone with whatever else we play to them. Answers what comes from the far ends, limited; it is
   * valid until the next call.
   */
  advance(own: Float32Array): Float32Array {
    const frames = own.length;
    if (this.#total.length !== frames) {
      this.#total = new Float32Array(frames);
      this.#out = new Float32Array(frames);
    }
    const total = this.#total;
    total.fill(0);
    for (const member of this.#members.values()) {
      this.#listen(member, frames);
      for (let i = 0; i < frames; i++) total[i] = (total[i] as number) + (member.voice[i] as number);
    }
    for (const member of this.#members.values()) this.#give(member, own, total);
    for (const member of this.#members.values()) {
      if (!member.leaving || !member.others.settled) continue;
      this.#members.delete(member.callId);
      this.onLeft(member.callId);
    }
    this.#speakerLimiter.process(total);
    return total;
  }

  /** What our own speaker is to play, of advance()'s answer and whatever else. */
  toSpeaker(pcm: Float32Array): void {
    this.#speaker.write(pcm);
  }

  /** The next samples for the speaker, by its own clock. */
  pull(frames: number): Float32Array<ArrayBuffer> {
    const out = new Float32Array(frames);
    this.#speaker.read(out);
    return out;
  }

  #listen(member: Member, frames: number): void {
    member.leg = this.legOf(member.callId);
    // Whoever holds plays music at times: it is not for the others.
    const joined = !member.leaving && member.leg?.joined === true;
    if (joined !== member.wasJoined) member.seam.cut();
    member.wasJoined = joined;
    if (joined) member.voice = member.seam.smooth(member.leg?.pull(frames) ?? new Float32Array(frames));
    else {
      if (member.voice.length !== frames) member.voice = new Float32Array(frames);
      else member.voice.fill(0);
      member.seam.smooth(member.voice);
    }
  }

  #give(member: Member, own: Float32Array, total: Float32Array): void {
    if (member.leg?.joined !== true) {
      if (member.leaving) member.others.finish();
      return;
    }
    const { voice } = member;
    const out = this.#out;
    // The others are the total without its own voice.
    for (let i = 0; i < out.length; i++) out[i] = (total[i] as number) - (voice[i] as number);
    member.others.apply(out);
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + (own[i] as number);
    member.limiter.process(out);
    member.leg.pushMic(out);
  }
}
