import { describe, expect, it, vi } from 'vitest';
import { CallError } from '../../../../electron/calls/errors';
import { silentLog, type Log } from '../../../../electron/calls/ports/log';
import { defaultSettings } from '../../../../electron/contract/settings';
import { CallId } from '../../../../electron/contract/ids';
import { CommandError } from '../../../../electron/main/ipc/errors';
import { CommandRouter, type CommandHandlers, type SenderFrame } from '../../../../electron/main/ipc/router';
import { StoreError } from '../../../../electron/store/errors';
import type { WindowKind } from '../../../../electron/contract/app';

const kinds: Record<number, WindowKind> = { 1: 'phone', 2: 'ring', 3: 'audio' };
const phone: SenderFrame = { contentsId: 1, isMainFrame: true, url: 'app://sidetone/phone.html' };

function routerWith(handlers: Partial<CommandHandlers>, log: Log = silentLog): CommandRouter {
  const router = new CommandRouter({ windowKindOf: (id) => kinds[id] ?? null, isOwnUrl: (url) => url.startsWith('app://sidetone/'), log });
  router.register(handlers);
  router.seal();
  return router;
}

describe('the command router', () => {
  it('answers what the handler answers', async () => {
    const router = routerWith({ 'settings:get': () => defaultSettings });
    expect(await router.handle(phone, 'settings:get', null)).toEqual({ ok: true, value: defaultSettings });
  });

  it('gives the handler the parsed request and who asks', async () => {
    const dial = vi.fn(() => ({ callId: CallId.parse('c') }));
    await routerWith({ 'call:dial': dial }).handle({ ...phone, contentsId: 2 }, 'call:dial', { number: '201', accountId: null, extra: 'gone' });
    expect(dial).toHaveBeenCalledWith({ number: '201', accountId: null }, { kind: 'ring', contentsId: 2 });
  });

  it.each([
    ['a frame inside a page', { ...phone, isMainFrame: false }],
    ['a page that is not ours', { ...phone, url: 'https://example.org/app://sidetone/' }],
    ['a window it does not know', { ...phone, contentsId: 99 }],
  ])('refuses %s', async (_what, frame) => {
    const handler = vi.fn(() => defaultSettings);
    expect(await routerWith({ 'settings:get': handler }).handle(frame, 'settings:get', null)).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    expect(handler).not.toHaveBeenCalled();
  });

  it('refuses a window that the command is not for', async () => {
    const handler = vi.fn(() => defaultSettings);
    const router = routerWith({ 'settings:set': handler });
    expect(await router.handle({ ...phone, contentsId: 2 }, 'settings:set', {})).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    expect(await router.handle({ ...phone, contentsId: 3 }, 'settings:set', {})).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    expect(handler).not.toHaveBeenCalled();
  });

  it.each(['nothing:known', 'toString', '__proto__', 17, null])('refuses %j, which is no command', async (name) => {
    expect(await routerWith({}).handle(phone, name, null)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  it('refuses a request that breaks the schema, and names where', async () => {
    const answer = await routerWith({ 'call:dial': () => ({ callId: CallId.parse('c') }) }).handle(phone, 'call:dial', { number: '', accountId: null });
    expect(answer).toEqual({ ok: false, error: { code: 'bad-request', message: 'The request is not valid at: number' } });
  });

  it.each([
    [new CallError('TOO_MANY_CALLS', 'enough'), 'too-many-calls', 'enough'],
    [new CallError('INVALID_TARGET', 'what?'), 'invalid-number', 'what?'],
    [new StoreError('DISK_FULL', 'no room'), 'storage', 'no room'],
    [new StoreError('NOT_FOUND', 'gone'), 'not-found', 'gone'],
    [new CommandError('cancelled', 'never mind'), 'cancelled', 'never mind'],
  ])('turns %o into the code of the contract', async (error, code, message) => {
    const router = routerWith({ 'settings:get': () => { throw error; } });
    expect(await router.handle(phone, 'settings:get', null)).toEqual({ ok: false, error: { code, message } });
  });

  it('shows nothing of an unknown error, but logs it whole', async () => {
    const error = vi.fn();
    const router = routerWith({ 'settings:get': () => Promise.reject(new Error('SELECT secret FROM /home/me')) }, { ...silentLog, error });
    const answer = await router.handle(phone, 'settings:get', null);
    expect(JSON.stringify(answer)).not.toMatch(/SELECT|home|at /);
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(error).toHaveBeenCalledOnce();
  });

  it('does not pass on an answer that breaks the contract', async () => {
    const router = routerWith({ 'history:missedCount': () => 'three' as unknown as number });
    expect(await router.handle(phone, 'history:missedCount', null)).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('lets a command wait until its part has started', async () => {
    const router = new CommandRouter({ windowKindOf: () => 'phone', isOwnUrl: () => true, log: silentLog });
    const answer = router.handle(phone, 'history:missedCount', null);
    router.register({ 'history:missedCount': () => 3 });
    router.seal();
    expect(await answer).toEqual({ ok: true, value: 3 });
    expect(await router.handle(phone, 'settings:get', null)).toMatchObject({ ok: false, error: { code: 'not-ready' } });
  });

  it('takes one handler a command, and gives it back', () => {
    const router = routerWith({});
    const unregister = router.register({ 'history:missedCount': () => 3 });
    expect(() => router.register({ 'history:missedCount': () => 4 })).toThrow(/handler already/);
    expect(router.missing()).not.toContain('history:missedCount');
    unregister();
    expect(router.missing()).toContain('history:missedCount');
  });
});
