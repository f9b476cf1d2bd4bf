import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports/log';
import { CallNotifications } from '../../../../electron/main/desktop/call-notifications';
import { autostartEntry, autostartFolder, setAutostartEntry } from '../../../../electron/main/desktop/login-item';
import { Power } from '../../../../electron/main/desktop/power';
import type { NotificationRequest } from '../../../../electron/main/desktop/notifications';
import { wordsFor } from '../../../../electron/main/words';
import { callIn, ended, established, incoming } from '../calls-fixture';

describe('notifications of calls', () => {
  function watcher() {
    const shown = new Map<string, NotificationRequest>();
    const options = {
      show: vi.fn((key: string, request: NotificationRequest) => { shown.set(key, request); }), close: vi.fn((key: string) => { shown.delete(key); }),
      words: () => wordsFor('en', 'en'), answer: vi.fn(), decline: vi.fn(), openCall: vi.fn(), callBack: vi.fn(),
    };
    return { shown, options, calls: new CallNotifications(options) };
  }

  it('tells once that a call waits, with Answer and Decline, and takes it away when it is answered', () => {
    const { shown, options, calls } = watcher();
    calls.update([callIn(incoming)]);
    calls.update([callIn({ kind: 'incoming', silenced: true })]);
    expect(options.show).toHaveBeenCalledTimes(1);
    const request = shown.get('call:call-1');
    expect(request).toMatchObject({ title: 'Marie', body: 'Incoming call on Reception', silent: true, lasting: true });
    request?.actions[0]?.run();
    request?.actions[1]?.run();
    request?.onClick();
    expect([options.answer, options.decline, options.openCall].map((each) => each.mock.calls.length)).toEqual([1, 1, 1]);
    calls.update([callIn(established)]);
    expect(shown.size).toBe(0);
  });

  it('tells a missed call, which stays after the call has left the list and calls back on a click', () => {
    const { shown, options, calls } = watcher();
    calls.update([callIn(incoming)]);
    calls.update([callIn(ended('missed'))]);
    calls.update([]);
    expect(shown.get('call:call-1')).toMatchObject({ title: 'Missed call', lasting: false });
    shown.get('call:call-1')?.onClick();
    expect(options.callBack).toHaveBeenCalledWith('+33144556677');
    expect(options.show).toHaveBeenCalledTimes(2);
  });

  it('says nothing of a call that was answered elsewhere or that simply ended', () => {
    const { shown, calls } = watcher();
    calls.update([callIn(incoming)]);
    calls.update([callIn(ended('answered-elsewhere'))]);
    calls.update([callIn(ended('hung-up'), 'call-2')]);
    expect(shown.size).toBe(0);
  });
});

describe('power', () => {
  function rig() {
    const source = new EventEmitter();
    const blocker = { start: vi.fn(() => 7), stop: vi.fn() };
    const listener = { onSuspend: vi.fn(), onResume: vi.fn() };
    return { source, blocker, listener, power: new Power(source, blocker, listener, silentLog) };
  }

  it('keeps the machine awake exactly while a call runs', () => {
    const { blocker, power } = rig();
    for (const running of [false, true, true, false, false]) power.setCallRunning(running);
    expect(blocker.start.mock.calls).toEqual([['prevent-app-suspension']]);
    expect(blocker.stop.mock.calls).toEqual([[7]]);
  });

  it('tells of sleep and wake until it is disposed, and lets the machine sleep then', () => {
    const { source, blocker, listener, power } = rig();
    source.emit('suspend');
    source.emit('resume');
    power.setCallRunning(true);
    power.dispose();
    source.emit('resume');
    expect([listener.onSuspend.mock.calls.length, listener.onResume.mock.calls.length]).toEqual([1, 1]);
    expect(blocker.stop).toHaveBeenCalledWith(7);
    expect(source.eventNames()).toEqual([]);
  });
});

describe('start at login on Linux', () => {
  it('quotes what a shell or a desktop would read otherwise', () => {
    const entry = autostartEntry({ program: '/opt/Side tone/$app', args: ['--profile', 'a"b%c', '--hidden'] });
    expect(entry).toContain('Exec="/opt/Side tone/\\\\$app" --profile "a\\\\"b%%c" --hidden\n');
  });

  it('writes the entry and takes it away again', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'sidetone-autostart-')), 'autostart');
    setAutostartEntry(true, folder, { program: '/usr/bin/sidetone', args: ['--hidden'] });
    expect(readFileSync(join(folder, 'sidetone.desktop'), 'utf8')).toContain('Exec=/usr/bin/sidetone --hidden');
    setAutostartEntry(false, folder, { program: '', args: [] });
    setAutostartEntry(false, folder, { program: '', args: [] });
    expect(existsSync(join(folder, 'sidetone.desktop'))).toBe(false);
    rmSync(join(folder, '..'), { recursive: true });
  });

  it('believes only an absolute XDG_CONFIG_HOME', () => {
    expect(autostartFolder({ XDG_CONFIG_HOME: '/x/cfg' })).toBe('/x/cfg/autostart');
    expect(autostartFolder({ XDG_CONFIG_HOME: 'cfg' })).toMatch(/\.config\/autostart$/);
  });
});
