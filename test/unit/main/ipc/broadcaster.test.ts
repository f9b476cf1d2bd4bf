import { expect, it, vi } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports/log';
import type { WindowKind } from '../../../../electron/contract/app';
import { defaultSettings } from '../../../../electron/contract/settings';
import { Broadcaster, type EventTarget } from '../../../../electron/main/ipc/broadcaster';

function targets() {
  return (['phone', 'ring', 'audio'] as WindowKind[]).map((kind) => ({ kind, send: vi.fn<EventTarget['send']>() }));
}

it('tells an event only to the windows it is for', () => {
  const all = targets();
  new Broadcaster(() => all, silentLog).broadcast('settings:changed', defaultSettings);
  expect(all.filter(({ send }) => send.mock.calls.length > 0).map(({ kind }) => kind)).toEqual(['phone', 'ring']);
  expect(all[0]?.send).toHaveBeenCalledWith('settings:changed', defaultSettings);
});

it('strips what the contract does not name, and sends nothing that breaks it', () => {
  const all = targets();
  const { broadcast } = new Broadcaster(() => all, silentLog);
  broadcast('history:changed', { missedCount: 2, secret: 'x' } as { missedCount: number });
  expect(all[0]?.send).toHaveBeenCalledWith('history:changed', { missedCount: 2 });
  broadcast('history:changed', { missedCount: 'two' } as unknown as { missedCount: number });
  expect(all[0]?.send).toHaveBeenCalledTimes(1);
});
