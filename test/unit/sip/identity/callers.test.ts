import { describe, expect, test } from 'vitest';
import { ringRequestOf } from '../../../../electron/sip/identity/alert';
import { callerOf } from '../../../../electron/sip/identity/party';
import { parseMessage, type SipMessage } from '../../../../electron/sip/parser';

function invite(from: string, ...headers: string[]): SipMessage {
  const result = parseMessage(Buffer.from(['INVITE sip:b@h SIP/2.0', 'Via: SIP/2.0/UDP h;branch=z9hG4bKx', `From: ${from};tag=1`, 'To: <sip:b@h>', 'Call-ID: x', 'CSeq: 1 INVITE', ...headers, '', ''].join('\r\n')));
  if (!result.ok) throw new Error(result.failure.detail);
  return result.message;
}
const bob = '"Bob" <sip:201@pbx.test>';
const hidden = '"Anonymous" <sip:anonymous@anonymous.invalid>';
const known = '"Marie Renard" <sip:+33144556677@pbx.test>';

describe('who calls', () => {
  test.each([
    ['From where nobody says otherwise', bob, [], true, { number: '201', displayName: 'Bob' }],
    ['P-Asserted-Identity from our server', bob, [`P-Asserted-Identity: ${known}`], true, { number: '+33144556677', displayName: 'Marie Renard' }],
    ['the same from a stranger is not believed', bob, [`P-Asserted-Identity: ${known}`], false, { number: '201', displayName: 'Bob' }],
    ['Remote-Party-ID from our server', bob, [`Remote-Party-ID: ${known};party=calling;screen=yes;privacy=off`], true, { number: '+33144556677', displayName: 'Marie Renard' }],
    ['Remote-Party-ID of the called party is not who calls', bob, [`Remote-Party-ID: ${known};party=called`], true, { number: '201', displayName: 'Bob' }],
    ['P-Asserted-Identity before Remote-Party-ID', bob, [`Remote-Party-ID: <sip:999@pbx.test>`, `P-Asserted-Identity: ${known}`], true, { number: '+33144556677' }],
    ['an anonymous From that the server vouches for without a wish for privacy', hidden, [`P-Asserted-Identity: ${known}`], true, { number: '+33144556677', displayName: 'Marie Renard' }],
    ['an asserted number without a name does not take "Anonymous" for one', hidden, ['P-Asserted-Identity: <tel:+33144556677>'], true, { number: '+33144556677', displayName: null }],
  ] as const)('%s', (_what, from, headers, trusted, party) => {
    expect(callerOf(invite(from, ...headers), trusted)).toMatchObject(party);
    expect(callerOf(invite(from, ...headers), trusted)).not.toHaveProperty('anonymous');
  });

  test.each([
    ['an anonymous From', hidden, []],
    ['the short form of some servers', '<sip:Anonymous@pbx.test>', []],
    ['Privacy: id', bob, [`P-Asserted-Identity: ${known}`, 'Privacy: id;critical']],
    ['Privacy: user', bob, ['Privacy: header;user']],
    ['Remote-Party-ID with privacy', bob, [`Remote-Party-ID: ${known};privacy=full`]],
  ] as const)('stays unnamed: %s', (_what, from, headers) => {
    expect(callerOf(invite(from, ...headers), true)).toMatchObject({ number: '', displayName: null, anonymous: true });
  });

  test('Privacy: none and identity hide nobody', () => {
    expect(callerOf(invite(bob, 'Privacy: none'), true)).toMatchObject({ number: '201', displayName: 'Bob' });
    expect(callerOf(invite(bob, 'Privacy: history'), true)).toMatchObject({ number: '201' });
  });
});

describe('who sent the call on', () => {
  const forwarders = (...headers: string[]): unknown => callerOf(invite(bob, ...headers), true).forwardedBy;

  test('Diversion: the last one first, with why (RFC 5806)', () => {
    expect(forwarders('Diversion: "Reception" <sip:200@pbx.test>;reason=no-answer;counter=1, <tel:+33144556677>;reason="user-busy"')).toEqual([
      { number: '200', displayName: 'Reception', reason: 'no-answer' }, { number: '+33144556677', displayName: null, reason: 'busy' },
    ]);
  });

  test('one that wants privacy is left out, a stranger is not believed', () => {
    expect(forwarders('Diversion: <sip:200@pbx.test>;privacy=full')).toBeUndefined();
    expect(callerOf(invite(bob, 'Diversion: <sip:200@pbx.test>'), false)).not.toHaveProperty('forwardedBy');
  });

  test('History-Info: those before us that sent it on, by index (RFC 7044)', () => {
    expect(forwarders(
      'History-Info: <sip:205@pbx.test;cause=486>;index=1.1.1;mp=1.1, <sip:200@pbx.test>;index=1',
      'History-Info: "Reception" <sip:201@pbx.test;cause=302>;index=1.1;mp=1',
    )).toEqual([{ number: '201', displayName: 'Reception', reason: 'busy' }, { number: '200', displayName: null, reason: 'always' }]);
    expect(forwarders('History-Info: <sip:205@pbx.test>;index=1, <sip:s1@192.0.2.1>;index=1.1;rc=1')).toBeUndefined();
    expect(forwarders('Privacy: history', 'History-Info: <sip:200@pbx.test>;index=1, <sip:205@pbx.test;cause=302>;index=1.1;mp=1')).toBeUndefined();
  });

  test('names are cleaned, numbers of them bounded, rubbish left out', () => {
    expect(forwarders(`Diversion: "Re\u202eception" <sip:200@h>, ${Array.from({ length: 30 }, (_, i) => `<sip:${i}@h>`).join(', ')}`)).toHaveLength(5);
    expect(forwarders('Diversion: <<<>', 'History-Info: ;index=x')).toBeUndefined();
  });
});

describe('how a call wants to be taken', () => {
  test.each([
    ['Alert-Info: <urn:alert:source:internal>', { source: 'internal' }],
    ['Alert-Info: <http://x/ring>, <urn:alert:source:external:vip@example>', { source: 'external' }],
    ['Alert-Info: <http://127.0.0.1>;info=alert-internal', { source: 'internal' }],
    ['Alert-Info: <http://127.0.0.1/Bellcore-dr1>', { source: 'external' }],
    ['Alert-Info: <http://127.0.0.1>;info=alert-autoanswer;delay=3', { answerAfterSeconds: 3 }],
    ['Alert-Info: info=Auto Answer', { answerAfterSeconds: 0 }],
    ['Alert-Info: Ring Answer', { answerAfterSeconds: 0 }],
    ['Alert-Info: <sip:pbx>;answer-after=2', { answerAfterSeconds: 2 }],
    ['Call-Info: <sip:pbx.test>;answer-after=0', { answerAfterSeconds: 0 }],
    ['Call-Info: <sip:pbx.test>; Answer-After = 9999', null],
    ['Answer-Mode: Auto;require', { answerAfterSeconds: 0 }],
    ['Priv-Answer-Mode: Auto', { answerAfterSeconds: 0 }],
    ['Answer-Mode: Manual', null],
    ['Subject: about the \u202einvoice', { about: 'about the invoice' }],
    ['Alert-Info: <http://tracker.example/pixel.wav>', null],
    ['Call-Info: <http://tracker.example/face.png>;purpose=icon', null],
  ])('%s', (line, expected) => {
    const request = ringRequestOf(invite(bob, line));
    expect(request).toEqual(expected === null ? null : { source: null, answerAfterSeconds: null, about: null, ...expected });
  });
});
