import { compareSpeech, type SpeechLikeness } from '../sound/speech-likeness';
import { goertzel, RATE, rms } from '../sound/signal';
import { type Desk, sinks } from './desk';
import { sentence } from './sentence';
import { pause } from './until';

/**
 * Speech of another sentence is at most 0.4 alike in loudness over time, the same sentence through a phone 0.8 and more;
 * a machine that is busy with other things lies between.
 */
export const HEARD = 0.55;
const TAIL_MS = 900;

/**
 * Speaks into one sink and listens at another: how alike is what came out? Said again, up to `attempts` times, while it
 * is less than HEARD: a machine busy with other things can only make it worse, never better.
 */
export async function heardSpeech(desk: Desk, mouth: string, ear: string, options: { seconds?: number; attempts?: number } = {}): Promise<SpeechLikeness> {
  const { seconds = 3, attempts = 5 } = options;
  const spoken = await sentence(seconds);
  let best: SpeechLikeness | null = null;
  for (let attempt = 0; attempt < attempts && (best === null || best.envelope < HEARD); attempt += 1) {
    const recorder = await desk.listen(ear);
    const from = recorder.position;
    await desk.pulse.play(mouth, spoken);
    await pause(TAIL_MS);
    const found = compareSpeech(spoken, (await recorder.stop()).subarray(from));
    if (best === null || found.envelope > best.envelope) best = found;
  }
  if (best === null) throw new Error('nothing was tried');
  return best;
}

/** Our microphone to the peer's ear. */
export const heardByPeer = (desk: Desk): Promise<SpeechLikeness> => heardSpeech(desk, sinks.mouth, sinks.farEar);
/** The peer's mouth to our speaker. */
export const heardByUs = (desk: Desk): Promise<SpeechLikeness> => heardSpeech(desk, sinks.farMouth, sinks.speaker);

/** Plays a sine into a sink until stopped. */
export function hum(desk: Desk, mouth: string, frequencyHz: number, seconds = 30): () => Promise<void> {
  const pcm = Float32Array.from({ length: seconds * RATE }, (_, i) => 0.3 * Math.sin((2 * Math.PI * frequencyHz * i) / RATE));
  return desk.pulse.playOn(mouth, pcm);
}

/** Loudness at a sink over the next `ms`: of everything (rms) and of one frequency (amplitude). */
export async function loudness(desk: Desk, ear: string, frequencyHz: number, ms = 600): Promise<{ rms: number; tone: number }> {
  const recorder = await desk.listen(ear);
  await pause(ms);
  const pcm = await recorder.stop();
  return { rms: rms(pcm), tone: goertzel(pcm, frequencyHz) };
}
