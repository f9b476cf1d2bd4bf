import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../electron/calls/ports/clock';
import { silentLog } from '../../../../electron/calls/ports/log';
import { buildRtp } from '../../../../electron/media/rtp/packet';
import { buildCompound } from '../../../../electron/media/rtp/rtcp-build';
import type { Endpoint } from '../../../../electron/media/transport/endpoint';
import type { MediaPath } from '../../../../electron/media/transport/media-path';
import { rtpSocketAvailable } from '../../../../native';
import { NativeSocket } from '../../../../electron/media/transport/native-socket';
import { NodeSocket } from '../../../../electron/media/transport/node-socket';
import { plain, type Protection } from '../../../../electron/media/transport/protection';
import { RtpTransport } from '../../../../electron/media/transport/rtp-transport';

const opened: RtpTransport[] = [];
afterEach(() => opened.splice(0).forEach((transport) => transport.dispose()));

const anyPort = { min: 40_000, max: 49_999 };

async function open(ports = anyPort, localAddress = '127.0.0.1', random: () => number = Math.random): Promise<RtpTransport> {
  const transport = await RtpTransport.open({ localAddress, ports, random, clock: systemClock, log: silentLog, openSocket: NodeSocket.open });
  opened.push(transport);
  return transport;
}

const rtpTo = (transport: RtpTransport): Endpoint => ({ address: transport.localAddress, port: transport.ports.rtpPort });
const rtcpTo = (transport: RtpTransport): Endpoint => ({ address: transport.localAddress, port: transport.ports.rtcpPort });
const rtp = (sequenceNumber: number, payload = Uint8Array.of(7)): Uint8Array => buildRtp({ payloadType: 0, sequenceNumber, timestamp: 0, ssrc: 5, payload });
const rtcp = buildCompound({ ssrc: 5, cname: 'x', senderInfo: null, reports: [] });

interface Heard { rtp: number[]; payloads: number[]; rtcp: number; arrivedMs: number[] }

function listen(transport: RtpTransport, payloadType = 0): Heard {
  const heard: Heard = { rtp: [], payloads: [], rtcp: 0, arrivedMs: [] };
  transport.listener = {
    expects: (wanted) => wanted === payloadType,
    onRtp: (packet, arrivedMs) => { heard.rtp.push(packet.sequenceNumber); heard.payloads.push(packet.payload[0] ?? -1); heard.arrivedMs.push(arrivedMs); },
    onRtcp: () => { heard.rtcp++; },
  };
  return heard;
}

/** Two transports that know each other. */
async function pair(address = '127.0.0.1'): Promise<[RtpTransport, RtpTransport]> {
  const [a, b] = [await open(anyPort, address), await open(anyPort, address)];
  a.symmetric.signal(rtpTo(b), rtcpTo(b), systemClock.monotonicMs());
  b.symmetric.signal(rtpTo(a), rtcpTo(a), systemClock.monotonicMs());
  return [a, b];
}

const until = async (done: () => boolean): Promise<void> => {
  for (let i = 0; i < 500 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('ports of a session', () => {
  it('are an even one and the odd one above within the range', async () => {
    const { rtpPort, rtcpPort } = (await open()).ports;
    expect(rtpPort % 2).toBe(0);
    expect(rtcpPort).toBe(rtpPort + 1);
    expect(rtpPort).toBeGreaterThanOrEqual(40_000);
    expect(rtcpPort).toBeLessThanOrEqual(49_999);
  });

  it('are the next pair where one is taken; it is said when all are', async () => {
    // Somebody else's sockets may be in any range; an address of our own keeps this one to ourselves.
    const address = '127.77.3.1';
    const range = { min: 40_101, max: 40_107 };
    const ports = [];
    for (let i = 0; i < 3; i++) ports.push((await open(range, address, () => 0)).ports.rtpPort);
    expect(ports).toEqual([40_102, 40_104, 40_106]);
    await expect(open(range, address)).rejects.toMatchObject({ code: 'NO_PORT' });
  });

  it('are not searched through where the address is not ours', async () => {
    await expect(open(anyPort, '192.0.2.1')).rejects.toMatchObject({ code: 'NO_PORT' });
  });
});

describe('what a session sends and takes', () => {
  for (const address of ['127.0.0.1', '::1']) {
    it(`goes by ${address}: RTP and RTCP each by its port`, async () => {
      const [a, b] = await pair(address);
      const heard = listen(b);
      const before = systemClock.monotonicMs();
      a.sendRtp(rtp(1));
      a.sendRtcp(rtcp);
      await until(() => heard.rtp.length > 0 && heard.rtcp > 0);
      expect(heard).toMatchObject({ rtp: [1], rtcp: 1 });
      expect(heard.arrivedMs[0]).toBeGreaterThanOrEqual(before - 1);
      expect(heard.arrivedMs[0]).toBeLessThanOrEqual(systemClock.monotonicMs());
    });
  }

  it('goes by one port under RTCP mux', async () => {
    const [a, b] = await pair();
    a.rtcpMux = true;
    const heard = listen(b);
    const components: string[] = [];
    const take = b.take.bind(b);
    b.take = (component, ...rest) => { components.push(component); take(component, ...rest); };
    a.sendRtcp(rtcp);
    await until(() => heard.rtcp > 0);
    expect([heard.rtcp, components]).toEqual([1, ['rtp']]);
  });

  it('is counted where it is not taken: junk, unknown payload types, strangers', async () => {
    const [a, b] = await pair();
    const heard = listen(b);
    const stranger = { address: '127.0.0.9', port: 9 };
    b.take('rtp', Uint8Array.of(255, 255), stranger, 0);
    b.take('rtp', Uint8Array.of(0x80, 0, 1), stranger, 0);
    b.take('rtp', Uint8Array.of(0x80, 200, 9, 9), stranger, 0);
    b.take('rtp', buildRtp({ payloadType: 77, sequenceNumber: 1, timestamp: 0, ssrc: 5, payload: Uint8Array.of(1) }), rtpTo(a), 0);
    b.take('rtp', rtp(1), rtpTo(a), 0);
    b.take('rtp', rtp(2), stranger, 0);
    b.take('rtcp', rtcp, stranger, 0);
    expect(b.dropped).toEqual({ garbage: 3, unexpected: 1, foreign: 2, unauthentic: 0 });
    expect(heard).toMatchObject({ rtp: [1], rtcp: 0 });
  });

  it('is lost without a word to impossible targets and after the end', async () => {
    const transport = await open();
    expect(() => {
      for (const to of [{ address: '127.0.0.1', port: 0 }, { address: '127.0.0.1', port: 70_000 }, { address: '::1', port: 9 }, { address: '255.255.255.255', port: 9 }, { address: 'no address', port: 9 }]) {
        transport.send('rtp', Uint8Array.of(1), to);
      }
      transport.dispose();
      transport.send('rtp', Uint8Array.of(1), { address: '127.0.0.1', port: 9 });
    }).not.toThrow();
  });

  it('goes on after a listener that throws', async () => {
    const [a, b] = await pair();
    let count = 0;
    b.listener = { expects: () => true, onRtcp: () => {}, onRtp: () => { count++; throw new Error('a fault of ours'); } };
    a.sendRtp(rtp(1));
    a.sendRtp(rtp(2));
    await until(() => count === 2);
    expect(count).toBe(2);
  });

  it('goes by new sockets after the local address has changed, to the same far end', async () => {
    const [a, b] = await pair();
    const heard = listen(b);
    const before = a.ports.rtpPort;
    await a.rebind('127.0.0.2');
    expect([a.localAddress, a.ports.rtpPort === before && b.localAddress === '127.0.0.2']).toEqual(['127.0.0.2', false]);
    a.sendRtp(rtp(1));
    a.sendRtp(rtp(2));
    await until(() => heard.rtp.length > 0);
    expect(heard.rtp).toEqual([2]); // the first of an unknown source is on probation
  });
});

describe('the seams', () => {
  /** A stand-in for SRTP: flips the payload and adds a tag. */
  const tagged = (tag: number): Protection => ({
    ...plain,
    secure: true,
    protectRtp: (packet) => Uint8Array.of(...packet, tag),
    unprotectRtp: (packet) => (packet.at(-1) === tag ? packet.subarray(0, -1) : null),
  });

  it('protects what is sent and takes only what is authentic', async () => {
    const [a, b] = await pair();
    const heard = listen(b);
    a.useProtection(tagged(99));
    b.useProtection(tagged(99));
    a.sendRtp(rtp(1));
    await until(() => heard.rtp.length > 0);
    expect(heard).toMatchObject({ rtp: [1], payloads: [7] });
    b.take('rtp', rtp(2), rtpTo(a), 0);
    expect(b.dropped.unauthentic).toBe(1);
  });

  it('sends nothing where there are no keys yet', async () => {
    const transport = await open();
    const sent: unknown[] = [];
    transport.usePath({ ...noPath, send: (...args) => sent.push(args) });
    transport.useProtection({ ...plain, protectRtp: () => null, protectRtcp: () => null });
    transport.sendRtp(rtp(1));
    transport.sendRtcp(rtcp);
    expect(sent).toEqual([]);
  });

  it('hands DTLS to the protection, STUN and TURN channels to the path', async () => {
    const transport = await open();
    const taken: string[] = [];
    transport.useProtection({ ...plain, takeDtls: () => taken.push('dtls') });
    transport.usePath({ ...noPath, takeStun: (_component, bytes) => taken.push(`stun ${bytes[0]}`) });
    const from = { address: '127.0.0.1', port: 9 };
    for (const first of [0, 22, 64]) transport.take('rtp', Uint8Array.of(first, 1), from, 0);
    expect(taken).toEqual(['stun 0', 'dtls', 'stun 64']);
  });

  it('disposes what it no longer uses', async () => {
    const transport = await open();
    const gone: string[] = [];
    const path = (name: string): MediaPath => ({ ...noPath, dispose: () => gone.push(name) });
    const keys = (name: string): Protection => ({ ...plain, dispose: () => gone.push(name) });
    transport.usePath(path('path 1'));
    transport.usePath(path('path 2'));
    transport.useProtection(keys('keys 1'));
    transport.useProtection(keys('keys 2'));
    expect(gone).toEqual(['path 1', 'keys 1']);
    transport.dispose();
    expect(gone).toEqual(['path 1', 'keys 1', 'path 2', 'keys 2']);
  });

  const noPath: MediaPath = { send: () => {}, acceptsRtp: () => true, acceptsRtcp: () => true, takeStun: () => {}, dispose: () => {} };
});

describe('packets that wait for the event loop', () => {
  it.skipIf(!rtpSocketAvailable())('are taken at once where somebody wants to play them now', async () => {
    const [a, b] = await Promise.all([0, 1].map(async () => {
      const transport = await RtpTransport.open({ localAddress: '127.0.0.1', ports: anyPort, random: Math.random, clock: systemClock, log: silentLog, openSocket: NativeSocket.open });
      opened.push(transport);
      return transport;
    })) as [RtpTransport, RtpTransport];
    b.symmetric.signal(rtpTo(a), rtcpTo(a), systemClock.monotonicMs());
    a.symmetric.signal(rtpTo(b), rtcpTo(b), systemClock.monotonicMs());
    const heard = listen(b);
    for (const sequenceNumber of [1, 2, 3]) a.sendRtp(rtp(sequenceNumber));
    b.receiveWaiting();
    expect(heard.rtp).toEqual([1, 2, 3]);
    b.dispose();
    b.receiveWaiting();
  });

  it('come by the event loop where the socket cannot be asked', async () => {
    const [a, b] = await pair();
    const heard = listen(b);
    a.sendRtp(rtp(1));
    b.receiveWaiting();
    await until(() => heard.rtp.length === 1);
    expect(heard.rtp).toEqual([1]);
  });
});
