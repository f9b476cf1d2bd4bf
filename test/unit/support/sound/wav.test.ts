import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWav, writeWav } from '../../../support/sound/wav';

describe('a wav file', () => {
  const pcm = Float32Array.from({ length: 4_800 }, (_, i) => Math.round(8_000 * Math.sin(i / 10)) / 32_768);
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wav-'));
    file = join(folder, 'some.wav');
    await writeWav(file, pcm);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is read as it was written', async () => {
    const read = await readWav(file);
    expect(read).toHaveLength(pcm.length);
    expect(Math.max(...read.map((x, i) => Math.abs(x - (pcm[i] ?? 0))))).toBeLessThan(1e-4);
  });

  it('is read up to its end while whoever writes it has not told its size', async () => {
    const bytes = await readFile(file);
    bytes.writeUInt32LE(0, 40);
    await writeFile(file, bytes.subarray(0, 44 + 2_000));
    expect(await readWav(file)).toHaveLength(1_000);
  });
});
