import type { CallId } from '../../electron/contract';
import { CallRig, cut, wait } from './call-rig';
import type { HeadlessPhone, HeadlessPhoneOptions } from './headless-phone';
import { startBaresip, type Baresip, type BaresipOptions } from './sip/baresip';
import { passwordOf } from './sip/kamailio';
import { Pulse } from './sound/pulse';
import { concat, RATE } from './sound/signal';
import { speech } from './sound/speech';
import { allUnderstood, type SpeechBounds } from './sound/speech-check';

const SENTENCE_SECONDS = 1.5;
/** Longer than a file that baresip says may last in one call: one that ends would end its microphone. */
const REPEATS = 20;
/** The ways through buffers, and a part of a sentence: what baresip says over and over is heard whole within a sentence and this. */
const TAIL_MS = 700;
/** How long a key of baresip is told apart from the next. */
const KEY_MS = 500;

export type Direction = 'outgoing' | 'incoming';

/** A server, and whole phones and baresips behind it that talk with two voices which are not alike. */
export class BaresipRig {
  private constructor(readonly calls: CallRig, private readonly voice: Float32Array) {}

  static async open(): Promise<BaresipRig> {
    const voice = await speech();
    if (voice === null) throw new Error('no speech to say');
    return new BaresipRig(await CallRig.open(), voice);
  }

  /** What baresip says, over and over where it says it from a file. */
  get theirs(): Float32Array {
    return cut(this.voice, 14, SENTENCE_SECONDS);
  }

  /** What we say: six sentences that are not alike, 0..5. */
  ours(sentence: number): Float32Array {
    return cut(this.voice, 2 * sentence, SENTENCE_SECONDS);
  }

  /** Our phone and a baresip that says its sentence into every call, both registered. */
  async pair(ours: Partial<HeadlessPhoneOptions>, theirs: BaresipOptions): Promise<BaresipPair> {
    const file = theirs.pulse === undefined ? { speech: concat(...Array.from({ length: REPEATS }, () => this.theirs)) } : {};
    const [phone, baresip] = await Promise.all([this.calls.phone('alice', ours), startBaresip('bare', passwordOf('bare'), this.calls.server, { ...file, ...theirs })]);
    this.calls.onClose(() => baresip.stop());
    return new BaresipPair(phone, baresip, this.calls.server, this.theirs);
  }

  /** As pair(), with a sound server between: what baresip hears can be listened to all the time, past re-INVITEs as well. */
  async pairWithSoundServer(ours: Partial<HeadlessPhoneOptions>, theirs: BaresipOptions): Promise<BaresipPair> {
    const pulse = await Pulse.start(['ear', 'mouth']);
    this.calls.onClose(() => pulse.dispose());
    const pair = await this.pair(ours, { ...theirs, pulse: { source: 'mouth.monitor', sink: 'ear', env: pulse.env() } });
    const recorder = await pulse.record('ear.monitor');
    this.calls.onClose(() => recorder.stop());
    pair.talksThrough(pulse, recorder);
    return pair;
  }

  /** Takes down all but the server. */
  clear(): Promise<void> {
    return this.calls.clear();
  }

  close(): Promise<void> {
    return this.calls.close();
  }
}

/** What either heard while both talked. */
export interface Heard { readonly said: Float32Array; readonly here: Float32Array; readonly there: Float32Array }

/** Our phone and a baresip. */
export class BaresipPair {
  private soundServer: { pulse: Pulse; recorder: Awaited<ReturnType<Pulse['record']>> } | null = null;
  private recordingsBefore = 0;

  constructor(readonly phone: HeadlessPhone, readonly baresip: Baresip, private readonly server: string, private readonly theirs: Float32Array) {}

  talksThrough(pulse: Pulse, recorder: Awaited<ReturnType<Pulse['record']>>): void {
    this.soundServer = { pulse, recorder };
  }

  /** We call it, or it calls us; resolves once both ends stand. */
  async call(direction: Direction): Promise<CallId> {
    const { phone, baresip } = this;
    this.recordingsBefore = (await baresip.recordings()).length;
    let callId: CallId;
    if (direction === 'outgoing') {
      callId = phone.calls.dial('bare', null);
      await baresip.next('CALL_INCOMING');
      baresip.command('accept');
    } else {
      baresip.command('dial', `sip:alice@${this.server}`);
      callId = (await phone.phase('incoming')).id;
      await baresip.next('CALL_RINGING');
      phone.calls.answer(callId);
    }
    await Promise.all([baresip.next('CALL_ESTABLISHED'), phone.call('established', ({ id, phase }) => id === callId && phase.kind === 'established')]);
    return callId;
  }

  /** We hang up, or it does; resolves once both know. */
  async hangUp(callId: CallId, by: 'local' | 'remote' = 'local'): Promise<void> {
    if (by === 'local') this.phone.calls.hangUp(callId);
    else this.baresip.command('hangup');
    await Promise.all([this.baresip.next('CALL_CLOSED'), this.phone.call('ended', ({ id, phase }) => id === callId && phase.kind === 'ended')]);
  }

  /** Both say their sentence at once; answers what either heard meanwhile. */
  async talk(said: Float32Array): Promise<Heard> {
    const { phone, soundServer } = this;
    const from = soundServer?.recorder.position ?? (await this.recorded()).length;
    phone.listen();
    phone.say(said);
    const stop = soundServer?.pulse.playOn('mouth', concat(this.theirs, this.theirs));
    await wait((1_000 * said.length) / RATE + TAIL_MS);
    await stop?.();
    return { said, here: phone.heard(), there: soundServer?.recorder.samples(from) ?? (await this.recorded()).subarray(from) };
  }

  /** Both talk until both understand each other; see allUnderstood(). `onlyHere`: what it hears cannot be had. */
  async understandEachOther(said: Float32Array, options: { what?: string; bounds?: SpeechBounds; onlyHere?: boolean } = {}): Promise<void> {
    const { what = '', onlyHere = false, ...rest } = options;
    await allUnderstood(async () => {
      const { here, there } = await this.talk(said);
      const ours = { who: `baresip, heard by us ${what},`, said: this.theirs, heard: here };
      return onlyHere ? [ours] : [ours, { who: `we, heard by baresip ${what},`, said, heard: there }];
    }, rest);
  }

  /** Sends it a row of digits, lets it send some to us, and answers what of either came in. Takes as long as it presses keys. */
  async exchangeDigits(callId: CallId, sent: string, pressed: string): Promise<{ here: string; there: string }> {
    const { phone, baresip } = this;
    let here = '';
    const stop = phone.media.onEvent((event) => { if (event.kind === 'digit') here += event.digit; });
    await phone.calls.sendDigits(callId, sent);
    await baresip.next('CALL_DTMF_END');
    for (const digit of pressed) {
      baresip.command('sndcode', digit);
      await wait(KEY_MS);
    }
    stop();
    return { here, there: baresip.events.filter(({ type }) => type === 'CALL_DTMF_START').map(({ param }) => param).join('') };
  }

  /** What baresip has recorded of this call; nothing where its file is only just begun. */
  async recorded(): Promise<Float32Array> {
    const recordings = await this.baresip.recordings().catch(() => []);
    return concat(...recordings.slice(this.recordingsBefore));
  }

  /** Resolves once our call is on hold here and there as told, and nothing is under way. */
  held(localHold: boolean, remoteHold: boolean): Promise<unknown> {
    return this.phone.call(
      `hold ${localHold} here, ${remoteHold} there`,
      ({ phase, holdPending }) => phase.kind === 'established' && phase.localHold === localHold && phase.remoteHold === remoteHold && !holdPending,
    );
  }
}
