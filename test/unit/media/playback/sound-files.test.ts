import { mkdtempSync, rmSync, truncateSync, writeFileSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { FilePlayer, type PlayEnd } from '../../../../electron/media/playback/file-player';
import { openSound, readClip } from '../../../../electron/media/playback/open-sound';
import type { SoundReader } from '../../../../electron/media/playback/sound-reader';
import { goertzel, peak } from '../../../support/sound/signal';
import { tone } from '../../../support/sound/tones';
import { seededRandom } from '../../../support/random';

const has = (program: string): boolean => { try { execFileSync('which', [program]); return true; } catch { return false; } };
const folders: string[] = [];
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }); });
function temporary(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sounds-'));
  folders.push(folder);
  return join(folder, name);
}

/** A 440 Hz tone of two seconds as another program writes it. */
function made(name: string, ...how: string[]): string {
  const file = temporary(name);
  execFileSync('sox', ['-n', ...how, file, 'synth', '2', 'sine', '440', 'vol', '0.5']);
  return file;
}

describe.skipIf(!has('sox'))('a WAV file', () => {
  it.each([
    ['8 kHz, 16 bit', ['-r', '8000', '-c', '1', '-b', '16']], ['44.1 kHz, stereo', ['-r', '44100', '-c', '2', '-b', '16']], ['22.05 kHz, 8 bit', ['-r', '22050', '-c', '1', '-b', '8']],
    ['48 kHz, 24 bit', ['-r', '48000', '-c', '1', '-b', '24']], ['96 kHz, 32 bit', ['-r', '96000', '-c', '1', '-b', '32']], ['48 kHz, float', ['-r', '48000', '-c', '1', '-b', '32', '-e', 'floating-point']],
  ])('of %s plays at its pitch, loudness and length', async (_name, how) => {
    const pcm = await readClip(made('a.wav', ...how));
    expect(pcm.length / 48_000).toBeCloseTo(2, 1);
    expect(goertzel(pcm.subarray(12_000, 84_000), 440)).toBeCloseTo(0.5, 1);
  });

  it('tells its length, also where its recorder was cut off', async () => {
    const file = made('cut.wav', '-r', '16000', '-c', '1', '-b', '16');
    const whole = await openSound(file);
    expect(whole.durationMs).toBeCloseTo(2000, -1);
    await whole.close();
    truncateSync(file, Math.floor(statSync(file).size / 2));
    const cut = await openSound(file);
    expect(cut.durationMs).toBeCloseTo(1000, -2);
    await cut.close();
  });

  it.skipIf(!has('opusenc'))('as Ogg Opus of another encoder plays the same', async () => {
    const wav = made('b.wav', '-r', '48000', '-c', '2', '-b', '16');
    const opus = temporary('b.opus');
    execFileSync('opusenc', ['--quiet', wav, opus]);
    const reader = await openSound(opus);
    expect(reader.durationMs).toBeCloseTo(2000, -1);
    await reader.close();
    const pcm = await readClip(opus);
    expect(pcm.length / 48_000).toBeCloseTo(2, 1);
    expect(goertzel(pcm.subarray(12_000, 84_000), 440)).toBeCloseTo(0.5, 1);
  });
});

describe('a file that is no sound', () => {
  it.each([
    ['text', Buffer.from('hello, this is a letter and nothing else')], ['empty', Buffer.alloc(0)], ['WAV without sound', Buffer.from('RIFF\u0000\u0000\u0000\u0000WAVE', 'latin1')],
    ['Ogg of something else', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(100)])],
  ])('(%s) is refused by name', async (_name, octets) => {
    const file = temporary('x.bin');
    writeFileSync(file, octets);
    await expect(openSound(file)).rejects.toMatchObject({ code: 'FILE_NOT_SOUND' });
  });

  it('or is not there, or a folder, is told as well', async () => {
    await expect(openSound(temporary('none.wav'))).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
    await expect(openSound(tmpdir())).rejects.toMatchObject({ name: 'SoundFileError' });
  });

  it('in any way damaged, never throws anything else and ends', async () => {
    const random = seededRandom(7);
    const source = readFileSync(resolve('assets/announcements/recording-en.opus'));
    for (let round = 0; round < 150; round += 1) {
      const octets = Buffer.from(source.subarray(0, Math.floor(random() * source.length)));
      for (let i = 0; i < 20; i += 1) if (octets.length > 0) octets[Math.floor(random() * octets.length)] = Math.floor(random() * 256);
      const file = temporary('fuzz.opus');
      writeFileSync(file, octets);
      await readClip(file).catch((error: unknown) => expect(error).toMatchObject({ name: 'SoundFileError' }));
    }
  }, 20_000);
});

describe('the announcements', () => {
  it.each(['en', 'fr'])('in %s are a spoken sentence of a few seconds, not too loud', async (language) => {
    const pcm = await readClip(resolve(`assets/announcements/recording-${language}.opus`));
    expect(pcm.length / 48_000).toBeGreaterThan(1);
    expect(pcm.length / 48_000).toBeLessThan(5);
    expect(peak(pcm)).toBeGreaterThan(0.1);
    expect(peak(pcm)).toBeLessThan(0.6);
  });
});

describe('a file player', () => {
  class Pieces implements SoundReader {
    readonly durationMs = null;
    closed = false;
    #left: Float32Array[];
    constructor(pcm: Float32Array, piece: number) {
      this.#left = Array.from({ length: Math.ceil(pcm.length / piece) }, (_, i) => pcm.slice(i * piece, (i + 1) * piece));
    }
    read(): Promise<Float32Array | null> { return Promise.resolve(this.#left.shift() ?? null); }
    close(): Promise<void> { this.closed = true; return Promise.resolve(); }
  }
  const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

  it('gives both ends the same sound in step, then closes', async () => {
    const reader = new Pieces(tone(700, 3000, 0.5), 7000);
    const ends: PlayEnd[] = [];
    const player = new FilePlayer(reader, (reason) => ends.push(reason));
    await turn();
    const [far, near] = [new Float32Array(160_000), new Float32Array(160_000)];
    for (let at = 0; at + 240 <= far.length && !player.done; at += 240) {
      player.mixFar(far.subarray(at, at + 240));
      player.mixNear(near.subarray(at, at + 240));
      await turn();
    }
    expect(ends).toEqual(['ended']);
    expect(reader.closed).toBe(true);
    expect(goertzel(far.subarray(24_000, 120_000), 700)).toBeCloseTo(0.35, 2);
    expect(near).toEqual(far);
  });

  it('plays to its end also where only the far end listens', async () => {
    const ends: PlayEnd[] = [];
    const player = new FilePlayer(new Pieces(tone(700, 500), 6000), (reason) => ends.push(reason));
    for (let i = 0; i < 400 && !player.done; i += 1) {
      player.mixFar(new Float32Array(240));
      await turn();
    }
    expect(ends).toEqual(['ended']);
  });

  it('tells a file that breaks off, and a stop', async () => {
    const ends: PlayEnd[] = [];
    const broken = new FilePlayer({ durationMs: null, read: () => Promise.reject(new Error('EIO')), close: () => Promise.resolve() }, (reason) => ends.push(reason));
    await turn();
    expect(broken.done).toBe(true);
    new FilePlayer(new Pieces(tone(700, 500), 6000), (reason) => ends.push(reason)).stop();
    expect(ends).toEqual(['failed', 'stopped']);
  });
});
