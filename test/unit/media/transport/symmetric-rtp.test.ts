import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../../electron/media/transport/endpoint';
import { SymmetricRtp } from '../../../../electron/media/transport/symmetric-rtp';

const signalled = { address: '192.0.2.1', port: 4000 };
const signalledRtcp = { address: '192.0.2.1', port: 4001 };
const translated = { address: '198.51.100.7', port: 61_000 };
const translatedAnew = { address: '198.51.100.7', port: 62_000 };
const stranger = { address: '203.0.113.9', port: 5 };

class Peer {
  readonly sent: { component: string; to: Endpoint }[] = [];
  readonly symmetric = new SymmetricRtp({ send: (component, _bytes, to) => this.sent.push({ component, to }) });

  signal(nowMs = 0, rtp = signalled): this {
    this.symmetric.signal(rtp, { ...rtp, port: rtp.port + 1 }, nowMs);
    return this;
  }

  /** `count` packets of a stream 20 ms apart; answers which were taken. */
  rtp(from: Endpoint, ssrc: number, firstSequence: number, atMs: number, count = 1, authentic = false): boolean[] {
    return Array.from({ length: count }, (_, i) => this.symmetric.acceptsRtp(
      { ...from }, { ssrc, sequenceNumber: (firstSequence + i) & 0xffff }, authentic, atMs + i * 20));
  }
}

const latchedTo = (from: Endpoint): Peer => {
  const peer = new Peer().signal();
  peer.rtp(from, 1, 10, 0, 2);
  return peer;
};

describe('symmetric RTP', () => {
  it('sends to what SDP says until packets come', () => {
    const peer = new Peer().signal();
    peer.symmetric.send('rtp', Uint8Array.of(1));
    peer.symmetric.send('rtcp', Uint8Array.of(1));
    expect(peer.sent).toEqual([{ component: 'rtp', to: signalled }, { component: 'rtcp', to: signalledRtcp }]);
  });

  it('sends nothing before anything is known', () => {
    const peer = new Peer();
    peer.symmetric.send('rtp', Uint8Array.of(1));
    expect(peer.sent).toEqual([]);
  });

  it('takes the signalled source with its first packet', () => {
    expect(new Peer().signal().rtp(signalled, 1, 1, 0)).toEqual([true]);
  });

  it('knows the signalled source however SDP spells its IPv6 address', () => {
    const peer = new Peer().signal(0, { address: '2001:DB8:0:0::1', port: 4000 });
    expect(peer.rtp({ address: '2001:db8::1', port: 4000 }, 1, 1, 0)).toEqual([true]);
  });

  it('takes another source after two packets in a row, and sends there', () => {
    const peer = new Peer().signal();
    expect(peer.rtp(translated, 1, 65_535, 0, 2)).toEqual([false, true]);
    expect(peer.symmetric.target).toEqual(translated);
  });

  it('does not take a source whose packets do not follow each other', () => {
    const peer = new Peer().signal();
    for (let i = 0; i < 50; i++) expect(peer.rtp(stranger, i, i * 7, i)).toEqual([false]);
    expect(peer.symmetric.target).toEqual(signalled);
  });

  it('gives way to the signalled source when a stranger was there first', () => {
    const peer = new Peer().signal();
    peer.rtp(stranger, 9, 1, 0, 20);
    expect(peer.rtp(signalled, 1, 1, 400)).toEqual([true]);
    expect(peer.rtp(stranger, 9, 21, 420, 100)).not.toContain(true);
    expect(peer.symmetric.target).toEqual(signalled);
  });

  it('gives way to the signalled address with another port when a stranger was there first', () => {
    const peer = new Peer().signal();
    peer.rtp(stranger, 9, 1, 0, 20);
    const otherPort = { address: signalled.address, port: 7000 };
    expect(peer.rtp(otherPort, 1, 1, 400, 2)).toEqual([false, true]);
    expect(peer.rtp(stranger, 9, 21, 440, 100)).not.toContain(true);
  });
});

describe('strangers who guess the port', () => {
  it('get nothing while the far end sends, right after the answer and much later', () => {
    const peer = latchedTo(translated);
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 50; i++) {
        expect(peer.rtp(translated, 1, 12 + second * 50 + i, 40 + second * 1000 + i * 20)).toEqual([true]);
        expect(peer.rtp(stranger, 2, i, 45 + second * 1000 + i * 20)).toEqual([false]);
      }
    }
    expect(peer.symmetric.target).toEqual(translated);
  });

  it('get nothing while the far end is silent, once the call has settled', () => {
    const peer = latchedTo(translated);
    expect(peer.rtp(stranger, 2, 1, 6_000, 500)).not.toContain(true);
    expect(peer.rtp(stranger, 1, 40_000, 60_000, 500)).not.toContain(true);
    expect(peer.symmetric.target).toEqual(translated);
    expect(peer.rtp(translated, 1, 12, 120_000)).toEqual([true]);
  });

  it('do not redirect RTCP either', () => {
    const peer = latchedTo(translated);
    expect(peer.symmetric.acceptsRtcp('rtcp', stranger, false)).toBe(false);
    expect(peer.symmetric.rtcpTarget).toEqual(signalledRtcp);
    expect(peer.symmetric.acceptsRtcp('rtcp', { ...translated, port: 61_001 }, false)).toBe(true);
    expect(peer.symmetric.rtcpTarget).toEqual({ ...translated, port: 61_001 });
  });

  it('do not redirect a DTLS handshake once media flows', () => {
    const peer = latchedTo(translated);
    peer.symmetric.send('rtp', Uint8Array.of(22), stranger);
    expect(peer.sent).toEqual([{ component: 'rtp', to: translated }]);
  });
});

describe('a source that changes', () => {
  it('is followed after a new offer, when the old one is silent', () => {
    const peer = latchedTo(translated).signal(60_000);
    expect(peer.symmetric.target).toEqual(translated);
    expect(peer.rtp(translatedAnew, 2, 1, 60_100, 2)).toEqual([false, true]);
  });

  it('is followed at once to a new address that is signalled', () => {
    const peer = latchedTo(translated).signal(60_000, { address: '192.0.2.2', port: 4002 });
    expect(peer.symmetric.target).toEqual({ address: '192.0.2.2', port: 4002 });
  });

  it('is followed in mid-call where the same stream goes on from another port: the translator has forgotten', () => {
    const peer = latchedTo(translated);
    peer.rtp(translated, 1, 12, 40, 3_000);
    expect(peer.rtp(translatedAnew, 1, 3_040, 60_700, 2)).toEqual([false, true]);
    expect(peer.symmetric.target).toEqual(translatedAnew);
  });

  it('is not followed in mid-call where another stream comes', () => {
    const peer = latchedTo(translated);
    peer.rtp(translated, 1, 12, 40, 3_000);
    expect(peer.rtp(translatedAnew, 2, 3_040, 60_700, 50)).not.toContain(true);
  });

  it('may change its SSRC where it is', () => {
    const peer = latchedTo(translated);
    expect(peer.rtp(translated, 77, 5, 90_000, 2)).toEqual([true, true]);
  });

  it('is followed at once, at any time, where keys prove its packets', () => {
    const peer = latchedTo(translated);
    expect(peer.rtp(translatedAnew, 1, 12, 90_000, 1, true)).toEqual([true]);
    expect(peer.symmetric.target).toEqual(translatedAnew);
  });

  it('gets the answers of its DTLS handshake where it is before any media', () => {
    const peer = new Peer().signal();
    peer.symmetric.send('rtp', Uint8Array.of(22), translated);
    expect(peer.sent).toEqual([{ component: 'rtp', to: translated }]);
  });
});
