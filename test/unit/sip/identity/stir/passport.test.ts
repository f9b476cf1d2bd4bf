import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseIdentity, rebuilt } from '../../../../../electron/sip/identity/stir/passport';
import { hasOpenssl } from '../../../../support/sip/certificates';
import { CERTIFICATE_URL, identityHeader, type Signed, type Signer, Signers } from '../../../../support/sip/signers';

const claims = { attest: 'A', dest: { tn: ['12155551213'] }, iat: 1_471_375_418, orig: { tn: '12155551212' }, origid: '123e4567-e89b-12d3-a456-426655440000' };
let signers: Signers;
let signer: Signer;
beforeAll(() => { if (hasOpenssl) { signers = new Signers(); signer = signers.root; } });
afterAll(() => signers?.dispose());

describe.skipIf(!hasOpenssl)('an Identity header', () => {
  const parsed = (signed: Signed): ReturnType<typeof parseIdentity> => parseIdentity(identityHeader(signer, { claims, ...signed }));

  test('of SHAKEN is read whole', () => {
    expect(parsed({})).toMatchObject({ ok: true, identity: {
      ppt: 'shaken', certificateUrl: CERTIFICATE_URL,
      claims: { orig: { tn: '12155551212', uri: null }, dest: { tn: ['12155551213'], uri: [] }, issuedAtSeconds: 1_471_375_418, attestation: 'A' },
    } });
  });

  test('without an extension may name addresses, and vouches for no grade', () => {
    const plain = { claims: { dest: { uri: ['sip:alice@example.com'] }, iat: 1_443_208_345, orig: { tn: '12155551212' } }, header: { ppt: undefined }, params: '' };
    expect(parsed(plain)).toMatchObject({ ok: true, identity: { ppt: null, claims: { dest: { tn: [], uri: ['sip:alice@example.com'] }, attestation: null } } });
  });

  test('puts numbers into canonical form, and takes ppt with and without quotes', () => {
    expect(parsed({ claims: { ...claims, orig: { tn: '+1 (215) 555-1212' } }, params: ';ppt=shaken' })).toMatchObject({ ok: true, identity: { claims: { orig: { tn: '12155551212' } } } });
  });

  test('in compact form holds no claims of its own', () => {
    expect(parsed({ compact: true, params: ';alg=ES256' })).toMatchObject({ ok: true, identity: { ppt: null, claims: null, signedText: null } });
  });

  test('in compact form is put together as its signer wrote it: members in order, no spaces', () => {
    const { signedText } = rebuilt('https://biloxi.example.org/biloxi.cer', { tn: '12155551212', uri: null }, { tn: null, uri: 'sip:alice@example.com' }, 1_443_208_345);
    const [header = '', payload = ''] = signedText.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(header).toBe('{"alg":"ES256","typ":"passport","x5u":"https://biloxi.example.org/biloxi.cer"}');
    expect(payload).toBe('{"dest":{"uri":["sip:alice@example.com"]},"iat":1443208345,"orig":{"tn":"12155551212"}}');
  });

  test.each<[string, Signed]>([
    ['another algorithm beside the token', { params: ';alg=RS256;ppt=shaken' }],
    ['another algorithm inside it', { header: { alg: 'HS256' }, params: '' }],
    ['no algorithm', { header: { alg: 'none' } }],
    ['a diverted call', { header: { ppt: 'div' }, params: ';ppt=div' }],
    ['SHAKEN in compact form', { compact: true }],
    ['something critical', { header: { crit: ['x'] } }],
  ])('is not for us: %s', (_what, signed) => {
    expect(parsed(signed)).toEqual({ ok: false, why: 'unsupported' });
  });

  test.each<[string, Signed]>([
    ['another extension beside the token', { params: ';ppt=other' }],
    ['another certificate beside the token', { header: { x5u: 'https://other.example.org/x.pem' } }],
    ['not a passport', { header: { typ: 'jwt' } }],
    ['no caller', { claims: { ...claims, orig: {} } }],
    ['two callers', { claims: { ...claims, orig: { tn: '1', uri: 'sip:a@b' } } }],
    ['a caller without digits', { claims: { ...claims, orig: { tn: 'anonymous' } } }],
    ['nobody called', { claims: { ...claims, dest: {} } }],
    ['many called', { claims: { ...claims, dest: { tn: Array.from({ length: 21 }, () => '1') } } }],
    ['one called that is no text', { claims: { ...claims, dest: { tn: [12] } } }],
    ['no time', { claims: { ...claims, iat: undefined } }],
    ['a time before all others', { claims: { ...claims, iat: -1 } }],
    ['SHAKEN without a grade', { claims: { ...claims, attest: undefined } }],
    ['SHAKEN without an origin', { claims: { ...claims, origid: undefined } }],
    ['too long', { claims: { ...claims, origid: 'x'.repeat(9_000) } }],
  ])('is broken: %s', (_what, signed) => {
    expect(parsed(signed)).toEqual({ ok: false, why: 'malformed' });
  });

  test.each(['', ';', 'a.b.c', 'a.b.c;info=x', '..;info=<x>', `...${'A'.repeat(86)};info=<https://a/>`, `.x.${'A'.repeat(86)};info=<https://a/>`, `bnVsbA.W10.${'A'.repeat(86)};info=<https://a/>`])('is broken: %j', (value) => {
    expect(parseIdentity(value)).toEqual({ ok: false, why: 'malformed' });
  });

  test('never throws, whatever is in it', () => {
    const token = fc.array(fc.oneof(fc.base64String({ maxLength: 60 }), fc.json({ maxDepth: 4 }).map((json) => Buffer.from(json).toString('base64url'))), { maxLength: 5 }).map((parts) => parts.join('.'));
    const header = fc.tuple(fc.oneof(token, fc.string()), fc.string(), fc.constantFrom(';info=<https://a.b/c>', ';info=', '')).map(([digest, rest, info]) => `${digest}${info}${rest}`);
    fc.assert(fc.property(header, (value) => typeof parseIdentity(value).ok === 'boolean'), { numRuns: 500 });
  });

  test('with any one character changed is read as another, or not at all, and does not throw', () => {
    const good = identityHeader(signer, { claims });
    fc.assert(fc.property(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, char) => typeof parseIdentity(good.slice(0, at) + char + good.slice(at + 1)).ok === 'boolean'), { numRuns: 500 });
  });
});
