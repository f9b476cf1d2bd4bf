import { expect, it, vi } from 'vitest';
import { CrashPolicy } from '../../../../electron/main/windows/crash-policy';
import { PhoneInbox } from '../../../../electron/main/windows/phone-inbox';

it('reloads a crashed page at once, later and later while it keeps crashing, and at once again after a calm minute', () => {
  let now = 0;
  const policy = new CrashPolicy(() => now);
  expect([policy.nextDelayMs(), policy.nextDelayMs(), policy.nextDelayMs()]).toEqual([50, 200, 800]);
  for (let crash = 0; crash < 10; crash += 1) policy.nextDelayMs();
  expect(policy.nextDelayMs()).toBe(30_000);
  now += 60_001;
  expect(policy.nextDelayMs()).toBe(50);
});

it('keeps what is for the phone window until its page listens, in order, and again while it reloads', () => {
  const broadcast = vi.fn();
  const inbox = new PhoneInbox(broadcast);
  inbox.post('window:pageRequested', { page: 'history' });
  inbox.post('dial:requested', { number: '201', original: 'tel:201', source: 'link' });
  expect(broadcast).not.toHaveBeenCalled();
  inbox.pageListens();
  expect(broadcast.mock.calls.map(([name]) => name)).toEqual(['window:pageRequested', 'dial:requested']);
  inbox.post('window:pageRequested', { page: 'people' });
  expect(broadcast).toHaveBeenCalledTimes(3);
  inbox.pageLoads();
  inbox.post('window:pageRequested', { page: 'keys' });
  expect(broadcast).toHaveBeenCalledTimes(3);
  inbox.pageListens();
  expect(broadcast).toHaveBeenCalledTimes(4);
});
