import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaOptions } from '../../../../electron/calls/ports/media';
import { CallId } from '../../../../electron/contract/ids';
import { createInProcessMedia, type MediaEngine } from '../../../../electron/media';
import { buildRtp } from '../../../../electron/media/rtp/packet';
import { buildCompound } from '../../../../electron/media/rtp/rtcp-build';
import { parseRtcp } from '../../../../electron/media/rtp/rtcp-parse';
import type { OpenSocket } from '../../../../electron/media/transport/datagram-socket';
import { NodeSocket } from '../../../../electron/media/transport/node-socket';
import { FakeClock } from '../../../support/fake-clock';

const callId = CallId.parse('wire');
const frame = new Float32Array(480);
let clock: FakeClock;
let disposers: (() => unknown)[];

beforeEach(() => { clock = new FakeClock(); disposers = []; });
afterEach(async () => { await Promise.all(disposers.map((dispose) => dispose())); });

const options = (localAddress = '127.0.0.1'): MediaOptions => ({ codecs: ['pcmu'], localAddress, direction: 'sendrecv' });

/** An engine whose datagrams are noted: what kind went out by which port. */
function engine(): { media: MediaEngine; sent: { port: number; isRtcp: boolean }[] } {
  const sent: { port: number; isRtcp: boolean }[] = [];
  const openSocket: OpenSocket = async (wanted) => {
    const socket = await NodeSocket.open(wanted);
    const send = socket.send.bind(socket);
    socket.send = (bytes, to) => {
      sent.push({ port: socket.local.port, isRtcp: (bytes[1] ?? 0) >= 192 && (bytes[1] ?? 0) <= 223 });
      send(bytes, to);
    };
    return socket;
  };
  const media = createInProcessMedia({ clock, openSocket });
  disposers.push(() => media.dispose());
  return { media, sent };
}

async function pass(ms: number, ...engines: MediaEngine[]): Promise<void> {
  for (let at = 0; at < ms; at += 10) {
    clock.advance(10);
    for (const each of engines) { each.pushCapture(frame); each.pullPlayback(480); }
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  }
}

const rtpPortOf = (sdp: string): number => Number(/m=audio (\d+)/.exec(sdp)?.[1]);

describe('a call between two engines', () => {
  async function connect(a: MediaEngine, b: MediaEngine, address: string): Promise<{ offer: string; answer: string }> {
    const offer = await a.makeOffer(callId, options(address));
    const answered = await b.makeAnswer(callId, offer, options(address));
    if (!answered.ok) throw new Error(answered.error);
    expect(await a.takeAnswer(callId, answered.sdp)).toMatchObject({ ok: true });
    for (const each of [a, b]) each.setActive(callId);
    return { offer, answer: answered.sdp };
  }

  it('goes by IPv6 from offer to goodbye', async () => {
    const [a, b] = [engine(), engine()];
    const { offer, answer } = await connect(a.media, b.media, '::1');
    for (const sdp of [offer, answer]) expect(sdp).toMatch(/o=- \d+ \d+ IN IP6 ::1\r\n.*c=IN IP6 ::1\r\n/s);
    await pass(5_000, a.media, b.media);
    const stats = (await a.media.close(callId))!;
    expect(stats.packetsReceived).toBeGreaterThan(200);
    expect(stats.packetsLost).toBe(0);
    expect(stats.packetsDiscarded).toBe(0);
    expect(stats.roundTripMs).not.toBeNull();
  });

  it('shares one port for RTP and RTCP where both can', async () => {
    const [a, b] = [engine(), engine()];
    const { offer, answer } = await connect(a.media, b.media, '127.0.0.1');
    expect(offer).toMatch(/a=rtcp:\d+\r\n/);
    expect(offer).toContain('a=rtcp-mux\r\n');
    expect(answer).toContain('a=rtcp-mux\r\n');
    await pass(5_000, a.media, b.media);
    const rtcp = [...a.sent, ...b.sent].filter(({ isRtcp }) => isRtcp);
    expect(rtcp.length).toBeGreaterThan(2);
    expect(rtcp.every(({ port }) => port === rtpPortOf(offer) || port === rtpPortOf(answer))).toBe(true);
    expect((await a.media.close(callId))!.roundTripMs).not.toBeNull();
  });

  it('gives RTCP its own port where the far end does not share', async () => {
    const [a, b] = [engine(), engine()];
    // The answerer knows no mux: it answers with a port of its own, and sends there.
    const withoutMux = (sdp: string): string => sdp.replace('a=rtcp-mux\r\n', '');
    const offer = await a.media.makeOffer(callId, options());
    const answered = await b.media.makeAnswer(callId, withoutMux(offer), options());
    if (!answered.ok) throw new Error(answered.error);
    expect(answered.sdp).not.toContain('rtcp-mux');
    await a.media.takeAnswer(callId, answered.sdp);
    await pass(5_000, a.media, b.media);
    const rtcp = a.sent.filter(({ isRtcp }) => isRtcp);
    expect(rtcp.length).toBeGreaterThan(1);
    expect(rtcp.every(({ port }) => port === rtpPortOf(offer) + 1)).toBe(true);
    expect((await a.media.close(callId))!.roundTripMs).not.toBeNull();
  });
});

describe('a stream of the far end', () => {
  let peer: Socket;
  let media: MediaEngine;
  let to: number;
  const reports: number[][] = [];

  beforeEach(async () => {
    reports.length = 0;
    peer = createSocket('udp4');
    disposers.push(() => peer.close());
    peer.on('message', (bytes) => {
      const parsed = parseRtcp(bytes);
      if (!parsed.ok) return;
      for (const packet of parsed.packets) if (packet.kind === 'senderReport' || packet.kind === 'receiverReport') reports.push(packet.reports.map(({ ssrc }) => ssrc));
    });
    await new Promise<void>((resolve) => { peer.bind(0, '127.0.0.1', resolve); });
    ({ media } = engine());
    const { port } = peer.address();
    const offer = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\na=rtcp-mux\r\n`;
    const answered = await media.makeAnswer(callId, offer, options());
    if (!answered.ok) throw new Error(answered.error);
    to = rtpPortOf(answered.sdp);
    media.setActive(callId);
  });

  async function stream(ssrc: number, first: number, count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      peer.send(buildRtp({ payloadType: 0, sequenceNumber: (first + i) & 0xffff, timestamp: (first + i) * 160, ssrc, payload: new Uint8Array(160).fill(0xd5 ^ (i & 31)) }), to, '127.0.0.1');
      await pass(20, media);
    }
  }

  it('may change its SSRC: the new one is heard and reported on, the old one is counted', async () => {
    await stream(1111, 500, 100);
    await stream(2222, 60_000, 200);
    const stats = (await media.close(callId))!;
    expect(stats).toMatchObject({ packetsReceived: 300, packetsLost: 0 });
    expect(reports.some((ssrcs) => ssrcs.includes(1111))).toBe(true);
    expect(reports.at(-1)).toEqual([2222]);
  });

  it('is reported on no more after its goodbye, and its figures stay', async () => {
    await stream(1111, 500, 100);
    peer.send(buildCompound({ ssrc: 1111, cname: 'peer', senderInfo: null, reports: [], byeReason: 'done' }), to, '127.0.0.1');
    await pass(20, media);
    reports.length = 0;
    await pass(6_000, media);
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.flat()).toEqual([]);
    expect(await media.close(callId)).toMatchObject({ packetsReceived: 100, packetsLost: 0 });
  });

  it('does not end by a goodbye of another SSRC, nor by one from another address', async () => {
    await stream(1111, 500, 100);
    const stranger = createSocket('udp4');
    disposers.push(() => stranger.close());
    await new Promise<void>((resolve) => { stranger.bind(0, '127.0.0.2', resolve); });
    stranger.send(buildCompound({ ssrc: 1111, cname: 'x', senderInfo: null, reports: [], byeReason: 'done' }), to, '127.0.0.1');
    peer.send(buildCompound({ ssrc: 99, cname: 'x', senderInfo: null, reports: [], byeReason: 'done' }), to, '127.0.0.1');
    await pass(20, media);
    reports.length = 0;
    await stream(1111, 600, 250);
    expect(reports.at(-1)).toEqual([1111]);
  });
});
