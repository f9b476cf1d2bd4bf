import { speech as practiceVoice } from '../codec-signals';
import { RATE } from '../sound/signal';
import { speech } from '../sound/speech';

/** Real speech to say into a microphone, 48 kHz: Debian's recordings where they are installed, else the app's own practice voice. */
export async function sentence(seconds: number, name = 'demo-congrats'): Promise<Float32Array> {
  const recorded = await speech(name);
  const pcm = recorded !== null && recorded.length >= seconds * RATE ? recorded : practiceVoice(48_000, seconds);
  return pcm.subarray(0, seconds * RATE);
}
