import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ClientTransaction, SessionDialog, Timers, UserAgentClient, UserAgentServer } from 'sip.js/lib/core/index.js';
import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';
import { applyPatches } from '../../../../electron/sip/sipjs/patches';
import { ALLOWED_METHODS } from '../../../../electron/sip/transport/replies';

/** How sip.js 0.21.2 is before we touch it: where one of these fails, its patch must be looked at again. */
const before = {
  timers: { ...Timers },
  makeId: (ClientTransaction as unknown as { makeId: unknown }).makeId,
  allowed: [...AllowedMethods],
  init: (UserAgentServer.prototype as unknown as { init: () => void }).init,
  receive: String(SessionDialog.prototype.receiveRequest),
  guard: (UserAgentClient.prototype as unknown as { authenticationGuard: () => void }).authenticationGuard,
};

beforeAll(() => { applyPatches(); });

const source = (file: string): string => readFileSync(path.join(path.dirname(createRequire(import.meta.url).resolve('sip.js')), 'core', file), 'utf8');

describe('what the patches stand on', () => {
  test('the library is the version they were written for', () => {
    const manifest = JSON.parse(readFileSync(path.join(path.dirname(createRequire(import.meta.url).resolve('sip.js')), '../package.json'), 'utf8')) as { version: string };
    expect(manifest.version).toBe('0.21.2');
  });

  test('1. timers D, I, J and K were 0 and are those of RFC 3261 for UDP; B, F, H, L, M were right', () => {
    expect([before.timers.TIMER_D, before.timers.TIMER_I, before.timers.TIMER_J, before.timers.TIMER_K]).toEqual([0, 0, 0, 0]);
    expect([Timers.TIMER_D, Timers.TIMER_I, Timers.TIMER_J, Timers.TIMER_K]).toEqual([32_000, 5_000, 32_000, 5_000]);
    expect([Timers.TIMER_B, Timers.TIMER_F, Timers.TIMER_H, Timers.TIMER_L, Timers.TIMER_M]).toEqual([32_000, 32_000, 32_000, 32_000, 32_000]);
  });

  test('1b. timers A, E and G are still missing, which is why reliability/ retransmits', () => {
    expect(source('transactions/invite-client-transaction.js')).toMatch(/timerA\(\) \{\s*\/\/ TODO/);
    expect(source('transactions/non-invite-client-transaction.js')).toContain('FIXME: Timer E for unreliable transports not implemented');
    expect(source('transactions/invite-server-transaction.js')).toContain('FIXME: Missing timer G');
  });

  test('2. branches came from Math.random and are long and random now; CANCEL keeps its INVITE\'s', () => {
    expect(String(before.makeId)).toContain('Math.random');
    const makeId = (ClientTransaction as unknown as { makeId(request: { method: string; branch?: string }): string }).makeId;
    const branches = Array.from({ length: 100 }, () => makeId({ method: 'INVITE' }));
    expect(new Set(branches).size).toBe(100);
    expect(branches[0]).toMatch(/^z9hG4bK[0-9a-f]{24}$/);
    expect(makeId({ method: 'CANCEL', branch: 'z9hG4bKx' })).toBe('z9hG4bKx');
  });

  test('3. the constructor of a UAS still calls init after setting its tag, so that ours replaces it', () => {
    expect(String(before.init)).toContain('userAgentServers.set');
    const text = source('user-agents/user-agent-server.js');
    expect(text.indexOf('this.init()')).toBeGreaterThan(text.indexOf('newTag()'));
  });

  test('4. Allow listed methods we do not take and lists ours', () => {
    expect(before.allowed).toContain('REGISTER');
    expect([...AllowedMethods]).toEqual([...ALLOWED_METHODS]);
    expect([...AllowedMethods]).not.toContain('REGISTER');
  });

  test('5. the authentication guard is still the one place challenges pass', () => {
    expect(String(before.guard)).toContain('authenticationFactory');
    expect((UserAgentClient.prototype as unknown as { authenticationGuard: unknown }).authenticationGuard).not.toBe(before.guard);
    for (const file of ['user-agent-client', 'invite-user-agent-client', 're-invite-user-agent-client']) {
      expect(source(`user-agents/${file}.js`)).toMatch(/if \(!this\.authenticationGuard\(message/);
    }
  });

  test('6. UPDATE is still unknown within a dialog, and all its requests still pass the one place', () => {
    expect(before.receive).toContain('received unimplemented');
    expect(before.receive).not.toContain('UPDATE');
    expect(String(SessionDialog.prototype.receiveRequest)).toContain('UPDATE');
    expect(source('user-agent-core/user-agent-core.js')).toContain('dialog.receiveRequest(message)');
    expect(source('dialogs/dialog.js')).toContain('sequenceGuard(message)');
  });
});
