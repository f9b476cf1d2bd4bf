import { describe, expect, test } from 'vitest';
import { parseMessage, type SipMessage } from '../../../../electron/sip/parser';
import { askingHeaders, asksTooLittle, grantOf, settledTerms } from '../../../../electron/sip/sessions/session-expires';

function message(startLine: string, ...headers: string[]): SipMessage {
  const result = parseMessage(Buffer.from([startLine, 'Via: SIP/2.0/UDP h;branch=z9hG4bKx', 'From: <sip:a@h>;tag=1', 'To: <sip:b@h>', 'Call-ID: x', 'CSeq: 1 INVITE', ...headers, '', ''].join('\r\n')));
  if (!result.ok) throw new Error(result.failure.detail);
  return result.message;
}
const request = (...headers: string[]): SipMessage => message('INVITE sip:b@h SIP/2.0', ...headers);
const response = (...headers: string[]): SipMessage => message('SIP/2.0 200 OK', ...headers);
const timer = 'Supported: timer, 100rel';

describe('as UAS (RFC 4028 9, table 2)', () => {
  test.each([
    ['a caller that knows no timers gets none', [], null, null, []],
    ['one that knows them refreshes itself', [timer], null, { intervalSeconds: 1_800, refresher: 'them' }, ['Session-Expires: 1800;refresher=uac', 'Require: timer']],
    ['its interval counts', [timer, 'Session-Expires: 600'], null, { intervalSeconds: 600, refresher: 'them' }, ['Session-Expires: 600;refresher=uac', 'Require: timer']],
    ['so does its wish for us', [timer, 'x: 600 ; refresher = uas'], null, { intervalSeconds: 600, refresher: 'us' }, ['Session-Expires: 600;refresher=uas']],
    ['a proxy\'s interval makes us refresh where the caller cannot', ['Session-Expires: 600;refresher=uac'], null, { intervalSeconds: 600, refresher: 'us' }, ['Session-Expires: 600;refresher=uas']],
    ['a day is shortened', [timer, 'Session-Expires: 86400'], null, { intervalSeconds: 1_800, refresher: 'them' }, ['Session-Expires: 1800;refresher=uac', 'Require: timer']],
    ['but not below Min-SE', [timer, 'Session-Expires: 86400', 'Min-SE: 3600'], null, { intervalSeconds: 3_600, refresher: 'them' }, ['Session-Expires: 3600;refresher=uac', 'Require: timer']],
    ['who refreshed goes on to', [timer, 'Session-Expires: 600'], { intervalSeconds: 600, refresher: 'us' }, { intervalSeconds: 600, refresher: 'us' }, ['Session-Expires: 600;refresher=uas']],
    ['rubbish is no interval', [timer, 'Session-Expires: soon'], null, { intervalSeconds: 1_800, refresher: 'them' }, ['Session-Expires: 1800;refresher=uac', 'Require: timer']],
  ] as const)('%s', (_what, headers, current, terms, answer) => {
    expect(grantOf(request(...headers), current)).toEqual({ terms, headers: answer });
  });

  test('less than 90 s is too little, for a caller that understands the word', () => {
    expect(asksTooLittle(request(timer, 'Session-Expires: 89'))).toBe(true);
    expect(asksTooLittle(request(timer, 'Session-Expires: 90'))).toBe(false);
    expect(asksTooLittle(request('Session-Expires: 10'))).toBe(false);
  });
});

describe('as UAC (RFC 4028 7)', () => {
  test('asks for half an hour and to refresh itself; keeps the roles later on; heeds a 422', () => {
    expect(askingHeaders(null, 0)).toEqual(['Session-Expires: 1800;refresher=uac']);
    expect(askingHeaders({ intervalSeconds: 600, refresher: 'them' }, 0)).toEqual(['Session-Expires: 600;refresher=uas']);
    expect(askingHeaders(null, 3_600)).toEqual(['Session-Expires: 3600;refresher=uac', 'Min-SE: 3600']);
  });

  test('the 2xx settles it', () => {
    expect(settledTerms(response())).toBeNull();
    expect(settledTerms(response('Session-Expires: 600;refresher=uac'))).toEqual({ intervalSeconds: 600, refresher: 'us' });
    expect(settledTerms(response('Session-Expires: 600;refresher=UAS'))).toEqual({ intervalSeconds: 600, refresher: 'them' });
    expect(settledTerms(response('Session-Expires: 5'))).toEqual({ intervalSeconds: 90, refresher: 'us' });
  });
});
