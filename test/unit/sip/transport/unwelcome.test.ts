import { describe, expect, test, vi } from 'vitest';
import { isOutsideDialogs } from '../../../../electron/sip/transport/unwelcome';
import { OfflinePhone, STRANGER } from '../../../support/sip/offline-phone';
import { typicalInvite } from '../../../support/sip/typical-invite';

const request = (method: string, to: string): Buffer => Buffer.from(`${method} sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n${to}\r\nCall-ID: 1\r\n\r\n`);

describe('a request of a stranger, by its first bytes', () => {
  test.each([
    ['INVITE', 'To: <sip:a@b>', true], ['OPTIONS', 'to : "x" <sip:a@b>;x=y', true], ['SUBSCRIBE', 't:sip:a@b', true],
    ['INVITE', 'To: <sip:a@b>;tag=1', false], ['INVITE', 't: <sip:a@b> ; TAG=1', false], ['BYE', 'To: <sip:a@b>', false],
    ['CANCEL', 'To: <sip:a@b>', false], ['ACK', 'To: <sip:a@b>', false], ['INVITE', 'To: <sip:a@b>\r\n ;tag=1', false],
    ['INVITE', 'Subject: none', false],
  ])('%s with %j is outside every dialog: %s', (method, to, outside) => {
    expect(isOutsideDialogs(request(method, to))).toBe(outside);
  });

  test('what is no such request at all is read whole', () => {
    for (const text of ['', 'INVITE', 'SIP/2.0 200 OK\r\nTo: <sip:a@b>\r\nx', '\r\n\r\n']) expect(isOutsideDialogs(Buffer.from(text))).toBe(false);
  });
});

test('10,000 unwelcome INVITEs ring nothing, get no answer, and write five lines of log', async () => {
  const info = vi.fn();
  const log = { debug: () => {}, info, warn: () => {}, error: () => {}, child: () => log };
  const phone = await OfflinePhone.start(log);
  info.mockClear();
  for (let n = 0; n < 10_000; n++) phone.network.deliver(typicalInvite(n, phone.contact), STRANGER);
  expect(await phone.answersTo('\r\n\r\n')).toEqual([]);
  expect(phone.phone.events.filter(({ kind }) => kind === 'incoming')).toEqual([]);
  expect(info.mock.calls.map(([text]) => String(text))).toEqual(Array.from({ length: 5 }, () => 'request from a stranger dropped'));
  await phone.stop();
});
