import { describe, expect, test } from 'vitest';
import { RealmPins, RequestAuth } from '../../../../electron/sip/auth/credentials';
import { answerChallenge, type DigestChallenge, strongestChallenge } from '../../../../electron/sip/auth/digest';
import { parseChallenges } from '../../../../electron/sip/parser';

const read = (text: string): DigestChallenge => {
  const challenge = strongestChallenge(parseChallenges(text));
  if (challenge === null) throw new Error('no challenge');
  return challenge;
};
const responseOf = (header: string): string | undefined => /response="([0-9a-f]+)"/.exec(header)?.[1];

describe('answers', () => {
  test('RFC 2617 3.5: MD5 with qop auth', () => {
    const header = answerChallenge(
      read('Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'),
      { username: 'Mufasa', password: 'Circle Of Life' }, { method: 'GET', uri: '/dir/index.html', body: '' }, '0a4f113b', 1,
    );
    expect(responseOf(header)).toBe('6629fae49393a05397450978507c4ef1');
    expect(header).toContain('opaque="5ccc069c403ebaf9f0171e9517f40e41"');
  });

  const rfc7616 = (algorithm: string): string => answerChallenge(
    read(`Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`),
    { username: 'Mufasa', password: 'Circle of Life' }, { method: 'GET', uri: '/dir/index.html', body: '' }, 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ', 1,
  );
  test('RFC 7616 3.9.1: MD5 and SHA-256', () => {
    expect(responseOf(rfc7616('MD5'))).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(responseOf(rfc7616('SHA-256'))).toBe('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
  });

  test('each -sess, auth-int and qop-less form differs from the plain one and says what it is', () => {
    const forms = ['algorithm=MD5', 'algorithm=MD5-sess', 'algorithm=SHA-512-256-sess', 'algorithm=MD5, qop="auth-int"', 'algorithm=MD5, qop="auth"'].map((form) =>
      answerChallenge(read(`Digest realm="r", nonce="n", ${form}`), { username: 'u', password: 'p' }, { method: 'INVITE', uri: 'sip:b@h', body: 'v=0' }, 'c', 1));
    expect(new Set(forms.map(responseOf)).size).toBe(5);
    expect(forms[1]).toContain('cnonce="c"');
    expect(forms[3]).toContain('qop=auth-int');
    // RFC 2069 form, worked out with md5sum: MD5(MD5(u:r:p):n:MD5(INVITE:sip:b@h)).
    expect(responseOf(forms[0] ?? '')).toBe('f18f0ab52fe1060d2b0baf5da25443fd');
    expect(forms[0]).not.toContain('cnonce');
  });

  test('escapes quotes in names', () => {
    const header = answerChallenge(read('Digest realm="a\\"b", nonce="n"'), { username: 'x"y', password: '' }, { method: 'A', uri: 'u', body: '' }, 'c', 1);
    expect(header).toContain('username="x\\"y", realm="a\\"b"');
  });
});

describe('challenges', () => {
  test('the strongest wins whatever the order; unknown algorithms, schemes and qops are left out', () => {
    expect(read('Digest realm="r", nonce="1", Digest realm="r", nonce="2", algorithm=SHA-256, Digest realm="r", nonce="3", algorithm=SHA-9000').nonce).toBe('2');
    for (const none of ['Basic realm="r"', 'Digest realm="r"', 'Digest realm="r", nonce="n", qop="auth-odd"', 'Digest realm="r", nonce="n", algorithm=AKAv1-MD5']) {
      expect(strongestChallenge(parseChallenges(none))).toBeNull();
    }
  });
});

describe('a request that is challenged', () => {
  const request = { method: 'REGISTER', uri: 'sip:h', body: '' };
  const digest = (realm: string, nonce: string, more = '') => parseChallenges(`Digest realm="${realm}", nonce="${nonce}"${more}`);
  const auth = (pins = new RealmPins()): RequestAuth => new RequestAuth({ username: 'u', password: 'p' }, pins);

  test('answers once per realm and header, again only when stale', () => {
    const one = auth();
    expect(one.answer(401, digest('r', '1'), request).kind).toBe('answer');
    expect(one.answer(407, digest('r', '2'), request).kind).toBe('answer');
    expect(one.answer(401, digest('r', '3'), request).kind).toBe('refused');
    expect(one.answer(401, digest('r', '4', ', stale=true'), request).kind).toBe('answer');
  });

  test('gives up on a server that says stale for ever', () => {
    const one = auth();
    const answers = Array.from({ length: 10 }, (_, i) => one.answer(401, digest('r', String(i), ', stale=true'), request).kind);
    expect(answers.filter((kind) => kind === 'answer').length).toBeLessThanOrEqual(5);
  });

  test('no digest for a realm that is not the line\'s own', () => {
    const pins = new RealmPins();
    expect(auth(pins).answer(401, digest('home', '1'), request).kind).toBe('answer');
    expect(auth(pins).answer(401, digest('stranger', '1'), request)).toMatchObject({ kind: 'refused' });
    expect(auth(pins).answer(401, digest('home', '2'), request).kind).toBe('answer');
  });
});
