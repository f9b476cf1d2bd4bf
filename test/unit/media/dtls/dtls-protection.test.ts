import { describe, expect, it } from 'vitest';
import { HANDSHAKE_TIMEOUT_MS, type DtlsRole } from '../../../../electron/media/dtls/association';
import { makeCertificate } from '../../../../electron/media/dtls/certificate';
import type { DtlsFailure } from '../../../../electron/media/dtls/constants';
import { DtlsProtection } from '../../../../electron/media/dtls/dtls-protection';
import { fingerprintOf } from '../../../../electron/media/dtls/fingerprint';
import { buildRtp } from '../../../../electron/media/rtp/packet';
import { buildCompound } from '../../../../electron/media/rtp/rtcp-build';
import type { Fingerprint } from '../../../../electron/media/sdp/transport-attributes';
import type { Component } from '../../../../electron/media/transport/media-path';
import { FakeClock } from '../../../support/fake-clock';

const certificates = { active: makeCertificate(Date.now()), passive: makeCertificate(Date.now()) };
const prints = { active: [fingerprintOf(certificates.active.der)], passive: [fingerprintOf(certificates.passive.der)] };
const rtp = buildRtp({ payloadType: 0, sequenceNumber: 1, timestamp: 0, ssrc: 9, payload: new Uint8Array(20) });
const rtcp = buildCompound({ ssrc: 9, cname: 'me', senderInfo: null, reports: [] });

class Ends {
  readonly clock = new FakeClock();
  readonly failures: DtlsFailure[] = [];
  readonly active: DtlsProtection;
  readonly passive: DtlsProtection;

  constructor(rtcpMux: boolean, expected: { active?: readonly Fingerprint[] | null; passive?: readonly Fingerprint[] | null } = {}, carries: (component: Component) => boolean = () => true) {
    const make = (role: DtlsRole, fingerprints: readonly Fingerprint[] | null): DtlsProtection => new DtlsProtection({
      role, fingerprints, clock: this.clock, certificate: certificates[role], rtcpMux: () => rtcpMux,
      send: (component, bytes) => {
        const copy = Uint8Array.from(bytes);
        const other = role === 'active' ? 'passive' : 'active';
        if (carries(component)) this.clock.after(5, () => this[other].takeDtls(component, copy, { address: '127.0.0.1', port: component === 'rtp' ? 4000 : 4001 }));
      },
      onFailed: (reason) => this.failures.push(reason),
    });
    this.active = make('active', expected.active === undefined ? prints.passive : expected.active);
    this.passive = make('passive', expected.passive === undefined ? prints.active : expected.passive);
    this.passive.start();
    this.active.start();
  }

  run(ms: number): void {
    for (let at = 0; at < ms; at += 5) this.clock.advance(5);
  }
}

const across = (from: DtlsProtection, to: DtlsProtection): boolean => {
  const packet = from.protectRtp(rtp);
  return packet !== null && to.unprotectRtp(Uint8Array.from(packet)) !== null;
};
const reportAcross = (from: DtlsProtection, to: DtlsProtection): boolean => {
  const packet = from.protectRtcp(rtcp);
  return packet !== null && to.unprotectRtcp(Uint8Array.from(packet)) !== null;
};

describe('DTLS protection', () => {
  it('lets nothing pass before the handshake, and sound and reports after it', () => {
    const ends = new Ends(true);
    expect([ends.active.protectRtp(rtp), ends.active.unprotectRtp(rtp), ends.active.protectRtcp(rtcp), ends.active.unprotectRtcp(rtcp), ends.active.secure]).toEqual([null, null, null, null, false]);
    ends.run(100);
    expect([across(ends.active, ends.passive), across(ends.passive, ends.active), reportAcross(ends.active, ends.passive)]).toEqual([true, true, true]);
    expect([ends.active.suite, ends.passive.suite]).toEqual(['AEAD_AES_128_GCM', 'AEAD_AES_128_GCM']);
  });

  it('gives RTCP on a port of its own an association of its own', () => {
    const ends = new Ends(false);
    ends.run(100);
    expect([across(ends.active, ends.passive), reportAcross(ends.active, ends.passive), reportAcross(ends.passive, ends.active)]).toEqual([true, true, true]);
  });

  it('goes on with the sound where RTCP never gets its keys', () => {
    const ends = new Ends(false, {}, (component) => component === 'rtp');
    ends.run(HANDSHAKE_TIMEOUT_MS + 1_000);
    expect([across(ends.active, ends.passive), reportAcross(ends.active, ends.passive)]).toEqual([true, false]);
    expect(ends.failures).toEqual([]);
  });

  it('believes nothing before the answer tells the fingerprint, then at once', () => {
    const ends = new Ends(true, { passive: null });
    ends.run(100);
    expect(ends.passive.secure).toBe(false);
    ends.passive.expect(prints.active);
    expect(across(ends.active, ends.passive)).toBe(true);
  });

  it('gives up for good where the certificate is another', () => {
    const ends = new Ends(true, { active: prints.active });
    ends.run(100);
    expect([ends.active.failure, ends.active.secure, ends.active.protectRtp(rtp)]).toEqual(['fingerprint-mismatch', false, null]);
    expect(ends.failures).toContain('fingerprint-mismatch');
    ends.active.dispose();
    ends.passive.dispose();
    expect(ends.clock.pending, 'timers left').toBe(0);
  });
});
