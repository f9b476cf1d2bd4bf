import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkChain, readCertificates } from '../../../../../electron/sip/identity/stir/chain';
import { parseIdentity } from '../../../../../electron/sip/identity/stir/passport';
import { factsOf } from '../../../../../electron/sip/identity/stir/request-facts';
import { covers, tnAuthListOf } from '../../../../../electron/sip/identity/stir/tn-auth-list';
import { type Verdict, verifyIdentity } from '../../../../../electron/sip/identity/stir/verify';
import { parseMessage, type SipMessage } from '../../../../../electron/sip/parser';
import { hasOpenssl } from '../../../../support/sip/certificates';
import { identityHeader, type Signed, type Signer, Signers, tnAuthList } from '../../../../support/sip/signers';

/** A while after the certificates are made. */
const nowMs = Date.now() + 600_000;
const nowSeconds = Math.floor(nowMs / 1_000);
const claims = { attest: 'A', dest: { tn: ['33144556600'] }, iat: nowSeconds, orig: { tn: '33144556677' }, origid: 'x' };
const from = '<sip:+33144556677@pbx.test>';
const to = '<sip:+33144556600@pbx.test>';

let signers: Signers;
let intermediate: Signer;
let provider: Signer;
beforeAll(() => {
  if (!hasOpenssl) return;
  signers = new Signers();
  intermediate = signers.issue({ by: signers.root, extensions: ['basicConstraints=critical,CA:TRUE'] });
  provider = signers.issue({ by: intermediate, extensions: [tnAuthList({ spc: '709J' })] });
});
afterAll(() => signers?.dispose());

function invite(parts: { from?: string; to?: string; headers?: readonly string[] }): SipMessage {
  const result = parseMessage(Buffer.from(['INVITE sip:b@h SIP/2.0', 'Via: SIP/2.0/UDP h;branch=z9hG4bKx', `From: ${parts.from ?? from};tag=1`, `To: ${parts.to ?? to}`, 'Call-ID: x', 'CSeq: 1 INVITE', ...parts.headers ?? [], '', ''].join('\r\n')));
  if (!result.ok) throw new Error(result.failure.detail);
  return result.message;
}

interface Case { signed?: Signed; request?: Parameters<typeof invite>[0]; by?: Signer; certificates?: readonly Signer[] | null; anchors?: readonly Signer[]; atMs?: number; tamper?: (header: string) => string }

async function verdictOf({ signed = {}, request = {}, by = provider, certificates = [by, intermediate], anchors = [signers.root], atMs = nowMs, tamper = (header) => header }: Case): Promise<{ verdict: Verdict; fetched: number }> {
  const parsed = parseIdentity(tamper(identityHeader(by, { claims, ...signed })));
  if (!parsed.ok) throw new Error(parsed.why);
  const fetch = vi.fn(async () => certificates === null ? null : certificates.map(({ cert }) => new X509Certificate(cert)));
  const verdict = await verifyIdentity(parsed.identity, factsOf(invite(request), true, 'FR'), {
    anchors: anchors.map(({ cert }) => new X509Certificate(cert)), certificates: fetch, nowEpochMs: () => atMs,
  });
  return { verdict, fetched: fetch.mock.calls.length };
}

const genuine = { kind: 'genuine', attestation: 'A' };

describe.skipIf(!hasOpenssl)('a signed caller', () => {
  test('is genuine by a chain to an anchor, with its grade', async () => {
    expect(await verdictOf({})).toEqual({ verdict: genuine, fetched: 1 });
    expect((await verdictOf({ signed: { claims: { ...claims, attest: 'C' } } })).verdict).toEqual({ kind: 'genuine', attestation: 'C' });
  });

  test.each<[string, Case]>([
    ['numbers without a country code are those of our region', { request: { from: '<sip:0144556677@pbx.test>', to: '<sip:01.44.55.66.00@pbx.test>' } }],
    ['the caller is whom the server asserts', { request: { from: '<sip:+4930123456@pbx.test>', headers: ['P-Asserted-Identity: <tel:+33-1-44-55-66-77>'] } }],
    ['one of several called', { signed: { claims: { ...claims, dest: { tn: ['442079460000', '33144556600'] } } } }],
    ['just within the minute', { atMs: nowSeconds * 1_000 + 60_000 }],
    ['signed by a clock ahead of ours', { atMs: nowSeconds * 1_000 - 60_000 }],
  ])('is genuine where %s', async (_what, what) => {
    expect((await verdictOf(what)).verdict).toEqual(genuine);
  });

  test('is genuine in compact form, with the time of the Date header', async () => {
    const signed = { compact: true, header: { ppt: undefined }, claims: { dest: { tn: ['33144556600'] }, iat: nowSeconds, orig: { tn: '33144556677' } }, params: ';alg=ES256' };
    const date = `Date: ${new Date(nowSeconds * 1_000).toUTCString()}`;
    expect((await verdictOf({ signed, request: { headers: [date] } })).verdict).toEqual({ kind: 'genuine', attestation: null });
    expect(await verdictOf({ signed })).toEqual({ verdict: { kind: 'unknown', why: 'no-date' }, fetched: 0 });
    expect((await verdictOf({ signed, request: { from: '<sip:+33144556678@pbx.test>', headers: [date] } })).verdict).toEqual({ kind: 'false', why: 'signature' });
  });

  test.each<[string, string, Case]>([
    ['it is old', 'stale', { atMs: nowSeconds * 1_000 + 61_000 }],
    ['it is from the future', 'stale', { atMs: nowSeconds * 1_000 - 61_000 }],
    ['the request is old', 'stale', { request: { headers: [`Date: ${new Date(nowMs - 120_000).toUTCString()}`] } }],
    ['it is another caller\'s', 'another-caller', { request: { from: '<sip:+33144556678@pbx.test>' } }],
    ['it is for somebody else', 'another-called', { request: { to: '<sip:+33144556601@pbx.test>' } }],
  ])('is false, and nothing is fetched, where %s', async (_what, why, what) => {
    expect(await verdictOf(what)).toEqual({ verdict: { kind: 'false', why }, fetched: 0 });
  });

  test('is false where the signature is of other claims, or by another key', async () => {
    const other = signers.issue({ by: intermediate, extensions: [tnAuthList({ spc: '709J' })] });
    expect((await verdictOf({ by: other, certificates: [provider, intermediate] })).verdict).toEqual({ kind: 'false', why: 'signature' });
    const forged = identityHeader(provider, { claims: { ...claims, attest: 'C' } }).split('.');
    const tamper = (header: string): string => [...header.split('.').slice(0, 2), ...forged.slice(2)].join('.');
    expect((await verdictOf({ tamper })).verdict).toEqual({ kind: 'false', why: 'signature' });
  });

  test('is false where the certificate is out of date', async () => {
    const atMs = nowMs + 3 * 24 * 60 * 60_000;
    expect((await verdictOf({ atMs, signed: { claims: { ...claims, iat: Math.floor(atMs / 1_000) } } })).verdict).toEqual({ kind: 'false', why: 'out-of-date' });
  });

  test.each<[string, () => Signer]>([
    ['has no list of numbers', () => signers.issue({ by: intermediate })],
    ['is for other numbers', () => signers.issue({ by: intermediate, extensions: [tnAuthList({ one: '33144556678' }, { start: '33144556000', count: 500 })] })],
    ['has another kind of key', () => signers.issue({ by: intermediate, extensions: [tnAuthList({ spc: '709J' })], curve: 'secp384r1' })],
  ])('is false where the certificate %s', async (_what, make) => {
    const other = make();
    expect((await verdictOf({ certificates: [other, intermediate] })).verdict).toEqual({ kind: 'false', why: 'not-theirs' });
  });

  test('is genuine by a certificate for this number, or for a range it is in', async () => {
    for (const entry of [{ one: '33144556677' }, { start: '33144556600', count: 100 }]) {
      const by = signers.issue({ by: intermediate, extensions: [tnAuthList(entry)] });
      expect((await verdictOf({ by })).verdict).toEqual(genuine);
    }
  });

  test.each<[string, string, number, () => Case]>([
    ['nobody we know vouches for the signer', 'untrusted', 1, () => ({ anchors: [signers.issue({ extensions: ['basicConstraints=critical,CA:TRUE'] })] })],
    ['the chain has a gap', 'untrusted', 1, () => ({ certificates: [provider] })],
    ['the one between may not issue', 'untrusted', 1, () => ({ by: signers.issue({ by: provider, extensions: [tnAuthList({ spc: '1' })] }), certificates: [provider] })],
    ['the signer vouches for itself', 'untrusted', 1, () => ({ by: signers.issue({ extensions: [tnAuthList({ spc: '1' })] }) })],
    ['there is no certificate to be had', 'no-certificate', 1, () => ({ certificates: null })],
    ['we are called by an extension', 'not-comparable', 0, () => ({ request: { to: '<sip:201@pbx.test>' } })],
    ['the caller is an extension', 'not-comparable', 0, () => ({ request: { from: '<sip:205@pbx.test>' } })],
    ['the caller hides', 'not-comparable', 0, () => ({ request: { headers: ['Privacy: id'] } })],
    ['somebody else was called and sent it on', 'forwarded', 0, () => ({ request: { to: '<sip:+33144556601@pbx.test>', headers: ['Diversion: <sip:+33144556600@pbx.test>'] } })],
  ])('is neither where %s', async (_what, why, fetched, make) => {
    expect(await verdictOf(make())).toEqual({ verdict: { kind: 'unknown', why }, fetched });
  });

  test('with an address needs a certificate of that domain', async () => {
    const of = (domain: string): Signer => signers.issue({ by: intermediate, extensions: [`subjectAltName=DNS:${domain}`] });
    const uris: Case = { signed: { header: { ppt: undefined }, params: '', claims: { dest: { uri: ['sip:bob@pbx.test'] }, iat: nowSeconds, orig: { uri: 'sip:alice@example.com' } } }, request: { from: '<sip:alice@example.com>', to: '<sip:bob@pbx.test>' } };
    expect((await verdictOf({ ...uris, by: of('example.com') })).verdict).toEqual({ kind: 'genuine', attestation: null });
    expect((await verdictOf({ ...uris, by: of('example.org') })).verdict).toEqual({ kind: 'false', why: 'not-theirs' });
  });
});

describe.skipIf(!hasOpenssl)('certificates', () => {
  test('are read from PEM, several in one file, from DER, and not from anything else', () => {
    expect(readCertificates(`${provider.cert}\nnoise\n${intermediate.cert}`)).toHaveLength(2);
    expect(readCertificates(new X509Certificate(provider.cert).raw)).toHaveLength(1);
    expect(readCertificates(Buffer.from('<html>'))).toEqual([]);
    expect(readCertificates('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toEqual([]);
    expect(readCertificates(provider.cert.repeat(20))).toHaveLength(6);
    expect(checkChain([], [], { tn: '1', uri: null }, nowMs)).toEqual({ ok: false, why: 'untrusted' });
  });

  test('tell what they may sign for', () => {
    const { cert } = signers.issue({ by: signers.root, extensions: [tnAuthList({ spc: '709J' }, { one: '15551234567' }, { start: '15550000000', count: 1_000 })] });
    expect(tnAuthListOf(new X509Certificate(cert).raw)).toEqual({ providers: ['709J'], ranges: [{ start: '15551234567', count: 1 }, { start: '15550000000', count: 1_000 }] });
    expect(tnAuthListOf(new X509Certificate(signers.root.cert).raw)).toBeNull();
  });

  test('of a range end where it ends, and have numbers of one length', () => {
    const list = { providers: [], ranges: [{ start: '15550000000', count: 1_000 }] };
    expect(['15550000000', '15550000999'].every((tn) => covers(list, tn))).toBe(true);
    expect(['15550001000', '15549999999', '155500005', '155500000001', '#1'].some((tn) => covers(list, tn))).toBe(false);
  });

  test('that are damaged are read without a throw', () => {
    const { raw } = new X509Certificate(provider.cert);
    fc.assert(fc.property(fc.nat(raw.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(raw.length), (at, byte, length) => {
      const damaged = Buffer.from(raw.subarray(0, length));
      if (at < length) damaged[at] = byte;
      tnAuthListOf(damaged);
      readCertificates(damaged);
    }), { numRuns: 500 });
  });
});
