import { describe, expect, test } from 'vitest';
import { parseMessage, type SipMessage } from '../../../../electron/sip/parser';
import { asTheySeeIt, means, namedDialogText, parseNamedDialog, readDialogHeader, readReferredBy, readReferTo, referToText, wantsNoNews } from '../../../../electron/sip/transfer/replaces';

function refer(...headers: string[]): SipMessage {
  const result = parseMessage(Buffer.from([
    'REFER sip:alice@127.0.0.1 SIP/2.0', 'Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1', 'From: <sip:bob@example.com>;tag=b', 'To: <sip:alice@example.com>;tag=a',
    'Call-ID: 1', 'CSeq: 2 REFER', 'Contact: <sip:bob@127.0.0.1>', ...headers, 'Content-Length: 0', '', '',
  ].join('\r\n')));
  if (!result.ok) throw new Error(result.failure.detail);
  return result.message;
}

describe('a dialog named to somebody else', () => {
  test('is written as its far end sees it, and read back', () => {
    const named = asTheySeeIt({ callId: 'c@host', localTag: 'ours', remoteTag: 'theirs' });
    expect(namedDialogText(named)).toBe('c@host;to-tag=theirs;from-tag=ours');
    expect(parseNamedDialog('c@host;from-tag=ours;to-tag=theirs;early-only')).toEqual({ ...named, earlyOnly: true });
  });

  test.each(['', 'c@host', 'c;to-tag=a', 'c;from-tag=a', ';to-tag=a;from-tag=b', 'c;to-tag=;from-tag=b', 'c;to-tag=a;from-tag=b\r\nVia: x', `${'c'.repeat(1_000)};to-tag=a;from-tag=b`])(
    '%j names none', (value) => { expect(parseNamedDialog(value)).toBeNull(); },
  );

  test('means the dialog whose three parts it says; tag 0 is a far end without tags', () => {
    const dialog = { callId: 'c', localTag: 'ours', remoteTag: '' };
    expect(means({ callId: 'c', toTag: 'ours', fromTag: '0', earlyOnly: false }, dialog)).toBe(true);
    expect(means({ callId: 'c', toTag: 'ours', fromTag: 'x', earlyOnly: false }, dialog)).toBe(false);
    expect(means({ callId: 'C', toTag: 'ours', fromTag: '0', earlyOnly: false }, dialog)).toBe(false);
    // To-tag and from-tag the wrong way round is another dialog.
    expect(means({ callId: 'c', toTag: 'b', fromTag: 'a', earlyOnly: false }, { callId: 'c', localTag: 'a', remoteTag: 'b' })).toBe(false);
  });
});

describe('Refer-To', () => {
  test('an attended one survives the way there', () => {
    const text = referToText('sip:anna@example.com', asTheySeeIt({ callId: 'c=1@host', localTag: 'o', remoteTag: 't' }));
    expect(text).toBe('<sip:anna@example.com?Replaces=c%3D1%40host%3Bto-tag%3Dt%3Bfrom-tag%3Do>');
    expect(readReferTo(refer(`Refer-To: ${text}`))).toMatchObject({ ok: true, referTo: { target: 'sip:anna@example.com', replaces: 'c=1@host;to-tag=t;from-tag=o' } });
  });

  test('keeps parameters, drops the method and every header but Replaces', () => {
    const read = readReferTo(refer('r: "Anna" <sip:anna@example.com;user=phone;method=INVITE?Route=%3Csip:evil%3E&Require=replaces&X=1>'));
    expect(read).toMatchObject({ ok: true, referTo: { target: 'sip:anna@example.com;user=phone', displayName: 'Anna', replaces: null } });
  });

  test('without the brackets that its headers need is understood', () => {
    expect(readReferTo(refer('Refer-To: sip:a@b.c?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3'))).toMatchObject({ ok: true, referTo: { target: 'sip:a@b.c', replaces: '1;to-tag=2;from-tag=3' } });
  });

  test.each([
    [[], 400], [['Refer-To: <sip:a@b.c>', 'Refer-To: <sip:d@b.c>'], 400], [['Refer-To: "Anna <sip:a@b.c>'], 400], [['Refer-To: <http://example.com/>'], 416], [['Refer-To: <sips:a@b.c>'], 416],
    [['Refer-To: <sip:a@b.c;method=BYE>'], 603], [['Refer-To: <sip:a@b.c?Replaces=nonsense>'], 400], [['Refer-To: <sip:a@b.c?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3%0d%0aVia:x>'], 400],
    [['Refer-To: <sip:a@b.c?Replaces=%zz>'], 400], [['Refer-To: <sip:a@b.c?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3&replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D4>'], 400],
  ])('%j is refused with %i', (headers, status) => { expect(readReferTo(refer(...headers))).toEqual({ ok: false, status }); });

  test('a telephone number will do', () => {
    expect(readReferTo(refer('Refer-To: <tel:+33144556677>'))).toMatchObject({ ok: true, referTo: { target: 'tel:+33144556677' } });
  });
});

test('Referred-By goes on as an address alone', () => {
  expect(readReferredBy(refer('b: "Bob" <sip:bob@example.com>;cid="x@y"'))).toBe('<sip:bob@example.com>');
  expect(readReferredBy(refer('Referred-By: <http://example.com/>'))).toBeNull();
  expect(readReferredBy(refer())).toBeNull();
});

test('Refer-Sub: false asks for silence', () => {
  expect(wantsNoNews(refer('Refer-Sub: false'))).toBe(true);
  expect(wantsNoNews(refer('Refer-Sub: true'))).toBe(false);
  expect(wantsNoNews(refer())).toBe(false);
});

test('Replaces stands once, with both tags', () => {
  expect(readDialogHeader(refer(), 'replaces')).toBe('none');
  expect(readDialogHeader(refer('Replaces: 1;to-tag=2;from-tag=3'), 'replaces')).toMatchObject({ callId: '1' });
  expect(readDialogHeader(refer('Replaces: 1;to-tag=2'), 'replaces')).toBe('invalid');
  expect(readDialogHeader(refer('Join: 1;to-tag=2;from-tag=3', 'Join: 4;to-tag=5;from-tag=6'), 'join')).toBe('invalid');
});
