import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../electron/contract';
import { kindOf } from '../../../electron/media/transport/demux';
import { LinkedPhones } from '../../support/linked-phones';

const withIce = (keyExchange?: Account['keyExchange']): Partial<Account> => ({
  network: { ice: 'on', stunServer: null, turn: null },
  ...(keyExchange === undefined ? {} : { mediaEncryption: 'required', keyExchange }),
});
const tone = Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / 48_000));
const loudness = (pcm: Float32Array): number => Math.max(...pcm.slice(24_000));
const ufragOf = (sdp: string): string | undefined => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];

let phones: LinkedPhones;
/** Descriptions in the order in which they went. */
let sdps: string[];
afterEach(() => phones.dispose());

function pair(keyExchange?: Account['keyExchange']): void {
  phones = new LinkedPhones({ a: withIce(keyExchange), b: withIce(keyExchange) });
  sdps = [];
  phones.carry = (sdp) => { sdps.push(sdp); return sdp; };
}
const connected = (): boolean => [phones.a, phones.b].every(({ stats }) => stats?.path.ice === 'connected');
async function bothHear(): Promise<void> {
  const { heardByA, heardByB } = await phones.run(1_000, tone);
  expect(loudness(heardByA)).toBeGreaterThan(0.2);
  expect(loudness(heardByB)).toBeGreaterThan(0.2);
}

describe.each([['no keys', undefined], ['SDES', 'sdes'], ['DTLS', 'dtls']] as const)('a call with ICE and %s', (_name, keyExchange) => {
  it('loses its way, makes a new offer that starts ICE anew, and both hear again', async () => {
    pair(keyExchange);
    await phones.connect();
    await phones.until(connected);
    await bothHear();
    const exchanges = sdps.length;
    const security = phones.a.snapshot[0]?.security;
    // Another network took the place of the old one: from and to the old address nothing goes any more.
    phones.passes = (_bytes, from, to) => [from, to].every((end) => !oldPorts.includes(end.port) || end.address !== '127.0.0.1');
    const oldPorts = [phones.a.stats?.path.local?.port];
    phones.a.address = '127.77.3.9';
    await phones.run(2_000);
    const { heardByB } = await phones.run(1_000, tone);
    expect(loudness(heardByB)).toBeLessThan(0.01);
    await phones.until(() => sdps.length > exchanges, 45_000);
    expect(ufragOf(sdps[exchanges] ?? '')).not.toBe(ufragOf(sdps[0] ?? ''));
    await phones.until(() => phones.b.stats?.path.remote?.address === '127.77.3.9' && connected(), 10_000);
    await phones.run(1_000);
    await bothHear();
    expect(phones.a.snapshot[0]?.security).toEqual(security);
    expect([phones.a, phones.b].map(({ history }) => history.length)).toEqual([1, 1]);
  });

  it('is heard again after a silence of the network that outlasts consent, whatever the user does meanwhile', async () => {
    pair(keyExchange);
    const callId = await phones.connect();
    await phones.until(connected);
    await bothHear();
    phones.passes = () => false;
    await phones.until(() => [phones.a, phones.b].some(({ stats }) => stats?.path.ice === 'lost') || sdps.length > 2, 45_000);
    phones.passes = () => true;
    phones.a.calls.hold(callId);
    await phones.run(3_000);
    phones.a.calls.resume(callId);
    await phones.run(5_000);
    expect(connected()).toBe(true);
    await bothHear();
  });
});

describe('a DTLS handshake over ICE', () => {
  it('waits for the pair, and stands within moments of it', async () => {
    pair('dtls');
    let firstMs: number | null = null;
    let open = false;
    phones.passes = (bytes) => {
      if (kindOf(bytes) === 'dtls') firstMs ??= phones.clock.monotonicMs();
      return open || kindOf(bytes) !== 'stun';
    };
    await phones.connect();
    await phones.run(1_200);
    expect(firstMs).toBeNull();
    expect(phones.a.snapshot[0]?.security.audioState).toBe('starting');
    const openedMs = phones.clock.monotonicMs();
    open = true;
    await phones.until(() => firstMs !== null);
    // Not by the timer of the handshake, which would be almost two seconds after.
    expect((firstMs ?? 0) - openedMs).toBeLessThan(800);
    await phones.until(() => [phones.a, phones.b].every(({ snapshot }) => snapshot[0]?.security.audioState === 'encrypted'), 400);
    await bothHear();
  });

  it('is not made again where ICE starts anew', async () => {
    pair('dtls');
    const callId = await phones.connect();
    await phones.until(connected);
    await bothHear();
    let handshakes = 0;
    phones.passes = (bytes) => { if (kindOf(bytes) === 'dtls') handshakes++; return true; };
    phones.a.address = '127.77.3.9';
    phones.a.calls.hold(callId);
    await phones.run(500);
    phones.a.calls.resume(callId);
    await phones.until(() => phones.b.stats?.path.remote?.address === '127.77.3.9' && connected(), 5_000);
    await bothHear();
    expect(handshakes).toBe(0);
    expect(phones.a.snapshot[0]?.security).toMatchObject({ audio: true, keyExchange: 'dtls' });
  });
});

describe('an incoming call with ICE', () => {
  /** Hears questions and never answers: whoever asks it waits half a second. */
  async function muteServer(): Promise<{ address: string; asked: () => number }> {
    const socket = createSocket('udp4');
    let asked = 0;
    socket.on('message', () => { asked++; });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    closing = () => socket.close();
    return { address: `127.0.0.1:${socket.address().port}`, asked: () => asked };
  }
  let closing: () => void = () => {};
  afterEach(() => { closing(); closing = () => {}; });
  const ringing = (): boolean => phones.b.snapshot.some(({ phase }) => phase.kind === 'incoming');

  it('asks its servers while it rings, so that the answer does not wait for them', async () => {
    const server = await muteServer();
    phones = new LinkedPhones({ a: withIce(), b: { network: { ice: 'auto', stunServer: server.address, turn: null } } });
    phones.a.calls.dial('b', null);
    await phones.until(ringing);
    await phones.run(700);
    expect(server.asked()).toBeGreaterThan(0);
    // A session that only prepares has nothing to show.
    expect(phones.b.stats).toBeNull();
    expect(phones.b.snapshot[0]?.quality).toBeNull();
    const startedMs = phones.clock.monotonicMs();
    phones.b.calls.answer(phones.b.snapshot[0]!.id);
    await phones.until(() => phones.a.snapshot[0]?.phase.kind === 'established');
    expect(phones.clock.monotonicMs() - startedMs).toBeLessThan(50);
    await phones.until(connected);
    await bothHear();
  });

  it('answered at once waits for the rest only', async () => {
    const server = await muteServer();
    phones = new LinkedPhones({ a: withIce(), b: { network: { ice: 'auto', stunServer: server.address, turn: null } } });
    phones.a.calls.dial('b', null);
    await phones.until(ringing);
    await phones.run(300);
    const startedMs = phones.clock.monotonicMs();
    phones.b.calls.answer(phones.b.snapshot[0]!.id);
    await phones.until(() => phones.a.snapshot[0]?.phase.kind === 'established');
    const tookMs = phones.clock.monotonicMs() - startedMs;
    expect(tookMs).toBeGreaterThan(150);
    expect(tookMs).toBeLessThan(260);
  });

  it('that is given up while it gathers leaves nothing behind', async () => {
    const server = await muteServer();
    phones = new LinkedPhones({ a: withIce(), b: { network: { ice: 'auto', stunServer: server.address, turn: null } } });
    const callId = phones.a.calls.dial('b', null);
    await phones.until(ringing);
    const { id } = phones.b.snapshot[0]!;
    await phones.run(50);
    phones.a.calls.hangUp(callId);
    await phones.until(() => phones.b.ended.length > 0);
    expect(await phones.b.media.close(id)).toBeNull();
    const asked = server.asked();
    expect(asked).toBeGreaterThan(0);
    await phones.run(20_000);
    expect(server.asked()).toBe(asked);
    expect(phones.b.history).toMatchObject([{ end: 'missed' }]);
  });

  it('opens nothing before the answer where there is nobody to ask', async () => {
    phones = new LinkedPhones({ a: withIce(), b: { network: { ice: 'auto', stunServer: null, turn: null } } });
    phones.a.calls.dial('b', null);
    await phones.until(ringing);
    expect(await phones.b.media.close(phones.b.snapshot[0]!.id)).toBeNull();
  });
});
