import type { CaptureOrder, MicrophoneChunk } from './messages';
import { PiecePool } from './piece-pool';
import { Resampler } from './resampler';

const RATE = 48_000;

/**
 * Reads microphones beside the audio thread. A MediaStreamAudioSourceNode would be simpler, but its queue keeps
 * every delay it ever met (a busy machine adds tens of ms that never go away); this one has no queue to fill.
 */
self.onmessage = (event: MessageEvent<CaptureOrder>): void => {
  void capture(event.data.readable, event.data.port);
};

async function capture(readable: ReadableStream<AudioData>, port: MessagePort): Promise<void> {
  const reader = readable.getReader();
  let resampler = new Resampler(RATE, RATE);
  const pool = new PiecePool();
  // The worklet sends each piece back when it has passed it on.
  port.onmessage = (event: MessageEvent<MicrophoneChunk>): void => pool.give(event.data.pcm);
  try {
    for (;;) {
      const { value: data, done } = await reader.read();
      if (done) break;
      const mono = mixDown(data, pool);
      const { sampleRate } = data;
      data.close();
      if (resampler.from !== sampleRate) resampler = new Resampler(sampleRate, RATE);
      const chunk: MicrophoneChunk = { pcm: resampler.process(mono) };
      if (chunk.pcm !== mono) pool.give(mono);
      if (chunk.pcm.length > 0) port.postMessage(chunk, [chunk.pcm.buffer]);
    }
  } catch {
    // The track was taken away in mid-read; the page sees it end and opens another.
  }
  port.close();
}

function mixDown(data: AudioData, pool: PiecePool): Float32Array<ArrayBuffer> {
  const mono = pool.take(data.numberOfFrames);
  data.copyTo(mono, { planeIndex: 0, format: 'f32-planar' });
  if (data.numberOfChannels < 2) return mono;
  const other = pool.take(data.numberOfFrames);
  for (let channel = 1; channel < data.numberOfChannels; channel += 1) {
    data.copyTo(other, { planeIndex: channel, format: 'f32-planar' });
    for (let i = 0; i < mono.length; i += 1) mono[i] = (mono[i] ?? 0) + (other[i] ?? 0);
  }
  for (let i = 0; i < mono.length; i += 1) mono[i] = (mono[i] ?? 0) / data.numberOfChannels;
  pool.give(other);
  return mono;
}
