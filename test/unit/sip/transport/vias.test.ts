import { describe, expect, test } from 'vitest';
import { parseMessage, parseVia, type SipRequest, type Via } from '../../../../electron/sip/parser';
import { readOutgoing, strongBranch, withAllRoutes, writeAddresses } from '../../../../electron/sip/transport/outgoing';
import { responseHop, seenAs, stampVia, transactionKey } from '../../../../electron/sip/transport/vias';

const via = (text: string): Via => {
  const parsed = parseVia(text);
  if (parsed === null) throw new Error('bad via');
  return parsed;
};
const source = { host: '198.51.100.7', port: 31_000 };

describe('Via on the way in (RFC 3261 18.2, RFC 3581)', () => {
  test.each([
    ['SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;rport', 'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;rport=31000;received=198.51.100.7'],
    ['SIP/2.0/UDP 10.0.0.1;rport;branch=z9hG4bK1', 'SIP/2.0/UDP 10.0.0.1;rport=31000;branch=z9hG4bK1;received=198.51.100.7'],
    ['SIP/2.0/UDP 198.51.100.7:5062;branch=z9hG4bK1', 'SIP/2.0/UDP 198.51.100.7:5062;branch=z9hG4bK1'],
    ['SIP/2.0/UDP h.example.com;branch=z9hG4bK1;received=1.2.3.4', 'SIP/2.0/UDP h.example.com;branch=z9hG4bK1;received=198.51.100.7'],
  ])('%s is stamped', (before, after) => {
    expect(stampVia(via(before), source)).toBe(after);
  });

  test.each([
    ['SIP/2.0/UDP 10.0.0.1:5060;branch=x;rport=31000;received=198.51.100.7', { host: '198.51.100.7', port: 31_000 }],
    ['SIP/2.0/UDP 198.51.100.7:5062;branch=x', { host: '198.51.100.7', port: 5062 }],
    ['SIP/2.0/UDP 198.51.100.7;branch=x', { host: '198.51.100.7', port: 5060 }],
    ['SIP/2.0/UDP [2001:db8::1]:5070;branch=x;received=[2001:db8::2]', { host: '2001:db8::2', port: 5070 }],
    ['SIP/2.0/UDP 255.255.255.255;branch=x', null],
    ['SIP/2.0/UDP 224.0.1.75;branch=x', null],
    ['SIP/2.0/UDP h.example.com;branch=x', null],
  ])('an answer to %s goes to %j', (text, hop) => {
    expect(responseHop(text)).toEqual(hop);
  });

  test('what the server saw us as is read, nonsense is not believed', () => {
    const sentBy = { host: '10.0.0.2', port: 5060 };
    expect(seenAs(via('SIP/2.0/UDP 10.0.0.2:5060;received=203.0.113.5;rport=6000'), sentBy)).toEqual({ host: '203.0.113.5', port: 6000 });
    expect(seenAs(via('SIP/2.0/UDP 10.0.0.2:5060;received=evil.example.com;rport=99999'), sentBy)).toEqual(sentBy);
  });
});

describe('matching a request to its transaction (RFC 3261 17.2.3)', () => {
  const request = (topVia: string, cseq = 1): SipRequest => {
    const result = parseMessage(Buffer.from(`INVITE sip:b@h SIP/2.0\r\nVia: ${topVia}\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: c\r\nCSeq: ${cseq} INVITE\r\n\r\n`));
    if (!result.ok || result.message.kind !== 'request') throw new Error('bad request');
    return result.message;
  };
  test('branch and sent-by both count', () => {
    const key = transactionKey(request('SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKx'));
    expect(transactionKey(request('SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKx;rport'))).toBe(key);
    expect(transactionKey(request('SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKx'))).not.toBe(key);
  });
  test('without a usable branch the older rule holds', () => {
    for (const top of ['SIP/2.0/UDP 10.0.0.1', 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK', 'SIP/2.0/UDP 10.0.0.1;branch=old']) {
      expect(transactionKey(request(top))).toBe(transactionKey(request(top)));
      expect(transactionKey(request(top, 2))).not.toBe(transactionKey(request(top)));
    }
  });
});

describe('on the way out', () => {
  const text = 'INVITE sip:b@h SIP/2.0\r\nRoute: <sip:p1;lr>\r\nRoute: <sip:p2;lr>\r\nVia: SIP/2.0/UDP via.sidetone.invalid;branch=z9hG4bKq;rport\r\nCSeq: 3 INVITE\r\nContact: <sip:u@contact.sidetone.invalid>\r\n\r\nvia.sidetone.invalid';
  test('Via and Contact get their addresses, the body none', () => {
    const written = writeAddresses(text, { host: '10.0.0.5', port: 6060 }, { host: '2001:db8::5', port: 7 });
    expect(written).toContain('Via: SIP/2.0/UDP 10.0.0.5:6060;branch=z9hG4bKq;rport');
    expect(written).toContain('Contact: <sip:u@[2001:db8::5]:7>');
    expect(written.endsWith('\r\n\r\nvia.sidetone.invalid')).toBe(true);
  });
  test('reads what the transport must know', () => {
    expect(readOutgoing(text)).toMatchObject({ kind: 'request', method: 'INVITE', requestUri: 'sip:b@h', branch: 'z9hG4bKq', routes: ['<sip:p1;lr>', '<sip:p2;lr>'] });
    expect(readOutgoing('SIP/2.0 486 Busy\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCSeq: 1 INVITE\r\n\r\n')).toMatchObject({ kind: 'response', status: 486, method: 'INVITE' });
    expect(readOutgoing('rubbish')).toBeNull();
  });
  test('the ACK to a refusal carries every Route of the INVITE', () => {
    expect(withAllRoutes('ACK sip:b@h SIP/2.0\r\nRoute: <sip:p1;lr>\r\nVia: x\r\n\r\n', ['<sip:p1;lr>', '<sip:p2;lr>'])).toBe('ACK sip:b@h SIP/2.0\r\nRoute: <sip:p1;lr>\r\nRoute: <sip:p2;lr>\r\nVia: x\r\n\r\n');
  });
  test('the branch of a 2xx ACK is hard to guess but the same for each repetition', () => {
    expect(strongBranch('z9hG4bK123', 'call')).toBe(strongBranch('z9hG4bK123', 'call'));
    expect(strongBranch('z9hG4bK123', 'call')).not.toBe(strongBranch('z9hG4bK123', 'other'));
  });
});
