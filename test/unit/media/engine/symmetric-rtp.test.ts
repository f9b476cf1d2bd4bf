import { describe, expect, it } from 'vitest';
import { SymmetricRtp } from '../../../../electron/media/engine/symmetric-rtp';

const signalled = { address: '192.0.2.1', port: 4000 };
const translated = { address: '198.51.100.7', port: 61_000 };
const stranger = { address: '203.0.113.9', port: 5 };

function latchedTo(from: typeof signalled, nowMs = 0): SymmetricRtp {
  const symmetric = new SymmetricRtp();
  symmetric.signal(signalled, nowMs);
  symmetric.accepts(from, 1, 10, nowMs);
  symmetric.accepts(from, 1, 11, nowMs + 20);
  return symmetric;
}

describe('symmetric RTP', () => {
  it('sends to what SDP says until packets come', () => {
    const symmetric = new SymmetricRtp();
    symmetric.signal(signalled, 0);
    expect(symmetric.target).toEqual(signalled);
  });

  it('takes the signalled source with its first packet', () => {
    const symmetric = new SymmetricRtp();
    symmetric.signal(signalled, 0);
    expect(symmetric.accepts({ ...signalled }, 1, 1, 0)).toBe(true);
  });

  it('takes another source after two packets in a row, and sends there', () => {
    const symmetric = new SymmetricRtp();
    symmetric.signal(signalled, 0);
    expect(symmetric.accepts(translated, 1, 65_535, 0)).toBe(false);
    expect(symmetric.accepts(translated, 1, 0, 20)).toBe(true);
    expect(symmetric.target).toEqual(translated);
  });

  it('does not take a source whose packets do not follow each other', () => {
    const symmetric = new SymmetricRtp();
    symmetric.signal(signalled, 0);
    for (let i = 0; i < 50; i++) expect(symmetric.accepts(stranger, i, i * 7, i)).toBe(false);
    expect(symmetric.target).toEqual(signalled);
  });

  it('keeps the source against strangers who guess the port', () => {
    const symmetric = latchedTo(translated);
    for (let i = 0; i < 50; i++) expect(symmetric.accepts(stranger, 2, i, 100 + i)).toBe(false);
    for (let i = 0; i < 50; i++) expect(symmetric.accepts(stranger, 2, i, 60_000 + i)).toBe(false);
    expect(symmetric.target).toEqual(translated);
  });

  it('finds a new source after a new offer, when the old one is silent', () => {
    const symmetric = latchedTo(translated);
    symmetric.signal(signalled, 60_000);
    expect(symmetric.target).toEqual(translated);
    expect(symmetric.accepts(stranger, 2, 1, 60_100)).toBe(false);
    expect(symmetric.accepts(stranger, 2, 2, 60_120)).toBe(true);
  });

  it('goes at once to a new address that is signalled', () => {
    const symmetric = latchedTo(translated);
    symmetric.signal({ address: '192.0.2.2', port: 4002 }, 60_000);
    expect(symmetric.target).toEqual({ address: '192.0.2.2', port: 4002 });
  });
});
