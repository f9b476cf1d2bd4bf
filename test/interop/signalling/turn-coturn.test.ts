import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { IceOptions, MediaStats } from '../../../electron/calls/ports';
import { systemClock, silentLog } from '../../../electron/calls/ports';
import { Relay } from '../../../electron/media/ice/relay';
import { IceServers } from '../../../electron/media/ice/servers';
import { CallId } from '../../../electron/contract/ids';
import { MediaEngine } from '../../../electron/media';
import { hasCoturn, startCoturn, turnUser, type Coturn } from '../../support/ice/coturn';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const callId = CallId.parse('relayed');

describe.skipIf(!hasCoturn)('coturn', () => {
  let coturn: Coturn;
  const open: (() => Promise<unknown>)[] = [];
  beforeAll(async () => { coturn = await startCoturn(); }, 20_000);
  afterEach(async () => { for (const close of open.splice(0).reverse()) await close(); });
  afterAll(() => coturn.stop());

  const turnAt = (protocol: 'udp' | 'tcp' | 'tls', server = coturn): NonNullable<IceOptions['turn']> =>
    ({ host: server.host, port: protocol === 'tls' ? server.tlsPort : server.port, protocol, ...turnUser });

  async function allocate(turn: NonNullable<IceOptions['turn']>, heard: (bytes: Uint8Array) => void = () => {}, refused: (address: string) => void = () => {}): ReturnType<typeof Relay.open> {
    const result = await Relay.open({
      component: 'rtp', clock: systemClock, log: silentLog, randomBytes, settings: turn, server: { address: '127.0.0.1', port: turn.port },
      localAddress: '127.0.0.1', family: 4, ca: coturn.certificate, onData: (_, bytes) => heard(bytes), onLost: () => {}, onRefused: refused,
    }, () => true);
    if (result.ok) open.push(() => result.relay.dispose());
    return result;
  }

  /** A plain UDP peer on loopback. */
  async function peer(): Promise<{ port: number; got: { bytes: Buffer; port: number }[]; send: (text: string, port: number) => void }> {
    const socket = createSocket('udp4');
    const got: { bytes: Buffer; port: number }[] = [];
    socket.on('message', (bytes, from) => got.push({ bytes, port: from.port }));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    open.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    return { port: socket.address().port, got, send: (text, port) => socket.send(text, port, '127.0.0.1', () => {}) };
  }

  it.each(['udp', 'tcp', 'tls'] as const)('relays both ways over %s, by indications and by channel', async (protocol) => {
    const heard: string[] = [];
    const result = await allocate(turnAt(protocol), (bytes) => heard.push(Buffer.from(bytes).toString()));
    if (!result.ok) throw new Error(result.failure.detail);
    const { relay } = result;
    const far = await peer();
    // Nobody is let in before we named him.
    far.send('too early', relay.endpoint.port);
    await wait(100);
    const to = { address: '127.0.0.1', port: far.port };
    relay.send(Buffer.from('one'), to);
    await wait(200);
    far.send('two', relay.endpoint.port);
    relay.prefer(to);
    await wait(200);
    relay.send(Buffer.from('three!!'), to);
    await wait(200);
    far.send('four', relay.endpoint.port);
    await wait(200);
    expect(far.got.map(({ bytes }) => bytes.toString())).toEqual(['one', 'three!!']);
    expect(far.got.map(({ port }) => port)).toEqual([relay.endpoint.port, relay.endpoint.port]);
    expect(heard).toEqual(['two', 'four']);
  }, 10_000);

  it('says clearly that the password is wrong', async () => {
    const result = await allocate({ ...turnAt('udp'), password: 'guessed' });
    expect(result).toMatchObject({ ok: false, failure: { code: 'wrong-password', status: 401 } });
  });

  it('takes a certificate it cannot trust for what it is', async () => {
    const result = await Relay.open({
      component: 'rtp', clock: systemClock, log: silentLog, randomBytes, settings: turnAt('tls'), server: { address: '127.0.0.1', port: coturn.tlsPort },
      localAddress: '127.0.0.1', family: 4, onData: () => {}, onLost: () => {}, onRefused: () => {},
    }, () => true);
    expect(result).toMatchObject({ ok: false, failure: { code: 'certificate' } });
  });

  it('says that nobody is there', async () => {
    const result = await allocate({ ...turnAt('tcp'), port: 9 });
    expect(result).toMatchObject({ ok: false, failure: { code: 'unreachable' } });
  });

  it('goes on with a new nonce when the old one is stale', async () => {
    const server = await startCoturn({ staleNonceSeconds: 1 });
    open.push(() => server.stop());
    const result = await allocate(turnAt('udp', server));
    if (!result.ok) throw new Error(result.failure.detail);
    const far = await peer();
    await wait(2_500);
    result.relay.send(Buffer.from('later'), { address: '127.0.0.1', port: far.port });
    await wait(400);
    expect(far.got.map(({ bytes }) => bytes.toString())).toEqual(['later']);
    expect(server.log()).toMatch(/438|stale/i);
  }, 20_000);

  it('says that the quota is used up, and gives allocations back', async () => {
    const server = await startCoturn({ userQuota: 1 });
    open.push(() => server.stop());
    const first = await allocate(turnAt('udp', server));
    expect(first.ok).toBe(true);
    expect(await allocate(turnAt('udp', server))).toMatchObject({ ok: false, failure: { code: 'quota-reached', status: 486 } });
    if (first.ok) await first.relay.dispose();
    // coturn's own book-keeping takes a moment; the allocation would live ten minutes.
    let again = false;
    for (let attempt = 0; attempt < 10 && !again; attempt++) {
      await wait(500);
      again = (await allocate(turnAt('udp', server))).ok;
    }
    expect(again).toBe(true);
  }, 20_000);

  it('tells of peers the server does not relay to', async () => {
    const server = await startCoturn({ refuseLoopback: true });
    open.push(() => server.stop());
    const refused: string[] = [];
    const result = await allocate(turnAt('udp', server), () => {}, (address) => refused.push(address));
    if (!result.ok) throw new Error(result.failure.detail);
    result.relay.send(Buffer.from('x'), { address: '127.0.0.1', port: 9 });
    await wait(300);
    expect(refused).toEqual(['127.0.0.1']);
  }, 20_000);

  it('goes to the alternate server it is sent to', async () => {
    const server = await startCoturn({ alternate: coturn.port });
    open.push(() => server.stop());
    const result = await allocate(turnAt('udp', server));
    expect(result.ok).toBe(true);
    expect(server.log()).toMatch(/300|alternate/i);
  }, 20_000);

  describe('in a call', () => {
    function engine(): MediaEngine {
      const made = new MediaEngine({ iceServers: new IceServers({ clock: systemClock, authorities: coturn.certificate }) });
      open.push(() => made.dispose());
      return made;
    }
    const iceWith = (ice: Partial<IceOptions>): IceOptions => ({ use: 'offer', stun: null, turn: null, relayOnly: false, ...ice });
    async function call(iceA: IceOptions, iceB: IceOptions, forMs = 1_500): Promise<{ offer: string; answer: string; a: MediaStats; b: MediaStats }> {
      const [a, b] = [engine(), engine()];
      const options = (ice: IceOptions) => ({ codecs: ['pcmu'] as const, localAddress: '127.0.0.1', direction: 'sendrecv' as const, ice });
      const offer = await a.makeOffer(callId, options(iceA));
      const answer = await b.makeAnswer(callId, offer, options(iceB));
      if (!answer.ok) throw new Error(answer.error);
      await a.takeAnswer(callId, answer.sdp);
      await wait(forMs);
      const [statsA, statsB] = [await a.close(callId), await b.close(callId)];
      if (!statsA || !statsB) throw new Error('no figures');
      return { offer, answer: answer.sdp, a: statsA, b: statsB };
    }

    it.each(['udp', 'tcp', 'tls'] as const)('forced through relays over %s, both directions flow, and no own address is told', async (protocol) => {
      const ice = iceWith({ turn: turnAt(protocol), relayOnly: true });
      const { offer, answer, a, b } = await call(ice, ice, 2_500);
      for (const sdp of [offer, answer]) expect(sdp.match(/typ \w+/g)?.every((type) => type === 'typ relay')).toBe(true);
      for (const stats of [a, b]) {
        expect(stats.path).toMatchObject({ ice: 'connected', local: { type: 'relay' }, remote: { type: 'relay' }, relayProtocol: protocol });
        // 50 a second in both directions but for the first moments.
        expect(stats.packetsReceived).toBeGreaterThan(60);
        expect(stats.packetsLost).toBeLessThan(3);
      }
    }, 20_000);

    it('goes direct where it can, although there is a relay', async () => {
      const ice = iceWith({ turn: turnAt('udp'), stun: { host: coturn.host, port: coturn.port } });
      const { offer, a, b } = await call(ice, ice);
      expect(offer).toContain('typ relay');
      for (const stats of [a, b]) expect(stats.path).toMatchObject({ ice: 'connected', local: { type: 'host' }, remote: { type: 'host' }, problems: [] });
      expect(a.path.gatheringMs).toBeLessThan(400);
    }, 20_000);

    it('goes through the relay of one side to a far end without ICE', async () => {
      const { a, b } = await call(iceWith({ turn: turnAt('udp'), relayOnly: true }), { use: 'answer', stun: null, turn: null, relayOnly: false }, 2_000);
      expect(a.packetsReceived).toBeGreaterThan(60);
      expect(b.packetsReceived).toBeGreaterThan(60);
      expect(b.path.ice).toBe('connected');
    }, 20_000);

    it('says in its figures that the password was wrong, and goes without the relay', async () => {
      const { a } = await call(iceWith({ turn: { ...turnAt('udp'), password: 'guessed' } }), iceWith({}));
      expect(a.path).toMatchObject({ ice: 'connected', local: { type: 'host' } });
      expect(a.path.problems.map(({ code }) => code)).toContain('turn-wrong-password');
    }, 20_000);

    it('that must be relayed and cannot is refused instead of showing the address', async () => {
      const ice = iceWith({ turn: { ...turnAt('udp'), password: 'guessed' }, relayOnly: true });
      await expect(engine().makeOffer(callId, { codecs: ['pcmu'], localAddress: '127.0.0.1', direction: 'sendrecv', ice })).rejects.toMatchObject({ code: 'NO_RELAY' });
    });
  });
});
