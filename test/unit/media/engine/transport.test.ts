import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports/log';
import { RtpTransport } from '../../../../electron/media/engine/transport';

const opened: RtpTransport[] = [];
afterEach(() => opened.splice(0).forEach((transport) => transport.dispose()));

async function open(range: { min: number; max: number }, address = '127.0.0.1', random?: () => number): Promise<RtpTransport> {
  const transport = await RtpTransport.open(address, range, silentLog, random);
  opened.push(transport);
  return transport;
}

describe('RTP socket pair', () => {
  it('binds an even port and the odd one above within the range', async () => {
    const { rtpPort, rtcpPort } = (await open({ min: 40_000, max: 49_999 })).ports;
    expect(rtpPort % 2).toBe(0);
    expect(rtcpPort).toBe(rtpPort + 1);
    expect(rtpPort).toBeGreaterThanOrEqual(40_000);
    expect(rtcpPort).toBeLessThanOrEqual(49_999);
  });

  it('goes on to the next pair where one is taken, and says when all are', async () => {
    // Somebody else's sockets may be in any range; an address of our own keeps this one to ourselves.
    const address = '127.77.3.1';
    const range = { min: 40_101, max: 40_107 };
    const ports = [];
    for (let i = 0; i < 3; i++) ports.push((await open(range, address, () => 0)).ports.rtpPort);
    expect(ports).toEqual([40_102, 40_104, 40_106]);
    await expect(open(range, address)).rejects.toMatchObject({ code: 'NO_PORT' });
  });

  it('says that an address is not ours without trying every port', async () => {
    await expect(open({ min: 40_000, max: 49_999 }, '192.0.2.1')).rejects.toMatchObject({ code: 'NO_PORT' });
  });

  it('takes impossible targets and sending after the end as lost packets', async () => {
    const transport = await open({ min: 40_000, max: 49_999 });
    expect(() => {
      transport.sendRtp(Uint8Array.of(1), { address: '127.0.0.1', port: 0 });
      transport.sendRtp(Uint8Array.of(1), { address: '127.0.0.1', port: 70_000 });
      transport.sendRtp(Uint8Array.of(1), { address: '::1', port: 9 });
      transport.sendRtp(Uint8Array.of(1), { address: '255.255.255.255', port: 9 });
      transport.dispose();
      transport.sendRtp(Uint8Array.of(1), { address: '127.0.0.1', port: 9 });
    }).not.toThrow();
  });

  it('survives a receiver that throws', async () => {
    const [a, b] = [await open({ min: 40_000, max: 49_999 }), await open({ min: 40_000, max: 49_999 })];
    const got = new Promise<number>((resolve) => {
      let count = 0;
      b.onRtp = () => {
        count++;
        if (count === 2) resolve(count);
        throw new Error('a fault of ours');
      };
    });
    const to = { address: '127.0.0.1', port: b.ports.rtpPort };
    a.sendRtp(Uint8Array.of(1), to);
    a.sendRtp(Uint8Array.of(2), to);
    expect(await got).toBe(2);
  });
});
