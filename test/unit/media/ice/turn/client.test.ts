import { describe, expect, it } from 'vitest';
import { buildStun, longTermKey, method, parseStun, verifyIntegrity, type StunAttributes, type StunMessage } from '../../../../../electron/media/ice/stun';
import { TurnClient, type TurnFailure } from '../../../../../electron/media/ice/turn';
import { StreamFramer, buildChannelData, parseChannelData } from '../../../../../electron/media/ice/turn/channel-data';
import { FakeClock } from '../../../../support/fake-clock';

const server = { address: '192.0.2.1', port: 3478 };
const relayed = { address: '192.0.2.1', port: 50_000 };
const mapped = { address: '198.51.100.9', port: 4444 };
const peer = { address: '203.0.113.5', port: 6000 };

type Reply = { attributes?: StunAttributes; error?: number; unsigned?: boolean } | 'silence';

/** A TURN server that does what the test says, with realm and nonce as real ones have them. */
class Desk {
  readonly clock = new FakeClock();
  readonly requests: StunMessage[] = [];
  readonly indications: StunMessage[] = [];
  readonly channelData: { channel: number; data: Uint8Array }[] = [];
  readonly data: string[] = [];
  readonly lost: TurnFailure[] = [];
  readonly refused: string[] = [];
  nonce = 'nonce-1';
  password = 'secret';
  algorithms: StunAttributes = {};
  /** After the credentials were found good. */
  reply: (message: StunMessage) => Reply = ({ method: asked }) =>
    asked === method.allocate ? { attributes: { xorRelayedAddress: relayed, xorMappedAddress: mapped, lifetimeSeconds: 600 } } : { attributes: { lifetimeSeconds: 600 } };
  silent = false;
  readonly client: TurnClient;

  constructor(options: { password?: string; reliable?: boolean } = {}) {
    let serial = 0;
    this.client = new TurnClient({
      clock: this.clock, server, username: 'tina', password: options.password ?? 'secret', family: 4, reliable: options.reliable ?? false,
      newTransactionId: () => (++serial).toString(16).padStart(24, '0'),
      send: (bytes) => this.#take(bytes),
      onData: (bytes, from) => this.data.push(`${Buffer.from(bytes).toString()} from ${from.address}:${from.port}`),
      onLost: (failure) => this.lost.push(failure),
      onRefused: (address) => this.refused.push(address),
    });
  }

  /** To the client, as from this peer. */
  indicate(text: string, from = peer): void {
    this.client.receive(buildStun({ class: 'indication', method: method.data, transactionId: 'f'.repeat(24), attributes: { xorPeerAddress: from, data: Buffer.from(text) } }));
  }

  asked(kind: number): StunMessage[] { return this.requests.filter((message) => message.method === kind); }

  async allocated(): Promise<this> {
    const allocating = this.client.allocate();
    this.clock.advance(0);
    expect((await allocating).ok).toBe(true);
    return this;
  }

  #take(bytes: Uint8Array): void {
    const channelData = parseChannelData(bytes);
    if (channelData) { this.channelData.push(channelData); return; }
    const parsed = parseStun(bytes);
    if (!parsed.ok) throw new Error('the client sent something that is not STUN');
    const { message } = parsed;
    if (message.class === 'indication') { this.indications.push(message); return; }
    this.requests.push(message);
    if (!this.silent) this.clock.after(0, () => this.#answer(message));
  }

  #answer(message: StunMessage): void {
    const { transactionId, method: asked, attributes } = message;
    const sha256 = attributes.passwordAlgorithm === 'SHA-256';
    const key = longTermKey('tina', 'realm', this.password, sha256 ? 'SHA-256' : 'MD5');
    const refuse = (code: number): void => this.client.receive(buildStun({
      class: 'error', method: asked, transactionId, attributes: { errorCode: { code, reason: 'No' }, realm: 'realm', nonce: this.nonce, ...this.algorithms },
    }));
    if (attributes.username !== 'tina' || verifyIntegrity(message, key) !== 'good') return refuse(401);
    if (attributes.nonce !== this.nonce) return refuse(438);
    const reply = this.reply(message);
    if (reply === 'silence') return;
    const integrity = reply.unsigned ? {} : { integrity: { key, algorithm: sha256 ? 'sha256' as const : 'sha1' as const } };
    this.client.receive(buildStun(reply.error === undefined
      ? { class: 'success', method: asked, transactionId, attributes: reply.attributes ?? {}, ...integrity }
      : { class: 'error', method: asked, transactionId, attributes: { errorCode: { code: reply.error, reason: 'No' }, ...reply.attributes }, ...integrity }));
  }
}

async function refusalOf(desk: Desk, forMs = 0): Promise<TurnFailure> {
  const allocating = desk.client.allocate();
  desk.clock.advance(forMs);
  const result = await allocating;
  if (result.ok) throw new Error('allocated');
  expect(desk.clock.pending).toBe(0);
  return result.failure;
}

describe('a TURN client', () => {
  it('allocates with the credentials that the server asks for', async () => {
    const desk = new Desk();
    const allocating = desk.client.allocate();
    desk.clock.advance(0);
    expect(await allocating).toEqual({ ok: true, relayed, mapped, lifetimeSeconds: 600 });
    expect(desk.asked(method.allocate).map(({ attributes }) => attributes.username)).toEqual([undefined, 'tina']);
    expect(desk.requests[0]?.attributes.requestedTransport).toBe(17);
  });

  it('uses SHA-256 where the server names it and nobody can have taken it out', async () => {
    const desk = new Desk();
    desk.nonce = `obMatJos2${Buffer.from([0x80, 0, 0]).toString('base64')}x`;
    desk.algorithms = { passwordAlgorithms: ['MD5', 'SHA-256'] };
    await desk.allocated();
    const { attributes, integritySha256Offset } = desk.requests.at(-1)!;
    expect(attributes).toMatchObject({ passwordAlgorithm: 'SHA-256', passwordAlgorithms: ['MD5', 'SHA-256'] });
    expect(integritySha256Offset).not.toBeNull();
  });

  it('says in words what the server refused', async () => {
    expect(await refusalOf(new Desk({ password: 'guessed' }))).toMatchObject({ code: 'wrong-password', status: 401 });
    for (const [error, code] of [[403, 'forbidden'], [442, 'not-supported'], [486, 'quota-reached'], [508, 'no-capacity'], [500, 'server-error']] as const) {
      const desk = new Desk();
      desk.reply = () => ({ error });
      expect(await refusalOf(desk)).toMatchObject({ code, status: error });
    }
  });

  it('names the server it is sent to', async () => {
    const desk = new Desk();
    const alternateServer = { address: '192.0.2.2', port: 3479 };
    desk.reply = () => ({ error: 300, attributes: { alternateServer } });
    const allocating = desk.client.allocate();
    desk.clock.advance(0);
    expect(await allocating).toMatchObject({ ok: false, alternate: alternateServer });
  });

  it('gives up on a server that does not answer, after seven requests', async () => {
    const desk = new Desk();
    desk.silent = true;
    expect(await refusalOf(desk, 40_000)).toMatchObject({ code: 'unreachable' });
    expect(desk.requests).toHaveLength(7);
  });

  it('does not go round for ever with a server whose every nonce is stale', async () => {
    const desk = new Desk();
    desk.reply = () => ({ error: 438, attributes: { nonce: 'newer', realm: 'realm' } });
    desk.nonce = 'newer';
    expect(await refusalOf(desk, 1_000)).toMatchObject({ status: 438 });
    expect(desk.requests.length).toBeLessThan(6);
  });

  it('does not believe a success that is not signed', async () => {
    const desk = new Desk();
    desk.reply = () => ({ attributes: { xorRelayedAddress: relayed }, unsigned: true });
    expect(await refusalOf(desk, 40_000)).toMatchObject({ code: 'unreachable' });
  });

  it('lets data wait for its permission, and takes none from strangers', async () => {
    const desk = await new Desk().allocated();
    desk.client.send(Buffer.from('check'), peer);
    expect(desk.indications).toHaveLength(0);
    desk.indicate('too early');
    desk.clock.advance(0);
    expect(desk.indications.map(({ attributes }) => [attributes.xorPeerAddress, Buffer.from(attributes.data ?? []).toString()])).toEqual([[peer, 'check']]);
    desk.indicate('hello');
    desk.indicate('evil', { address: '203.0.113.66', port: 1 });
    expect(desk.data).toEqual(['hello from 203.0.113.5:6000']);
  });

  it('tells once that a peer is refused, and sends it nothing', async () => {
    const desk = await new Desk().allocated();
    desk.reply = () => ({ error: 403 });
    for (let i = 0; i < 3; i++) { desk.client.send(Buffer.from('x'), peer); desk.clock.advance(10); }
    expect(desk.refused).toEqual(['203.0.113.5']);
    expect(desk.indications).toHaveLength(0);
    expect(desk.asked(method.createPermission)).toHaveLength(1);
  });

  it('goes over to a channel once it is bound', async () => {
    const desk = await new Desk().allocated();
    desk.client.permit(peer);
    desk.client.bindChannel(peer);
    desk.clock.advance(0);
    desk.client.send(Buffer.from('sound'), peer);
    expect(desk.channelData.map(({ channel, data }) => [channel, Buffer.from(data).toString()])).toEqual([[0x4000, 'sound']]);
    desk.client.receive(buildChannelData(0x4000, Buffer.from('back'), false));
    desk.client.receive(buildChannelData(0x4001, Buffer.from('nobody'), false));
    expect(desk.data).toEqual(['back from 203.0.113.5:6000']);
  });

  it('keeps allocation, permissions and channels alive, with a nonce that changes', async () => {
    const desk = await new Desk().allocated();
    desk.client.permit(peer);
    desk.client.bindChannel(peer);
    for (let minute = 1; minute <= 30; minute++) {
      desk.nonce = `nonce-${minute}`;
      for (let second = 0; second < 60; second++) { desk.clock.advance(1_000); desk.client.send(Buffer.from('s'), peer); }
    }
    const answered = (kind: number): number => desk.asked(kind).filter(({ attributes }) => attributes.nonce === desk.nonce || attributes.username === 'tina').length;
    expect(desk.lost).toEqual([]);
    expect(answered(method.refresh)).toBeGreaterThanOrEqual(3);
    expect(answered(method.createPermission)).toBeGreaterThanOrEqual(7);
    expect(answered(method.channelBind)).toBeGreaterThanOrEqual(7);
  });

  it('tells that its allocation is gone', async () => {
    const desk = await new Desk().allocated();
    desk.reply = () => ({ error: 437 });
    desk.clock.advance(541_000);
    expect(desk.lost).toMatchObject([{ code: 'lost', status: 437 }]);
    expect(desk.clock.pending).toBe(0);
  });

  it('gives the allocation back when it is closed, and leaves no timer', async () => {
    const desk = await new Desk().allocated();
    desk.client.permit(peer);
    desk.clock.advance(0);
    const closed = desk.client.close();
    desk.clock.advance(0);
    await closed;
    expect(desk.requests.at(-1)).toMatchObject({ method: method.refresh, attributes: { lifetimeSeconds: 0 } });
    expect(desk.clock.pending).toBe(0);
    const mute = await new Desk().allocated();
    mute.silent = true;
    const gone = mute.client.close();
    mute.clock.advance(1_000);
    await gone;
    expect(mute.clock.pending).toBe(0);
  });
});

describe('a stream from a TURN server', () => {
  const stun = buildStun({ class: 'success', method: method.refresh, transactionId: '0'.repeat(24), attributes: { lifetimeSeconds: 1 } });
  const data = buildChannelData(0x4001, Buffer.from('abcde'), true);

  it('is cut where messages end, however it comes', () => {
    const stream = Buffer.concat([stun, data, stun, data]);
    for (const size of [1, 3, 7, 20, 100]) {
      const framer = new StreamFramer();
      const found: Uint8Array[] = [];
      for (let at = 0; at < stream.length; at += size) found.push(...framer.push(stream.subarray(at, at + size)) ?? []);
      expect(found.map((bytes) => bytes.length)).toEqual([stun.length, 12, stun.length, 12]);
      expect(Buffer.from(parseChannelData(found[1]!)!.data).toString()).toBe('abcde');
    }
  });

  it('that is something else is refused', () => {
    expect(new StreamFramer().push(Uint8Array.of(0x80, 0, 0, 0, 0))).toBeNull();
  });
});
