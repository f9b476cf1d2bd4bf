import { describe, expect, test } from 'vitest';
import { frontCall, incomingCall, isLive, otherCalls } from '../../../../renderer/state/calls';
import { call, remote, talking } from '../../../support/ui/fake-data';

const party = remote('201');
const held = call('held', party, talking(90_000, true));
const running = call('running', party, talking(9_000));
const ringingHere = call('ringing', party, { kind: 'incoming', silenced: false });
const over = call('over', party, { kind: 'ended', endedAtEpochMs: 0, answeredAtEpochMs: null, cause: { code: 'busy', by: 'remote', sipStatus: 486, reason: null } });
const dialling = call('dialling', party, { kind: 'dialling' });

describe('the call in the middle', () => {
  test('is the one being set up, then the one one talks in, then a held one, then one just over', () => {
    expect(frontCall([over, held, running, dialling, ringingHere])?.id).toBe('dialling');
    expect(frontCall([over, held, running])?.id).toBe('running');
    expect(frontCall([over, held])?.id).toBe('held');
    expect(frontCall([over])?.id).toBe('over');
    expect(frontCall([ringingHere])).toBeNull();
    expect(frontCall([])).toBeNull();
  });

  test('of two held calls the newer one', () => {
    const older = call('older', party, talking(90_000, true), { startedAtEpochMs: 1 });
    expect(frontCall([older, held])?.id).toBe('held');
  });
});

test('the other call is a live one beside it', () => {
  expect(otherCalls([running, held]).map((call) => call.id)).toEqual(['held']);
  expect(otherCalls([running, over, ringingHere])).toEqual([]);
});

test('a call that rings here is not live, and the first to ring is shown', () => {
  expect(isLive(ringingHere)).toBe(false);
  expect(incomingCall([running, ringingHere, { ...ringingHere, id: call('second', party, ringingHere.phase).id }])?.id).toBe('ringing');
});
