import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AccountConnection } from '../../../electron/contract/connection';
import { readAuthorities } from '../../../electron/sip/transport/stream/system-authorities';
import { type Certificate, hasOpenssl, makeAuthority, type TestAuthority } from '../../support/sip/certificates';
import { passwordOf } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { requestText } from '../../support/sip/scripted-peer';
import { StreamPeer } from '../../support/sip/stream-peer';

const open: { dispose(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0)) await item.dispose();
});

describe.skipIf(!hasOpenssl)('certificates of a line', () => {
  let authority: TestAuthority;
  let server: Certificate;
  let client: Certificate;
  beforeAll(() => {
    authority = makeAuthority();
    server = authority.issue(['IP:127.0.0.1']);
    client = authority.issue([], { commonName: 'alice' });
  });
  afterAll(() => authority.dispose());

  async function peer(...options: Parameters<typeof StreamPeer.open>): Promise<StreamPeer> {
    const made = await StreamPeer.open(...options);
    open.push({ dispose: () => made.close() });
    return made;
  }
  /** Trusts nobody but whom the line names. */
  function phoneAt(domain: string, connection: Partial<AccountConnection> = {}): Phone {
    const whole = { webSocketPath: null, authorities: null, clientCertificate: null, pinnedCertificate: null, ...connection };
    const phone = startPhone('alice', domain, { transport: 'tls', connection: whole }, { authorities: [] });
    open.unshift({ dispose: () => phone.signalling.dispose() });
    return phone;
  }
  const ready = (phone: Phone): Promise<unknown> => phone.next('registration', 3_000, ({ state }) => state.kind === 'ready');
  const failure = async (phone: Phone): Promise<unknown> => (await phone.next('registration', 3_000, ({ state }) => state.kind === 'failed')).state;

  test('an authority of its own is trusted by that line alone', async () => {
    const pbx = await peer(server);
    const phone = phoneAt(pbx.address, { authorities: authority.cert });
    const done = phone.register();
    await pbx.acceptRegister();
    await done;
    const other = phoneAt(pbx.address);
    other.signalling.applyAccount(other.account, 'x');
    expect(await failure(other)).toMatchObject({ error: { code: 'certificate-issuer' } });
  });

  test('what an untrusted server showed is told by the test, and that fingerprint can be trusted', async () => {
    const pbx = await peer(server);
    const phone = phoneAt(pbx.address);
    const { failedStep } = await phone.signalling.testAccount(phone.account, 'x', () => {});
    const { fingerprint256 } = new X509Certificate(server.cert);
    expect(failedStep).toMatchObject({ problem: 'issuer', certificate: { subject: 'CN=server', issuer: 'CN=Test authority', fingerprint: fingerprint256 } });
    expect(failedStep?.certificate?.validToEpochMs).toBeGreaterThan(Date.now());
    const trusting = phoneAt(pbx.address, { pinnedCertificate: fingerprint256.toLowerCase() });
    const done = trusting.register();
    await pbx.acceptRegister();
    await done;
  });

  test('one that is pinned says nothing for another certificate of the same authority', async () => {
    const pbx = await peer(authority.issue(['IP:127.0.0.1']));
    const phone = phoneAt(pbx.address, { pinnedCertificate: new X509Certificate(server.cert).fingerprint256 });
    phone.signalling.applyAccount(phone.account, 'x');
    expect(await failure(phone)).toMatchObject({ error: { code: 'certificate-issuer' } });
    expect(pbx.received).toEqual([]);
  });

  test('shows its own certificate to a server that wants one', async () => {
    const pbx = await peer(server, 0, { clientAuthority: authority.cert });
    const phone = phoneAt(pbx.address, { authorities: authority.cert, clientCertificate: client.cert });
    phone.signalling.applyAccount(phone.account, passwordOf('alice'), client.key);
    await pbx.acceptRegister();
    await ready(phone);
  });

  test.each<[string, () => { cert: string | null; key: string | null }]>([
    ['none', () => ({ cert: null, key: null })], ['one of another authority', () => strangers()], ['one whose key is another', () => ({ cert: client.cert, key: server.key })],
  ])('a server that wants a certificate and gets %s: told as that', async (_what, own) => {
    const { cert: clientCertificate, key } = own();
    const pbx = await peer(server, 0, { clientAuthority: authority.cert });
    const phone = phoneAt(pbx.address, { authorities: authority.cert, clientCertificate });
    phone.signalling.applyAccount(phone.account, 'x', key);
    expect(await failure(phone)).toMatchObject({ error: { code: 'certificate-client' } });
    expect(await phone.signalling.testAccount(phone.account, 'x', () => {}, key)).toMatchObject({ failedStep: { problem: 'client' } });
  });

  let stranger: Certificate | null = null;
  function strangers(): Certificate {
    if (stranger === null) {
      const other = makeAuthority();
      stranger = other.issue([]);
      other.dispose();
    }
    return stranger;
  }

  test('lines that trust differently do not share a connection to the same server', async () => {
    const pbx = await peer(server);
    const phone = phoneAt(pbx.address, { authorities: authority.cert });
    const done = phone.register();
    const first = await pbx.acceptRegister();
    await done;
    phone.signalling.applyAccount({ ...phone.account, id: 'second' as never, username: 'second', connection: { webSocketPath: null, authorities: null, clientCertificate: null, pinnedCertificate: new X509Certificate(server.cert).fingerprint256 } }, 'x');
    const second = await pbx.acceptRegister();
    expect(second.socket).not.toBe(first.socket);
  });

  test('on IPv6', async () => {
    const pbx = await peer(authority.issue(['IP:::1']), 0, { host: '::1' });
    const phone = phoneAt(pbx.address, { authorities: authority.cert });
    const done = phone.register();
    expect((await pbx.acceptRegister()).message.vias[0]).toMatchObject({ transport: 'TLS', host: '::1' });
    await done;
  });

  describe('sips: (RFC 3261 26.2, RFC 5630)', () => {
    async function registered(): Promise<{ pbx: StreamPeer; phone: Phone; register: Awaited<ReturnType<StreamPeer['acceptRegister']>> }> {
      const pbx = await peer(server);
      const phone = phoneAt(pbx.address, { authorities: authority.cert });
      const done = phone.register();
      const register = await pbx.acceptRegister();
      await done;
      return { pbx, phone, register };
    }

    test('can be called from a line on TLS, with a sips: Contact in the whole dialog', async () => {
      const { pbx, phone } = await registered();
      const call = phone.call(`sips:bob@${pbx.address}`);
      const invite = await pbx.request('INVITE');
      expect(invite.message.uri.text).toBe(`sips:bob@${pbx.address}`);
      expect(invite.message.contacts[0]?.uri.text).toMatch(/^sips:s[0-9a-f]+@127\.0\.0\.1:\d+$/);
      pbx.reply(invite, 200, { sdp: sdp(), contact: `<sips:bob@${pbx.address}>` });
      await phone.next('accepted');
      await pbx.request('ACK');
      void phone.signalling.reinvite(call, sdp('sendonly'));
      const again = await pbx.request('INVITE');
      expect(again.message.contacts[0]?.uri.scheme).toBe('sips');
      pbx.reply(again, 200, { sdp: sdp('recvonly'), contact: `<sips:bob@${pbx.address}>` });
    });

    test('a call that comes in by sips: is answered with a sips: Contact, another with a sip: one', async () => {
      const { pbx, phone, register } = await registered();
      for (const [n, scheme] of (['sips', 'sip'] as const).entries()) {
        const to = `${scheme}:${(register.message.contacts[0]?.uri.text ?? '').replace(/^sip:/, '').replace(/;.*$/, '')}`;
        register.socket.write(requestText('INVITE', to, {
          via: `SIP/2.0/TLS ${pbx.address};branch=z9hG4bKs${n}`, from: `<sip:b@h>;tag=${n}`, to: '<sip:a@h>', callId: `s${n}`, headers: [`Contact: <${scheme}:b@${pbx.address}>`], body: sdp(),
        }));
        phone.signalling.ring((await phone.next('incoming')).callId);
        expect((await pbx.response(180)).message.contacts[0]?.uri.scheme).toBe(scheme);
      }
    });

    test('cannot be called from a line that is not encrypted', async () => {
      const { phone } = await registered();
      phone.signalling.applyAccount({ ...phone.account, transport: 'tcp' }, 'x');
      expect(() => phone.call('sips:bob@example.com')).toThrow(expect.objectContaining({ code: 'INVALID_TARGET' }));
    });
  });
});

describe('whom this computer trusts', () => {
  const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`;

  test('asks the system where Node can, and counts nobody twice', () => {
    expect(readAuthorities((which) => (which === 'system' ? [pem('company'), pem('known')] : [pem('known')]), () => '')).toEqual([pem('known'), pem('company')]);
  });

  test('an older Node reads the bundle of the distribution besides its own list', () => {
    const all = readAuthorities(undefined, () => `# company\n${pem('company')}\njunk`);
    expect(all.at(-1)).toBe(pem('company'));
    expect(all.length).toBeGreaterThan(50);
  });

  test('a system that refuses to be asked leaves the built-in ones', () => {
    expect(readAuthorities((which) => {
      if (which === 'system') throw new Error('no');
      return [pem('known')];
    }, () => '')).toEqual([pem('known')]);
  });
});
