import { expect, it } from 'vitest';
import { floatingWindowsFor, hasLiveCall } from '../../../../electron/main/windows/visibility';
import { callIn, ended, established, incoming } from '../calls-fixture';

it('shows the ring window while a call waits, wherever the phone window is', () => {
  expect(floatingWindowsFor([callIn(incoming)], true)).toEqual({ ring: true, callBar: false });
  expect(floatingWindowsFor([callIn({ kind: 'incoming', silenced: true })], false)).toEqual({ ring: true, callBar: false });
});

it('shows the call bar for a running call only while the phone window is not in front', () => {
  expect(floatingWindowsFor([callIn(established)], false)).toEqual({ ring: false, callBar: true });
  expect(floatingWindowsFor([callIn(established)], true)).toEqual({ ring: false, callBar: false });
  expect(floatingWindowsFor([callIn({ kind: 'dialling' })], false).callBar).toBe(true);
});

it('shows both when a second call waits', () => {
  expect(floatingWindowsFor([callIn(established), callIn(incoming, 'call-2')], false)).toEqual({ ring: true, callBar: true });
});

it('shows nothing for calls that have ended', () => {
  expect(floatingWindowsFor([callIn(ended('missed'))], false)).toEqual({ ring: false, callBar: false });
  expect(hasLiveCall([callIn(ended('hung-up'))])).toBe(false);
  expect(hasLiveCall([callIn(ended('hung-up')), callIn(incoming)])).toBe(true);
});
