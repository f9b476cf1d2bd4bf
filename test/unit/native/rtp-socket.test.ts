import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Datagram, markSocket, RtpSocket, rtpSocketAvailable, setTrafficClass, trafficClass } from '../../../native';

const opened: RtpSocket[] = [];
afterEach(() => opened.splice(0).forEach((socket) => socket.dispose()));

function open(address: string, onDatagram: (datagram: Datagram) => void = () => {}, options: Partial<{ port: number; dscp: number }> = {}): RtpSocket {
  const socket = new RtpSocket({ address, port: 0, dscp: trafficClass.voice, receiveBufferBytes: 1 << 19, onDatagram, ...options });
  opened.push(socket);
  return socket;
}

const until = async (done: () => boolean): Promise<void> => {
  for (let i = 0; i < 500 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 2));
};
const busyFor = (ms: number): void => {
  const startMs = performance.now();
  while (performance.now() - startMs < ms);
};

describe.skipIf(!rtpSocketAvailable())('the media socket of the addon', () => {
  for (const address of ['127.0.0.1', '::1']) {
    it(`brings datagrams over ${address} whole, in order and from where they came, marked as voice`, async () => {
      const got: { text: string; port: number; address: string; dscp: number | null }[] = [];
      const b = open(address, ({ bytes, from, dscp }) => got.push({ text: Buffer.from(bytes).toString(), ...from, dscp }));
      const a = open(address);
      for (let i = 0; i < 100; i++) expect(a.send(Buffer.from(`packet ${i}`), b.local)).toBe(0);
      await until(() => got.length === 100);
      expect(got).toEqual(Array.from({ length: 100 }, (_, i) => ({ text: `packet ${i}`, ...a.local, dscp: 46 })));
    });
  }

  it('hands over at once what waits in the system where it is asked, each datagram once, and never within a delivery', async () => {
    const got: number[] = [];
    const b = open('127.0.0.1', ({ bytes }) => { got.push(bytes[0] ?? -1); b.receive(); });
    const a = open('127.0.0.1');
    for (let i = 0; i < 5; i++) a.send(Uint8Array.of(i), b.local);
    b.receive();
    // Loopback delivers while it sends: no turn of the event loop was needed.
    expect(got).toEqual([0, 1, 2, 3, 4]);
    a.send(Uint8Array.of(5), b.local);
    await until(() => got.length === 6);
    b.dispose();
    b.receive();
    expect(got).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('tells how long a datagram waited while the event loop was busy', async () => {
    const agesMs: number[] = [];
    const b = open('127.0.0.1', ({ ageMs }) => agesMs.push(ageMs));
    const a = open('127.0.0.1');
    a.send(Uint8Array.of(1), b.local);
    busyFor(60);
    a.send(Uint8Array.of(2), b.local);
    busyFor(40);
    await until(() => agesMs.length === 2);
    expect(agesMs[0]).toBeGreaterThanOrEqual(100);
    expect(agesMs[0]! - agesMs[1]!).toBeGreaterThanOrEqual(59);
    expect(agesMs[0]! - agesMs[1]!).toBeLessThan(1000);
  });

  it('keeps what was received: later datagrams do not write over it', async () => {
    const kept: Uint8Array[] = [];
    const b = open('127.0.0.1', ({ bytes }) => kept.push(bytes));
    const a = open('127.0.0.1');
    // More than the shared buffer holds, and sizes that do not divide it.
    for (let i = 0; i < 300; i++) {
      a.send(new Uint8Array(777).fill(i & 255), b.local);
      if (i % 50 === 49) await until(() => kept.length === i + 1);
    }
    expect(kept.map((bytes) => [bytes.length, bytes[0], bytes[776]])).toEqual(Array.from({ length: 300 }, (_, i) => [777, i & 255, i & 255]));
  });

  it('takes empty and very long datagrams, and drops those longer than any packet', async () => {
    const lengths: number[] = [];
    const b = open('127.0.0.1', ({ bytes }) => lengths.push(bytes.length));
    const a = open('127.0.0.1');
    for (const length of [0, 9216, 9217, 40_000, 3]) a.send(new Uint8Array(length), b.local);
    await until(() => lengths.includes(3));
    // An empty view holds no octets to send.
    expect(lengths).toEqual([9216, 3]);
  });

  it('follows sources that take turns', async () => {
    const ports: number[] = [];
    const b = open('127.0.0.1', ({ from }) => ports.push(from.port));
    const [a, c] = [open('127.0.0.1'), open('127.0.0.1')];
    for (const socket of [a, a, c, a, c]) socket.send(Uint8Array.of(1), b.local);
    await until(() => ports.length === 5);
    expect(ports).toEqual([a, a, c, a, c].map(({ local }) => local.port));
  });

  it('speaks with sockets of node', async () => {
    const peer = createSocket('udp4');
    await new Promise<void>((resolve) => { peer.bind(0, '127.0.0.1', resolve); });
    const got = new Promise<string>((resolve) => { peer.once('message', (bytes) => resolve(bytes.toString())); });
    open('127.0.0.1').send(Buffer.from('hello'), { address: '127.0.0.1', port: peer.address().port });
    expect(await got).toBe('hello');
    peer.close();
  });

  it('says by its code what the system refuses', () => {
    const taken = open('127.0.0.1').local.port;
    const codeOf = (address: string, port: number): string => {
      try { open(address, () => {}, { port }); } catch (error) { return (error as { code: string }).code; }
      return '';
    };
    expect(codeOf('127.0.0.1', taken)).toBe('EADDRINUSE');
    expect(codeOf('192.0.2.1', 0)).toBe('EADDRNOTAVAIL');
    expect(codeOf('no address', 0)).toBe('EINVAL');
    expect(codeOf('127.0.0.1', 70_000)).toBe('EINVAL');
    expect(codeOf('127.0.0.1', -1)).toBe('EINVAL');
  });

  it('answers a code for what cannot be sent, and goes on', async () => {
    const got: number[] = [];
    const b = open('127.0.0.1', ({ bytes }) => got.push(bytes[0] ?? -1));
    const a = open('127.0.0.1');
    const one = Uint8Array.of(1);
    for (const to of [{ address: '::1', port: 9 }, { address: '127.0.0.1', port: 0 }, { address: 'no address', port: 9 }, { address: '127.0.0.1', port: 70_000 }, { address: 'x'.repeat(500), port: 1 }]) {
      expect(a.send(one, to)).toBeLessThan(0);
    }
    expect(a.send(new Uint8Array(70_000), b.local)).toBeLessThan(0);
    expect(a.send(one, b.local)).toBe(0);
    await until(() => got.length > 0);
    expect(got).toEqual([1]);
    a.dispose();
    expect(a.send(one, b.local)).toBe(0);
  });

  it('frees its port at once, also from within its own listener', async () => {
    let count = 0;
    const b = open('127.0.0.1', () => { count++; b.dispose(); });
    const { port } = b.local;
    const a = open('127.0.0.1');
    for (let i = 0; i < 5; i++) a.send(Uint8Array.of(i), b.local);
    await until(() => count > 0);
    expect(count).toBe(1);
    expect(open('127.0.0.1', () => {}, { port }).local.port).toBe(port);
    b.dispose();
  });
});

describe.skipIf(!rtpSocketAvailable())('traffic class', () => {
  for (const [type, address] of [['udp4', '127.0.0.1'], ['udp6', '::1']] as const) {
    it(`of a ${type} socket of node is what arrives`, async () => {
      const marks: (number | null)[] = [];
      const receiver = open(address, ({ dscp }) => marks.push(dscp));
      const sender = createSocket(type);
      await new Promise<void>((resolve) => { sender.bind(0, address, resolve); });
      const send = (): void => sender.send('x', receiver.local.port, address);
      send();
      await until(() => marks.length === 1);
      expect(markSocket(sender, trafficClass.signalling)).toBeNull();
      send();
      await until(() => marks.length === 2);
      expect(marks).toEqual([0, 24]);
      sender.close();
    });
  }

  it('is given to a connection of node too', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => { server.once('listening', resolve); });
    const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
    await new Promise((resolve) => { socket.once('connect', resolve); });
    expect(markSocket(socket, trafficClass.signalling)).toBeNull();
    socket.destroy();
    server.close();
  });

  it('of something without a descriptor is refused in words', () => {
    expect(markSocket({}, trafficClass.signalling)).toBe('its descriptor is not known');
  });

  it('of what is no socket is refused in words', () => {
    expect(setTrafficClass(-1, 24)).toBe('EBADF');
    expect(setTrafficClass(0, 24)).not.toBeNull();
    expect(setTrafficClass(1, 99)).toBe('EINVAL');
  });
});
