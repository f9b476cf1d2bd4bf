import { goertzel, RATE, rms } from '../sound/signal';
import { allUnderstood, understood, type SpeechBounds, type SpeechFindings } from '../sound/speech-check';
import { type Desk, sinks } from './desk';
import { sentence } from './sentence';
import { pause } from './until';

const SECONDS = 3;
const TAIL_MS = 900;

/**
 * Speaks into one sink and listens at another, again where a stall of the machine tore it. Throws, with what was torn,
 * where it is never understood; see understood().
 */
export async function hears(desk: Desk, mouth: string, ear: string, options: { bounds?: SpeechBounds; tries?: number } = {}): Promise<SpeechFindings> {
  const spoken = await sentence(SECONDS);
  return understood(spoken, async () => {
    const recorder = await desk.listen(ear);
    const from = recorder.position;
    await desk.pulse.play(mouth, spoken);
    await pause(TAIL_MS);
    return (await recorder.stop()).subarray(from);
  }, { ...options, who: `${mouth} at ${ear}` });
}

/** Our microphone to the peer's ear. */
export const peerHearsUs = (desk: Desk, options: { bounds?: SpeechBounds } = {}): Promise<SpeechFindings> => hears(desk, sinks.mouth, sinks.farEar, options);
/** The peer's mouth to our speaker. */
export const weHearPeer = (desk: Desk): Promise<SpeechFindings> => hears(desk, sinks.farMouth, sinks.speaker);
/** Our microphone to our own speaker, by way of an echo. */
export const weHearOurselves = (desk: Desk, options: { bounds?: SpeechBounds } = {}): Promise<SpeechFindings> => hears(desk, sinks.mouth, sinks.speaker, options);

/** We and the peer talk at once, and each must understand the other; again where a stall of the machine tore either. */
export async function hearEachOther(desk: Desk): Promise<void> {
  const [ours, theirs] = [await sentence(SECONDS), await sentence(SECONDS, 'demo-instruct')];
  await allUnderstood(async () => {
    const recorders = await Promise.all([desk.listen(sinks.farEar), desk.listen(sinks.speaker)]);
    const from = recorders.map(({ position }) => position);
    await Promise.all([desk.pulse.play(sinks.mouth, ours), desk.pulse.play(sinks.farMouth, theirs)]);
    await pause(TAIL_MS);
    const [there, here] = await Promise.all(recorders.map(async (recorder, at) => (await recorder.stop()).subarray(from[at])));
    if (there === undefined || here === undefined) throw new Error('nothing was recorded');
    return [{ who: 'we, heard by the peer,', said: ours, heard: there }, { who: 'the peer, heard by us,', said: theirs, heard: here }];
  });
}

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
