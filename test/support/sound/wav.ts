import { readFile, writeFile } from 'node:fs/promises';
import { RATE, resample } from './signal';

/** Reads a 16-bit PCM wav, also one that is still being written, and answers its first channel at 48 kHz. */
export async function readWav(file: string): Promise<Float32Array> {
  const data = await readFile(file);
  if (data.toString('latin1', 0, 4) !== 'RIFF' || data.toString('latin1', 8, 12) !== 'WAVE') throw new Error(`${file} is not a wav`);
  let rate = RATE;
  let channels = 1;
  for (let at = 12; at + 8 <= data.length;) {
    const kind = data.toString('latin1', at, at + 4);
    // Whoever writes fills in the size of the samples when all are there.
    const told = data.readUInt32LE(at + 4);
    const size = kind === 'data' && told === 0 ? data.length - at - 8 : told;
    const body = data.subarray(at + 8, at + 8 + size);
    if (kind === 'fmt ') {
      channels = body.readUInt16LE(2);
      rate = body.readUInt32LE(4);
      if (body.readUInt16LE(0) !== 1 || body.readUInt16LE(14) !== 16) throw new Error(`${file} is not 16-bit PCM`);
    }
    if (kind === 'data') {
      const pcm = new Float32Array(Math.floor(body.length / 2 / channels));
      for (let i = 0; i < pcm.length; i += 1) pcm[i] = body.readInt16LE(i * channels * 2) / 32_768;
      return resample(pcm, rate, RATE);
    }
    at += 8 + size + (size % 2);
  }
  throw new Error(`${file} holds no samples`);
}

/** Writes mono samples at 48 kHz as a 16-bit wav. */
export async function writeWav(file: string, pcm: Float32Array): Promise<void> {
  const data = Buffer.alloc(44 + pcm.length * 2);
  data.write('RIFF', 0, 'latin1');
  data.writeUInt32LE(36 + pcm.length * 2, 4);
  data.write('WAVEfmt ', 8, 'latin1');
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(RATE * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36, 'latin1');
  data.writeUInt32LE(pcm.length * 2, 40);
  pcm.forEach((sample, i) => data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + i * 2));
  await writeFile(file, data);
}
