import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../electron/calls/ports/log';
import { firstLocale, regionOf } from '../../../electron/main/locale';
import { catchFaults } from '../../../electron/main/faults';
import { NoticeBoard } from '../../../electron/main/notices';
import { Quit } from '../../../electron/main/quit';
import { FakeClock } from '../../support/fake-clock';

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('quitting', () => {
  it('unregisters, then closes in order, then exits, once', async () => {
    const done: string[] = [];
    const clock = new FakeClock();
    const quit = new Quit({
      hangUpAndUnregister: async () => { done.push('unregister'); },
      closers: [{ name: 'media', close: async () => { done.push('media'); } }, { name: 'store', close: () => { done.push('store'); } }],
      exit: () => { done.push('exit'); }, clock, log: silentLog,
    });
    quit.begin('tray');
    quit.begin('SIGTERM');
    await settle();
    expect(done).toEqual(['unregister', 'media', 'store', 'exit']);
    expect(quit.begun).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('waits 2.5 s for a server that does not answer, no longer, and still closes the store', async () => {
    const store = vi.fn();
    const exit = vi.fn();
    const clock = new FakeClock();
    new Quit({ hangUpAndUnregister: () => new Promise(() => undefined), closers: [{ name: 'store', close: store }], exit, clock, log: silentLog }).begin('tray');
    await settle();
    clock.advance(2_499);
    await settle();
    expect(store).not.toHaveBeenCalled();
    clock.advance(1);
    await settle();
    expect(store).toHaveBeenCalledOnce();
    expect(exit).toHaveBeenCalledOnce();
  });

  it('goes on past a part that fails', async () => {
    const store = vi.fn();
    const exit = vi.fn();
    const error = vi.fn();
    new Quit({
      hangUpAndUnregister: () => Promise.reject(new Error('socket')), exit, clock: new FakeClock(), log: { ...silentLog, error },
      closers: [{ name: 'tray', close: () => { throw new Error('gone'); } }, { name: 'store', close: store }],
    }).begin('tray');
    await settle();
    expect(store).toHaveBeenCalledOnce();
    expect(exit).toHaveBeenCalledOnce();
    expect(error).toHaveBeenCalledTimes(2);
  });
});

describe('notices', () => {
  function board() {
    let id = 0;
    const clock = new FakeClock();
    const added = vi.fn();
    return { clock, added, notices: new NoticeBoard({ log: silentLog, clock, makeId: () => `n${(id += 1)}`, onAdded: added }) };
  }

  it('are kept until dismissed, newest last, and told when added', () => {
    const { notices, added } = board();
    notices.add('warning', 'bad-link', 'tel:x');
    const second = notices.add('error', 'disk-full', '');
    expect(notices.list().map(({ code }) => code)).toEqual(['bad-link', 'disk-full']);
    expect(added).toHaveBeenLastCalledWith(second);
    notices.dismiss(second.id);
    expect(notices.list().map(({ code }) => code)).toEqual(['bad-link']);
  });

  it('do not pile up: the same one replaces itself, and there are fifty at most', () => {
    const { notices, clock } = board();
    notices.add('error', 'internal', 'x');
    clock.advance(1_000);
    const again = notices.add('error', 'internal', 'x');
    expect(notices.list()).toEqual([again]);
    for (let index = 0; index < 80; index += 1) notices.add('error', 'internal', `fault ${index}`);
    expect(notices.list()).toHaveLength(50);
    expect(notices.list().at(-1)?.detail).toBe('fault 79');
  });
});

describe('faults nobody caught', () => {
  it('go to the log and to the user, and the process goes on', () => {
    const process = new EventEmitter();
    const error = vi.fn();
    const add = vi.fn();
    const release = catchFaults(process, { ...silentLog, error }, { add });
    process.emit('uncaughtException', new TypeError('boom'));
    process.emit('unhandledRejection', 'just text');
    expect(add.mock.calls).toEqual([['error', 'internal', 'TypeError: boom'], ['error', 'internal', 'just text']]);
    expect(error).toHaveBeenCalledTimes(2);
    release();
    expect(process.eventNames()).toEqual([]);
  });

  it('do not fall into themselves when the log fails too', () => {
    const process = new EventEmitter();
    catchFaults(process, { ...silentLog, error: () => { throw new Error('disk'); } }, { add: vi.fn() });
    expect(() => process.emit('uncaughtException', new Error('boom'))).not.toThrow();
  });
});

it('guesses language and region from what the system says', () => {
  expect(firstLocale(['C', 'fr-FR'])).toBe('fr-FR');
  expect(firstLocale(['c', 'POSIX.1', ''])).toBe('en');
  expect(regionOf('FR', 'en-GB')).toBe('FR');
  expect(regionOf('', 'en-GB')).toBe('GB');
  expect(regionOf('', 'en')).toBe('US');
});
