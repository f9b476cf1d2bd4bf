import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path, { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RecordingFormat } from '../../../../electron/calls/ports/recording';
import { oggCrc } from '../../../../electron/media/recorder/ogg-page';
import { Recorder } from '../../../../electron/media/recorder/recorder';
import { nodeFileSystem, type FileSystem } from '../../../../electron/media/recorder/recording-file';
import { FakeClock } from '../../../support/fake-clock';
import { goertzel, rms } from '../../../support/sound/signal';
import { tone } from '../../../support/sound/tones';

const PIECE = 240;
const MINE = 500;
const THEIRS = 1300;
const has = (program: string): boolean => { try { execFileSync('which', [program]); return true; } catch { return false; } };

const folders: string[] = [];
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }); });
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recorder-'));
  folders.push(folder);
  return folder;
}

interface Talk { seconds: number; mine?: (second: number) => boolean; theirs?: (second: number) => boolean }

/** Says and hears tones for a while; `mine` and `theirs` say in which seconds there is any sound. */
async function talk(recorder: Recorder, clock: FakeClock, { seconds, mine = () => true, theirs = () => true }: Talk): Promise<void> {
  const [said, heard] = [tone(MINE, seconds * 1000), tone(THEIRS, seconds * 1000)];
  for (let at = 0; at < said.length; at += PIECE) {
    const now = at / 48_000;
    if (mine(now)) recorder.said(said.subarray(at, at + PIECE));
    if (theirs(now)) recorder.heard(heard.subarray(at, at + PIECE));
    clock.advance(5);
    if (at % 4800 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function record(format: RecordingFormat, what: Talk, files?: FileSystem): Promise<{ file: string; result: Awaited<ReturnType<Recorder['stop']>>; clock: FakeClock }> {
  const clock = new FakeClock();
  const recorder = await Recorder.start({ clock, path: join(newFolder(), 'deep', 'a call'), format, title: 'a call', onFailed: () => {}, ...(files ? { files } : {}) });
  await talk(recorder, clock, what);
  const result = await recorder.stop('asked');
  return { file: recorder.file, result, clock };
}

/** Both channels at 48 kHz as opusdec and sox, which we did not write, read them. */
function decoded(file: string): { left: Float32Array; right: Float32Array } {
  const wav = file.endsWith('.opus') ? path.join(newFolder(), 'decoded.wav') : file;
  if (wav !== file) execFileSync('opusdec', ['--quiet', '--float', '--rate', '48000', file, wav], { stdio: 'ignore' });
  const raw = execFileSync('sox', [wav, '-t', 'f32', '-r', '48000', '-'], { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
  const both = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
  return { left: both.filter((_, i) => i % 2 === 0), right: both.filter((_, i) => i % 2 === 1) };
}

const second = (pcm: Float32Array, from: number, length = 0.5): Float32Array => pcm.subarray(from * 48_000, (from + length) * 48_000);

describe('an Ogg page', () => {
  it('has the checksum of the reference', () => {
    // The CRC-32 with polynomial 0x04c11db7, not reflected, from 0, of "123456789" (CRC-32/CKSUM without length and inversion).
    expect(oggCrc(Buffer.from('123456789'))).toBe(0x89a1897f);
  });
});

describe.skipIf(!has('opusdec') || !has('sox'))('a recording, as other programs read it', () => {
  it.each<[RecordingFormat, number]>([['opus', 48_000], ['wav-48k', 48_000], ['wav-16k', 16_000]])('in %s has me left and them right', async (format, rate) => {
    const { file, result } = await record(format, { seconds: 4 });
    if (format !== 'opus') {
      const fact = (which: string): number => Number(execFileSync('soxi', [which, file], { encoding: 'utf8' }));
      expect([fact('-c'), fact('-r'), fact('-b')]).toEqual([2, rate, 16]);
      expect(fact('-D')).toBeCloseTo(4.2, 1);
    }
    expect(result).toMatchObject({ file, reason: 'asked', detail: '', durationMs: 4200 });
    const { left, right } = decoded(file);
    expect(left.length / 48_000).toBeCloseTo(4.2, 1);
    expect(goertzel(second(left, 2), MINE)).toBeGreaterThan(0.14);
    expect(goertzel(second(right, 2), THEIRS)).toBeGreaterThan(0.14);
    // What crosses over is 30 dB below.
    expect(goertzel(second(left, 2), THEIRS)).toBeLessThan(0.006);
    expect(goertzel(second(right, 2), MINE)).toBeLessThan(0.006);
  });

  it.skipIf(!has('opusinfo'))('is a stream that opusinfo finds nothing to complain of', async () => {
    const { file } = await record('opus', { seconds: 3 });
    const told = execFileSync('opusinfo', [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(told).toContain('TITLE=a call');
    expect(told).toContain('Page duration:   1000.0ms (max)');
    expect(told).toMatch(/Playback length: 0m:03\.\d+s/);
    expect(told).not.toMatch(/WARNING|ERROR|hole|invalid/i);
  });

  it('keeps both sides in step and has silence where one said nothing', async () => {
    const { file } = await record('wav-48k', { seconds: 8, mine: (at) => at < 2 || at >= 5, theirs: (at) => at < 3 || at >= 6 });
    const { left, right } = decoded(file);
    expect(rms(second(left, 3, 1.5))).toBeLessThan(0.001);
    expect(rms(second(right, 4, 1.5))).toBeLessThan(0.001);
    const onset = (pcm: Float32Array, from: number): number => pcm.findIndex((sample, i) => i > from * 48_000 && Math.abs(sample) > 0.05) / 48_000;
    expect(onset(left, 3)).toBeGreaterThan(5.1);
    expect(onset(left, 3)).toBeLessThan(5.3);
    expect(onset(right, 4) - onset(left, 3)).toBeCloseTo(1, 1);
  });

  it.each<RecordingFormat>(['opus', 'wav-16k'])('cut off without a goodbye, in %s, plays up to the last second', async (format) => {
    const clock = new FakeClock();
    const recorder = await Recorder.start({ clock, path: join(newFolder(), 'cut'), format, title: '', onFailed: () => {} });
    await talk(recorder, clock, { seconds: 5 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    // As the file lies there now, with nobody to finish it.
    const { left, right } = decoded(recorder.file);
    expect(left.length / 48_000).toBeGreaterThan(3.9);
    expect(goertzel(second(left, 3), MINE)).toBeGreaterThan(0.14);
    expect(goertzel(second(right, 3), THEIRS)).toBeGreaterThan(0.14);
    await recorder.stop('asked');
  });
});

describe('a recording', () => {
  it('never overwrites a file that is there', async () => {
    const clock = new FakeClock();
    const path = join(newFolder(), 'same');
    const first = await Recorder.start({ clock, path, format: 'wav-16k', title: '', onFailed: () => {} });
    const other = await Recorder.start({ clock, path, format: 'wav-16k', title: '', onFailed: () => {} });
    expect([first.file, other.file]).toEqual([`${path}.wav`, `${path} (2).wav`]);
    await Promise.all([first.stop('asked'), other.stop('asked')]);
    expect(statSync(first.file).size).toBeGreaterThan(44);
    expect(clock.pending).toBe(0);
  });

  it('says so when its folder cannot be made', async () => {
    const file = join(newFolder(), 'no folder');
    await nodeFileSystem.create(file).then((handle) => handle.close());
    await expect(Recorder.start({ clock: new FakeClock(), path: join(file, 'x'), format: 'opus', title: '', onFailed: () => {} })).rejects.toMatchObject({ code: expect.stringMatching(/ENOTDIR|EEXIST/) as string });
  });

  it('ends on a full disk with that as the reason, and what was written stays', async () => {
    let room = 200_000;
    let failed = 0;
    const full: FileSystem = {
      ...nodeFileSystem,
      create: async (file) => {
        const handle = await nodeFileSystem.create(file);
        return {
          close: () => handle.close(), datasync: () => handle.datasync(),
          write: (async (octets: Buffer, from: number, length: number, place: number) => {
            room -= length;
            if (room < 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
            return handle.write(octets, from, length, place);
          }) as typeof handle.write,
        };
      },
    };
    const clock = new FakeClock();
    const recorder = await Recorder.start({ clock, path: join(newFolder(), 'full'), format: 'wav-16k', title: '', onFailed: () => { failed += 1; }, files: full });
    await talk(recorder, clock, { seconds: 6 });
    expect(failed).toBe(1);
    expect(await recorder.stop('failed')).toMatchObject({ reason: 'disk-full', detail: expect.stringContaining('ENOSPC') as string });
    const header = (await readFile(recorder.file)).subarray(0, 44);
    expect(header.readUInt32LE(40)).toBeGreaterThan(100_000);
    expect(header.readUInt32LE(40)).toBeLessThanOrEqual(statSync(recorder.file).size - 44);
  });

  it('ends on a disk that does not keep up, in bounded memory, and is not waited for', async () => {
    let failed = 0;
    const stuck: FileSystem = { ...nodeFileSystem, create: async () => ({ write: (() => new Promise(() => {})) as never, close: () => new Promise(() => {}), datasync: () => new Promise(() => {}) }) };
    const clock = new FakeClock();
    const recorder = await Recorder.start({ clock, path: join(newFolder(), 'stuck'), format: 'wav-48k', title: '', onFailed: () => { failed += 1; }, files: stuck });
    await talk(recorder, clock, { seconds: 40 });
    expect(failed).toBe(1);
    expect(await recorder.stop('failed')).toMatchObject({ reason: 'disk-slow' });
  }, 20_000);

  it('takes well under a millisecond of the sound\'s time for each piece', async () => {
    const clock = new FakeClock();
    const recorder = await Recorder.start({ clock, path: join(newFolder(), 'quick'), format: 'opus', title: '', onFailed: () => {} });
    const piece = tone(MINE, 5);
    const times: number[] = [];
    for (let i = 0; i < 2000; i += 1) {
      const before = performance.now();
      recorder.said(piece);
      recorder.heard(piece);
      times.push(performance.now() - before);
      clock.advance(5);
    }
    await recorder.stop('asked');
    expect(times.toSorted((a, b) => a - b)[1900]).toBeLessThan(0.5);
    expect(readFileSync(recorder.file).subarray(0, 4).toString()).toBe('OggS');
  });
});
