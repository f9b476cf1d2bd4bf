import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { MediaEvent, MediaOptions } from '../../../../electron/calls/ports/media';
import type { CodecName } from '../../../../electron/contract/accounts';
import { CallId } from '../../../../electron/contract/ids';
import { createInProcessMedia, type MediaEngine } from '../../../../electron/media';
import { readClip } from '../../../../electron/media/playback/open-sound';
import { FakeClock } from '../../../support/fake-clock';
import { tone, tonesIn } from '../../../support/sound/tones';

const MINE = 300;
const HZ = [500, 700, 900, 1100, 1300, 1700, 1900, 2300];
const PIECE = 240;
const codecs: CodecName[] = ['opus', 'pcma', 'g722', 'pcmu'];
const options = (codec: CodecName): MediaOptions => ({ codecs: [codec], localAddress: '127.0.0.1', direction: 'sendrecv' });

/** One engine in the middle with real sessions to far engines, over real sockets, all by one clock. */
class Table {
  readonly clock = new FakeClock();
  readonly middle = createInProcessMedia({ clock: this.clock });
  readonly far: { engine: MediaEngine; callId: CallId; heard: Float32Array[]; voice: Float32Array }[] = [];
  readonly speaker: Float32Array[] = [];
  readonly #mine = tone(MINE, 30_000, 0.1);
  #piece = 0;

  async seat(count: number): Promise<CallId[]> {
    for (let i = 0; i < count; i += 1) {
      const engine = createInProcessMedia({ clock: this.clock });
      const callId = CallId.parse(`call-${i}`);
      const codec = codecs[i % codecs.length] as CodecName;
      const offer = await this.middle.makeOffer(callId, options(codec));
      const answer = await engine.makeAnswer(callId, offer, options(codec));
      if (!answer.ok) throw new Error(answer.error);
      await this.middle.takeAnswer(callId, answer.sdp);
      engine.setActive(callId);
      this.far.push({ engine, callId, heard: [], voice: tone(HZ[i] as number, 30_000, 0.1) });
    }
    return this.far.map(({ callId }) => callId);
  }

  async run(ms: number, microphone = true): Promise<void> {
    for (const { heard } of [...this.far, { heard: this.speaker }]) heard.length = 0;
    for (const end = this.#piece + ms / 5; this.#piece < end; this.#piece += 1) {
      const at = this.#piece * PIECE;
      this.clock.advance(5);
      if (microphone) this.middle.pushCapture(this.#mine.subarray(at, at + PIECE));
      this.speaker.push(this.middle.pullPlayback(PIECE));
      for (const { engine, voice, heard } of this.far) {
        engine.pushCapture(voice.subarray(at, at + PIECE));
        heard.push(engine.pullPlayback(PIECE));
      }
      await new Promise((done) => setImmediate(() => setImmediate(done)));
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([this.middle, ...this.far.map(({ engine }) => engine)].map((engine) => engine.dispose()));
  }
}

/** The last 250 ms. */
function last(pieces: readonly Float32Array[]): Float32Array {
  const end = pieces.slice(-50);
  const whole = new Float32Array(end.length * PIECE);
  end.forEach((piece, i) => whole.set(piece, i * PIECE));
  return whole;
}

let table: Table | null = null;
const folders: string[] = [];
afterEach(async () => {
  await table?.dispose();
  table = null;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('sessions of one engine in a conference', () => {
  it.each([3, 5, 8])('(%i of them, in all codecs): each far end hears me and the others and never itself, I hear all', async (count) => {
    table = new Table();
    const ids = await table.seat(count);
    table.middle.setConference(ids);
    table.middle.setActive(ids[0] ?? null);
    await table.run(1200);
    const voices = HZ.slice(0, count);
    table.far.forEach(({ heard }, i) => expect(tonesIn(last(heard), [MINE, ...HZ], 0.04), `far end ${i}`).toEqual([MINE, ...voices.filter((_, other) => other !== i)]));
    expect(tonesIn(last(table.speaker), [MINE, ...HZ], 0.04)).toEqual(voices);
    await table.run(1200, false);
    table.far.forEach(({ heard }, i) => expect(tonesIn(last(heard), [MINE, ...HZ], 0.04), `far end ${i}, no microphone`).toEqual(voices.filter((_, other) => other !== i)));
  });

  it('are recorded with me left and all of them right, the tone is heard by everyone, and the file ends with the last call', async () => {
    table = new Table();
    const ids = await table.seat(3);
    const events: MediaEvent[] = [];
    table.middle.onEvent((event) => events.push(event));
    table.middle.setConference(ids);
    table.middle.setActive(ids[0] ?? null);
    await table.run(600);
    const folder = mkdtempSync(join(tmpdir(), 'conference-'));
    folders.push(folder);
    const { file } = await table.middle.startRecording('r', { path: join(folder, 'all'), format: 'wav-48k', callIds: ids, title: '', announcement: null, toneEverySeconds: 15 });
    await table.run(300);
    const early = (pieces: readonly Float32Array[]): Float32Array => last(pieces.slice(0, 50));
    for (const { heard } of table.far) expect(tonesIn(early(heard), [1400], 0.02)).toEqual([1400]);
    expect(tonesIn(early(table.speaker), [1400], 0.02)).toEqual([1400]);
    await table.run(1500);
    for (const callId of ids) await table.middle.close(callId);
    for (let i = 0; i < 100 && !events.some(({ kind }) => kind === 'recordingStopped'); i += 1) await new Promise((done) => setTimeout(done, 10));
    expect(events.filter(({ kind }) => kind === 'recordingStopped')).toMatchObject([{ recordingId: 'r', result: { file, reason: 'calls-ended', detail: '' } }]);
    // Both channels as one: what I said and what they said is in it once each; channels are looked at in the recorder's own tests.
    expect(tonesIn((await readClip(file)).subarray(48_000, 72_000), [MINE, ...HZ], 0.03)).toEqual([MINE, 500, 700, 900]);
  });

  it('hear a file that is played into one of them', async () => {
    table = new Table();
    const ids = await table.seat(2);
    table.middle.setConference(ids);
    table.middle.setActive(ids[0] ?? null);
    await table.run(300);
    await table.middle.playFile(ids[1] as CallId, 'assets/announcements/recording-en.opus');
    const events: MediaEvent[] = [];
    table.middle.onEvent((event) => events.push(event));
    await table.run(3000);
    expect(events.filter(({ kind }) => kind === 'fileStopped')).toEqual([{ kind: 'fileStopped', callId: ids[1], reason: 'ended' }]);
    await expect(table.middle.playFile(ids[0] as CallId, 'package.json')).rejects.toMatchObject({ code: 'FILE_NOT_SOUND' });
  });
});
