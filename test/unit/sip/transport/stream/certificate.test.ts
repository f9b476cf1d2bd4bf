import { describe, expect, test } from 'vitest';
import { connectErrorOf, wrongName } from '../../../../../electron/sip/transport/stream/certificate';

const certificate = (subjectaltname: string | undefined, CN = 'pbx.test') => ({ subject: { CN } as never, ...(subjectaltname !== undefined && { subjectaltname }) });
const fits = (name: string, names: string | undefined, CN?: string): boolean => wrongName(name, certificate(names, CN)) === null;

describe('the name in a certificate (RFC 5922 7)', () => {
  test('a sip: URI or a DNS name of the domain, whatever the case', () => {
    expect(fits('pbx.test', 'URI:sip:pbx.test')).toBe(true);
    expect(fits('PBX.test', 'DNS:other.test, DNS:Pbx.Test')).toBe(true);
    expect(fits('pbx.test', 'DNS:other.test, URI:sips:elsewhere.test')).toBe(false);
  });

  test('a URI with a user names that user, not the server', () => {
    expect(fits('pbx.test', 'URI:sip:alice@pbx.test')).toBe(false);
    expect(fits('pbx.test', 'URI:https://pbx.test')).toBe(false);
  });

  test('no wildcards and no part of a name', () => {
    expect(fits('a.pbx.test', 'DNS:*.pbx.test')).toBe(false);
    expect(fits('a.pbx.test', 'DNS:pbx.test')).toBe(false);
    expect(fits('pbx.test', 'DNS:a.pbx.test')).toBe(false);
  });

  test('the common name counts only where there is no other', () => {
    expect(fits('pbx.test', undefined)).toBe(true);
    expect(fits('pbx.test', 'DNS:other.test')).toBe(false);
    expect(fits('192.0.2.1', undefined, '192.0.2.1')).toBe(false);
  });

  test('a server known by its address alone needs that address', () => {
    expect(fits('192.0.2.1', 'IP Address:192.0.2.1')).toBe(true);
    expect(fits('192.0.2.1', 'DNS:192.0.2.1')).toBe(false);
    expect(fits('192.0.2.1', 'IP Address:192.0.2.10')).toBe(false);
    expect(fits('2001:db8::1', 'IP Address:2001:DB8:0:0:0:0:0:1')).toBe(true);
    expect(fits('2001:db8::1', 'IP Address:2001:DB8:0:0:0:0:0:10')).toBe(false);
  });

  test('a quoted name cannot pretend to be two', () => {
    expect(fits('pbx.test', 'DNS:"evil.test, DNS:pbx.test"')).toBe(false);
    expect(fits('pbx.test', 'URI:"sip:evil.test\\", DNS:pbx.test", DNS:a.test')).toBe(false);
  });

  test('says which names there were', () => {
    expect(wrongName('pbx.test', certificate('DNS:a.test, IP Address:192.0.2.1'))).toMatchObject({ problem: 'name', message: 'the certificate is for a.test, 192.0.2.1, not for pbx.test' });
  });
});

test.each([
  ['CERT_HAS_EXPIRED', 'expired'], ['CERT_NOT_YET_VALID', 'expired'], ['DEPTH_ZERO_SELF_SIGNED_CERT', 'issuer'], ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'issuer'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'issuer'], ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'issuer'], ['CERT_REVOKED', 'issuer'],
  ['EPROTO', 'no-tls'], ['ECONNRESET', 'no-tls'], ['ENETUNREACH', 'no-network'],
])('%s is told as %s', (code, problem) => {
  expect(connectErrorOf(Object.assign(new Error('x'), { code }), true, true).problem).toBe(problem);
});

test('a refused connection is no question of TLS', () => {
  expect(connectErrorOf(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), true, false).problem).toBe('unreachable');
  expect(connectErrorOf(Object.assign(new Error('x'), { code: 'ECONNRESET' }), false, true).problem).toBe('unreachable');
});
