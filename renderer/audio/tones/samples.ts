import type { ToneName } from '../../../electron/contract/audio';
import { tonesOf } from './countries';
import { render } from './render';
import { renderRingtone } from './ringtones';
import { attentionTone, hangUpTone, holdReminderTone, keyTone } from './signals';
import type { Tone } from './tone';

/** Samples ready to play. */
export interface ToneSamples {
  pcm: Float32Array<ArrayBuffer>;
  loop: boolean;
}

/** Samples of a tone as the user's country and choice want it, mono at `rate` Hz; null where there is no such key. */
export function toneSamples(tone: ToneName, taste: { region: string; ringtone: string; digit: string | null }, rate: number): ToneSamples | null {
  if (tone === 'ring') return { pcm: renderRingtone(taste.ringtone, rate), loop: true };
  if (tone === 'ringInternal') return { pcm: renderRingtone(internalRingtone(taste.ringtone), rate), loop: true };
  const plan = planOf(tone, taste.region, taste.digit);
  return plan === null ? null : { pcm: render(plan, rate), loop: plan.loop };
}

function planOf(tone: Exclude<ToneName, 'ring' | 'ringInternal'>, region: string, digit: string | null): Tone | null {
  switch (tone) {
    case 'ringback':
    case 'busy':
    case 'congestion':
    case 'callWaiting': return tonesOf(region)[tone];
    case 'attention': return attentionTone;
    case 'hangUp': return hangUpTone;
    case 'holdReminder': return holdReminderTone;
    case 'dtmf': return digit === null ? null : keyTone(digit);
  }
}

/** Calls from the house ring otherwise than those from outside, whatever the user chose for these. */
function internalRingtone(ringtone: string): string {
  return ringtone === 'soft' ? 'digital' : 'soft';
}
