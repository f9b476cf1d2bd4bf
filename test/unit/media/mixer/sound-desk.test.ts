import { describe, expect, it } from 'vitest';
import { CallId } from '../../../../electron/contract/ids';
import type { Leg } from '../../../../electron/media/mixer/leg';
import { SoundDesk } from '../../../../electron/media/mixer/sound-desk';
import { Clip } from '../../../../electron/media/playback/clip';
import { FakeClock } from '../../../support/fake-clock';
import { peak } from '../../../support/sound/signal';
import { largestStep, tone, tonesIn } from '../../../support/sound/tones';

const PIECE = 240;
const MY_HZ = 300;
const id = (name: string): CallId => CallId.parse(name);

/** A far end that says one tone and writes down what it is given. */
class FarEnd implements Leg {
  joined = false;
  direction: 'sendrecv' | 'held' = 'sendrecv';
  muted = false;
  given: Float32Array[] = [];
  pulls = 0;
  #said = 0;
  #active = false;
  readonly #voice: Float32Array;

  constructor(readonly hz: number, amplitude = 0.2) {
    this.#voice = tone(hz, 60_000, amplitude);
  }

  setActive(active: boolean): void { this.#active = active; this.update(); }
  setMuted(muted: boolean): void { this.muted = muted; }
  hold(held: boolean): void { this.direction = held ? 'held' : 'sendrecv'; this.update(); }
  pushMic(pcm: Float32Array): void { this.given.push(this.muted ? new Float32Array(pcm.length) : pcm.slice()); }
  pull(frames: number): Float32Array<ArrayBuffer> {
    this.pulls += 1;
    const out = this.#voice.slice(this.#said, this.#said + frames);
    this.#said += frames;
    return out;
  }
  heard(): Float32Array {
    const whole = new Float32Array(this.given.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of this.given) { whole.set(piece, at); at += piece.length; }
    return whole;
  }
  private update(): void { this.joined = this.#active && this.direction === 'sendrecv'; }
}

class Room {
  readonly clock = new FakeClock();
  readonly ends = new Map<CallId, FarEnd>();
  readonly desk = new SoundDesk({ clock: this.clock, legOf: (callId) => this.ends.get(callId) });
  readonly speaker: Float32Array[] = [];
  #spoken = 0;
  readonly #mine = tone(MY_HZ, 60_000);

  join(name: string, end: FarEnd): FarEnd {
    this.ends.set(id(name), end);
    this.desk.opened(id(name));
    return end;
  }

  /** Lets `ms` pass. Only what is heard in it is kept. */
  run(ms: number, devices: { microphone?: boolean; speaker?: boolean } = {}): void {
    this.speaker.length = 0;
    for (const end of this.ends.values()) end.given = [];
    for (let i = 0; i < ms / 5; i += 1) {
      this.clock.advance(5);
      if (devices.microphone !== false) this.desk.pushCapture(this.#mine.subarray(this.#spoken, this.#spoken + PIECE));
      this.#spoken += PIECE;
      if (devices.speaker !== false) this.speaker.push(this.desk.pullPlayback(PIECE));
    }
  }

  mine(): Float32Array {
    const whole = new Float32Array(this.speaker.length * PIECE);
    this.speaker.forEach((piece, i) => whole.set(piece, i * PIECE));
    return whole;
  }
}

const HZ = [500, 700, 900, 1100, 1300, 1700, 1900, 2300];
const all = [MY_HZ, ...HZ];
const settled = (pcm: Float32Array): Float32Array => pcm.subarray(pcm.length - 24_000);

function conference(size: number, amplitude = 0.1): { room: Room; ends: FarEnd[]; ids: CallId[] } {
  const room = new Room();
  const ends = HZ.slice(0, size).map((hz, i) => room.join(`call-${i}`, new FarEnd(hz, amplitude)));
  const ids = ends.map((_, i) => id(`call-${i}`));
  room.desk.setConference(ids);
  room.desk.setActive(ids[0] ?? null);
  return { room, ends, ids };
}

describe('one call alone', () => {
  it('is given the very samples of the microphone and heard without any delay', () => {
    const room = new Room();
    const end = room.join('a', new FarEnd(500));
    room.desk.setActive(id('a'));
    room.run(100);
    expect(end.heard()).toEqual(tone(MY_HZ, 100));
    expect(end.pulls).toBe(20);
    // The first 2.5 ms fade in.
    expect(room.mine().subarray(PIECE)).toEqual(tone(500, 100).subarray(PIECE));
    expect(room.clock.pending).toBe(0);
  });

  it('hears nothing of a muted microphone, and mute makes no click', () => {
    const room = new Room();
    const end = room.join('a', new FarEnd(500));
    room.desk.setActive(id('a'));
    room.run(200);
    room.desk.setMuted(id('a'), true);
    room.run(500);
    expect(peak(settled(end.heard()))).toBe(0);
  });
});

describe('a conference', () => {
  it.each([2, 3, 5, 8])('of %i calls: each hears me and the others, never itself; I hear all', (size) => {
    const { room, ends } = conference(size);
    room.run(1500);
    const voices = HZ.slice(0, size);
    for (const end of ends) expect(tonesIn(settled(end.heard()), all), `at ${end.hz}`).toEqual([MY_HZ, ...voices.filter((hz) => hz !== end.hz)]);
    expect(tonesIn(settled(room.mine()), all)).toEqual(voices);
  });

  it('of eight loud voices is limited, not clipped', () => {
    const { room, ends } = conference(8, 0.5);
    room.run(1500);
    for (const end of ends) expect(peak(end.heard())).toBeLessThanOrEqual(1);
    expect(peak(room.mine())).toBeLessThanOrEqual(1);
    expect(peak(settled(room.mine()))).toBeGreaterThan(0.6);
  });

  it('goes on by the timer where there is no microphone', () => {
    const { room, ends } = conference(3);
    room.run(2000, { microphone: false });
    for (const end of ends) expect(tonesIn(settled(end.heard()), all)).toEqual(HZ.slice(0, 3).filter((hz) => hz !== end.hz));
    expect(tonesIn(settled(room.mine()), all)).toEqual(HZ.slice(0, 3));
  });

  it('goes on where there is no speaker', () => {
    const { room, ends } = conference(3);
    room.run(1500, { speaker: false });
    expect(tonesIn(settled(ends[0]?.heard() ?? new Float32Array(0)), all)).toEqual([MY_HZ, 700, 900]);
  });

  it('muted, the others hear each other but not me', () => {
    const { room, ends, ids } = conference(3);
    room.run(300);
    for (const callId of ids) room.desk.setMuted(callId, true);
    room.run(1000);
    expect(tonesIn(settled(ends[0]?.heard() ?? new Float32Array(0)), all)).toEqual([700, 900]);
    for (const callId of ids) room.desk.setMuted(callId, false);
    room.run(1000);
    expect(tonesIn(settled(ends[0]?.heard() ?? new Float32Array(0)), all)).toEqual([MY_HZ, 700, 900]);
  });

  it('leaves out whoever holds, music and all, and takes them back', () => {
    const { room, ends } = conference(3);
    room.run(500);
    ends[1]?.hold(true);
    room.run(1000);
    expect(ends[1]?.given).toEqual([]);
    expect(tonesIn(settled(ends[0]?.heard() ?? new Float32Array(0)), all)).toEqual([MY_HZ, 900]);
    expect(tonesIn(settled(room.mine()), all)).toEqual([500, 900]);
    ends[1]?.hold(false);
    room.run(1000);
    expect(tonesIn(settled(ends[0]?.heard() ?? new Float32Array(0)), all)).toEqual([MY_HZ, 700, 900]);
  });

  it('makes no click when somebody comes, goes or is cut off', () => {
    const { room, ends, ids } = conference(3);
    const steepest = all.slice(0, 5).reduce((sum, hz) => sum + (hz === MY_HZ ? 0.2 : 0.1) * 2 * Math.PI * hz / 48_000, 0);
    // A fade of 2.5 ms adds its own slope.
    const allowed = steepest + 0.01;
    room.run(400);
    const fourth = room.join('call-3', new FarEnd(1100, 0.1));
    room.desk.setConference([...ids, id('call-3')]);
    room.run(300);
    expect(tonesIn(settled(fourth.heard()), all)).toEqual([MY_HZ, 500, 700, 900]);
    for (const end of ends) expect(largestStep(end.heard())).toBeLessThan(allowed);
    expect(largestStep(room.mine())).toBeLessThan(allowed);
    // Its session is gone from one moment to the next.
    room.ends.delete(id('call-1'));
    room.desk.closed(id('call-1'));
    room.run(300);
    expect(largestStep(ends[0]?.heard() ?? new Float32Array(0))).toBeLessThan(allowed);
    expect(largestStep(room.mine())).toBeLessThan(allowed);
    // One is taken out by us: it hears the others fade.
    room.desk.setConference([id('call-0'), id('call-2')]);
    room.run(300);
    expect(largestStep(fourth.heard())).toBeLessThan(allowed);
    expect(fourth.joined).toBe(false);
    expect(fourth.given.length).toBeLessThan(4);
  });

  it('becomes an ordinary call again when it is dissolved, and leaves no timer', () => {
    const { room, ends } = conference(2);
    room.run(500);
    room.desk.setConference([]);
    room.run(500);
    expect(tonesIn(settled(ends[0]?.heard() ?? new Float32Array(0)), all)).toEqual([MY_HZ]);
    expect(tonesIn(settled(room.mine()), all)).toEqual([500]);
    expect(ends[1]?.joined).toBe(false);
    expect(room.clock.pending).toBe(0);
    room.desk.dispose();
  });

  it('is left as a whole when another call becomes active, and comes back with it', () => {
    const { room, ends, ids } = conference(2);
    const other = room.join('other', new FarEnd(1900, 0.1));
    room.run(300);
    room.desk.setActive(id('other'));
    room.run(1000);
    expect(tonesIn(settled(other.heard()), all)).toEqual([MY_HZ]);
    expect(tonesIn(settled(room.mine()), all)).toEqual([1900]);
    expect(ends.map(({ joined }) => joined)).toEqual([false, false]);
    room.desk.setActive(ids[1] ?? null);
    room.run(1000);
    expect(tonesIn(settled(ends[0]?.heard() ?? new Float32Array(0)), all)).toEqual([MY_HZ, 700]);
    expect(other.joined).toBe(false);
  });
});

describe('a sound played into a call', () => {
  it('is heard by both ends, also while muted and without a microphone, and leaves by itself', () => {
    const room = new Room();
    const end = room.join('a', new FarEnd(500));
    room.desk.setActive(id('a'));
    room.run(100);
    room.desk.setMuted(id('a'), true);
    room.desk.addOverlay(() => [id('a')], new Clip(tone(2300, 1000, 0.1)));
    room.run(600, { microphone: false });
    expect(tonesIn(settled(end.heard()), all)).toEqual([2300]);
    expect(tonesIn(settled(room.mine()), all)).toEqual([500, 2300]);
    room.run(1500);
    expect(peak(settled(end.heard()))).toBe(0);
    expect(room.clock.pending).toBe(0);
  });

  it('waits while its call is not heard', () => {
    const room = new Room();
    room.join('a', new FarEnd(500));
    const b = room.join('b', new FarEnd(700));
    room.desk.setActive(id('b'));
    room.desk.addOverlay(() => [id('a')], new Clip(tone(2300, 400, 0.1)));
    room.run(1000);
    expect(tonesIn(settled(b.heard()), all)).toEqual([MY_HZ]);
    room.desk.setActive(id('a'));
    room.run(300);
    expect(tonesIn(room.mine().subarray(4800), all)).toEqual([500, 2300]);
  });

  it('is heard by everyone in a conference', () => {
    const { room, ends, ids } = conference(3);
    room.run(200);
    room.desk.addOverlay(() => [ids[1] ?? id('none')], new Clip(tone(2300, 2000, 0.1)));
    room.run(1000);
    for (const end of ends) expect(tonesIn(settled(end.heard()), [2300])).toEqual([2300]);
    expect(tonesIn(settled(room.mine()), [2300])).toEqual([2300]);
  });
});
