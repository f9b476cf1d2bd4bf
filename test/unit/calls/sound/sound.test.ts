import { describe, expect, it } from 'vitest';
import type { CallState } from '../../../../electron/calls/machine/call-state';
import { endedBy, refusedBy } from '../../../../electron/calls/machine/end-cause';
import { END_TONE_MS, soundOf, type SoundingCall } from '../../../../electron/calls/sound/sound';
import { CallId } from '../../../../electron/contract/ids';

let serial = 0;
function call(state: CallState, direction: 'outgoing' | 'incoming' = 'outgoing'): SoundingCall {
  serial += 1;
  return { id: CallId.parse(`call-${serial}`), direction, state, turnedTo: serial };
}
const established = (held: boolean): CallState => ({
  kind: 'established', answeredAtEpochMs: 0, localHold: held, wantHold: held, offeredHold: held, remoteHold: false, exchange: 'none', refreshNeeded: false, backingOff: false,
});
const ringing = (mediaFlows: boolean): CallState => ({ kind: 'ringing', alerting: true, earlyMedia: mediaFlows, mediaFlows, mediaLost: false });
const incoming = (silenced = false): CallState => ({ kind: 'incoming', silenced, offer: null });

describe('the sound of the calls', () => {
  it('is silence without calls', () => {
    expect(soundOf([], 0)).toEqual({ active: null, stream: false, speaker: null, ringer: null });
  });
  it('rings on the ringer, and not when silenced', () => {
    expect(soundOf([call(incoming(), 'incoming')], 0)).toMatchObject({ ringer: 'ring', speaker: null, stream: false });
    expect(soundOf([call(incoming(true), 'incoming')], 0).ringer).toBeNull();
  });
  it('knocks in the ear instead of ringing while talking', () => {
    const talking = call(established(false));
    expect(soundOf([talking, call(incoming(), 'incoming')], 0)).toMatchObject({ active: talking.id, ringer: null, speaker: 'callWaiting' });
  });
  it('is that of the call the user turned to last, whatever the others do', () => {
    const dialled = call(ringing(true));
    const answered = call(established(false), 'incoming');
    expect(soundOf([dialled, answered], 0)).toMatchObject({ active: answered.id, speaker: null });
    expect(soundOf([call(ringing(false)), call(established(false), 'incoming')], 0).speaker).toBeNull();
    const dialledSince = call(ringing(false));
    expect(soundOf([dialledSince, answered], 0)).toMatchObject({ active: dialledSince.id, speaker: 'ringback' });
  });
  it('plays ring-back until early media really flows', () => {
    expect(soundOf([call(ringing(false))], 0).speaker).toBe('ringback');
    expect(soundOf([call(ringing(true))], 0).speaker).toBeNull();
  });
  it('lets go of the microphone as soon as hold is pressed', () => {
    const held: CallState = { ...(established(false) as CallState & { kind: 'established' }), wantHold: true };
    expect(soundOf([call(held)], 0)).toMatchObject({ active: null, stream: false });
  });
  it('plays busy after 486 for a while, congestion for other refusals, nothing when we ended it', () => {
    const refused = (status: number): SoundingCall => call({ kind: 'ended', answeredAtEpochMs: null, endedAtEpochMs: 0, cause: refusedBy({ status, reason: '' }) });
    expect(soundOf([refused(486)], 10).speaker).toBe('busy');
    expect(soundOf([refused(486)], END_TONE_MS).speaker).toBeNull();
    expect(soundOf([refused(503)], 10).speaker).toBe('congestion');
    expect(soundOf([call({ kind: 'ended', answeredAtEpochMs: null, endedAtEpochMs: 0, cause: endedBy('local', 'cancelled') })], 10).speaker).toBeNull();
  });
});
