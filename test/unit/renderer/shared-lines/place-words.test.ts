import { describe, expect, it } from 'vitest';
import { AppearanceAction, AppearanceState } from '../../../../electron/contract/shared-lines';
import type { SharedAppearance } from '../../../../electron/contract';
import { makeText } from '../../../../renderer/i18n/catalog';
import { actionWords, faceOf } from '../../../../renderer/shared-lines/place-words';

const place = (part: Partial<SharedAppearance>): SharedAppearance => ({ index: 1, state: 'idle', here: false, callId: null, who: null, action: 'none', ...part });

describe('a place of a shared line in words', () => {
  const text = makeText('en');

  it('says how it stands and with whom', () => {
    expect(faceOf(place({ state: 'held', who: 'Marie' }), text)).toMatchObject({ words: 'On hold: Marie', look: 'held' });
    expect(faceOf(place({ state: 'active', who: 'Marie', here: true }), text)).toMatchObject({ words: 'You: Marie', look: 'here' });
    expect(faceOf(place({ state: 'active' }), text)).toMatchObject({ words: 'In use', look: 'busy' });
    expect(faceOf(place({ state: 'seized', here: true }), text)).toMatchObject({ words: 'Yours: dial a number' });
    expect(faceOf(place({ state: 'seized' }), text)).toMatchObject({ words: 'Somebody is dialling' });
  });

  it.each(['en', 'fr'] as const)('has different words for each state, and words for each action but none (%s)', (language) => {
    const words = AppearanceState.options.map((state) => faceOf(place({ state }), makeText(language)).words);
    expect(new Set(words).size).toBe(words.length);
    for (const action of AppearanceAction.options) expect(actionWords(place({ action }), makeText(language)) === null).toBe(action === 'none');
  });
});
