/** 16-bit sample of a Float32 one: held at the ends, never wrapped; what is not a number is silence. */
export function toInt16(sample: number): number {
  const scaled = Math.round(sample * 32768);
  if (scaled >= 32767) return 32767;
  if (scaled <= -32768) return -32768;
  return scaled || 0;
}

export function floatToInt16(pcm: Float32Array): Int16Array {
  const out = new Int16Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) out[i] = toInt16(pcm[i] ?? 0);
  return out;
}

export function int16ToFloat(pcm: Int16Array): Float32Array {
  const out = new Float32Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) out[i] = (pcm[i] ?? 0) / 32768;
  return out;
}
