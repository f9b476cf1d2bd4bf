import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasOpenssl } from '../../../../support/sip/certificates';
import { type Phone, sdp, startPhone } from '../../../../support/sip/phone';
import { requestText, ScriptedPeer } from '../../../../support/sip/scripted-peer';
import { CERTIFICATE_URL, identityHeader, type Signer, Signers, tnAuthList } from '../../../../support/sip/signers';

const nothing = (ms = 80): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
let serial = 0;

describe.skipIf(!hasOpenssl)('a call that comes in from the server', () => {
  let signers: Signers;
  let provider: Signer;
  let server: ScriptedPeer;
  let phone: Phone;
  let asked: string[];
  let give: (certificate: Buffer | null) => void;
  let invite: (...headers: string[]) => void;

  beforeAll(async () => {
    signers = new Signers();
    provider = signers.issue({ by: signers.root, extensions: [tnAuthList({ spc: '709J' })] });
    // A certificate is valid from the second it was made in.
    await nothing(1_000);
  });
  afterAll(() => signers?.dispose());
  beforeEach(async () => {
    asked = [];
    server = await ScriptedPeer.open();
    phone = startPhone('alice', server.address, {}, {
      fetchCertificate: (url) => {
        asked.push(url);
        return new Promise((resolve) => { give = resolve; });
      },
    });
    const registered = phone.register();
    const register = await server.acceptRegister();
    await registered;
    invite = (...headers) => {
      const id = ++serial;
      server.send(requestText('INVITE', register.message.contacts[0]?.uri.text ?? '', {
        via: `SIP/2.0/UDP ${server.address};branch=z9hG4bK-stir-${id};rport`, from: '<sip:+33144556677@pbx.test>;tag=bob', to: '<sip:+33144556600@pbx.test>',
        callId: `stir-${id}@test`, headers: [`Contact: <sip:bob@${server.address}>`, ...headers], body: sdp(),
      }), register.from);
    };
  });
  afterEach(async () => {
    server.obliging = true;
    await phone.signalling.dispose();
    server.close();
  });

  const identity = (change: object = {}): string => `Identity: ${identityHeader(provider, { claims: { attest: 'A', dest: { tn: ['33144556600'] }, iat: Math.floor(Date.now() / 1_000), orig: { tn: '33144556677' }, origid: 'x', ...change } })}`;
  const checking = (on = true): void => phone.signalling.callers.configure({ enabled: on, anchors: signers.root.cert, region: 'FR' });
  const verdicts = (): unknown[] => phone.events.filter(({ kind }) => kind === 'callerVerified');

  test('is told at once with what the server says of the number; nothing is fetched', async () => {
    checking();
    invite('P-Asserted-Identity: <sip:+33144556677;verstat=TN-Validation-Passed@pbx.test;user=phone>', identity());
    const { callId } = await phone.next('incoming');
    expect(await phone.next('callerVerified')).toEqual({ kind: 'callerVerified', callId, verdict: 'verified', attestation: null, by: 'network' });
    expect(asked).toEqual([]);
  });

  test('rings before its signature is checked; the result fills in', async () => {
    checking();
    invite(identity());
    const { callId } = await phone.next('incoming');
    phone.signalling.ring(callId);
    await server.response(180);
    expect(asked).toEqual([CERTIFICATE_URL]);
    expect(verdicts()).toEqual([]);
    give(Buffer.from(provider.cert));
    expect(await phone.next('callerVerified')).toEqual({ kind: 'callerVerified', callId, verdict: 'verified', attestation: 'A', by: 'signature' });
  });

  test('with a signature for another caller is false, without a question to anybody', async () => {
    checking();
    invite(identity({ orig: { tn: '33144556678' } }));
    expect(await phone.next('callerVerified')).toMatchObject({ verdict: 'failed', by: 'signature' });
    expect(asked).toEqual([]);
  });

  test('one genuine signature of several is enough; a lower grade is told', async () => {
    checking();
    invite('Identity: broken', identity({ iat: 1 }), identity({ attest: 'B' }));
    await phone.next('incoming');
    await nothing();
    give(Buffer.from(provider.cert));
    expect(await phone.next('callerVerified')).toMatchObject({ verdict: 'partly', attestation: 'B' });
  });

  test('whose certificate cannot be had is told as not checked', async () => {
    checking();
    invite(identity());
    await phone.next('incoming');
    await nothing();
    give(null);
    expect(await phone.next('callerVerified')).toMatchObject({ verdict: 'none' });
  });

  test('is not checked, and nothing is fetched, unless the user has it so and says whom to trust', async () => {
    invite(identity());
    await phone.next('incoming');
    checking(false);
    invite(identity());
    await phone.next('incoming');
    phone.signalling.callers.configure({ enabled: true, anchors: '', region: 'FR' });
    invite(identity());
    await phone.next('incoming');
    await nothing();
    expect([asked, verdicts()]).toEqual([[], []]);
  });

  test('that is over, or was checked by other rules than now hold, is told nothing of', async () => {
    checking();
    invite(identity());
    const { callId } = await phone.next('incoming');
    await nothing();
    phone.signalling.reject(callId, 486);
    await server.response(486);
    give(Buffer.from(provider.cert));
    invite(identity());
    await phone.next('incoming');
    checking(false);
    await nothing();
    expect(verdicts()).toEqual([]);
  });
});
