import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/calls/ports';
import { silentLog } from '../../../electron/calls/ports/log';
import { signallingMarker } from '../../../electron/main/traffic-class';
import { SipTransport } from '../../../electron/sip/transport/transport';
import { RtpSocket, rtpSocketAvailable } from '../../../native';

describe('the traffic class of signalling', () => {
  it.skipIf(!rtpSocketAvailable())('is CS3 from the first datagram on', async () => {
    const marks: (number | null)[] = [];
    const server = new RtpSocket({ address: '127.0.0.1', port: 0, dscp: 0, receiveBufferBytes: 0, onDatagram: ({ dscp }) => marks.push(dscp) });
    const transport = new SipTransport({
      log: silentLog, clock: systemClock, dns: { resolve4: () => Promise.reject(new Error('none')) } as never,
      localAddressFor: () => Promise.resolve('127.0.0.1'), bind: { ipv4: '127.0.0.1', ipv6: '::1' }, markSocket: signallingMarker(silentLog),
    });
    await transport.keepAlive({ host: '127.0.0.1', port: server.local.port });
    for (let i = 0; i < 500 && marks.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(marks).toEqual([24]);
    transport.dispose();
    server.dispose();
  });

  it('is done without, and said once, where a socket cannot be marked', () => {
    const lines: unknown[] = [];
    const mark = signallingMarker({ ...silentLog, info: (message) => lines.push(message) });
    const unbound = createSocket('udp4');
    mark(unbound);
    mark(unbound);
    expect(lines).toEqual(['signalling without a traffic class']);
    unbound.close();
  });
});
