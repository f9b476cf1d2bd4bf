import { describe, expect, it } from 'vitest';
import { buildRtp } from '../../../../electron/media/rtp/packet';
import { SdesProtection, shut } from '../../../../electron/media/srtp/sdes-protection';
import { SrtpSender } from '../../../../electron/media/srtp/srtp-sender';
import { srtpSuites, type MasterKey, type SrtpSuite } from '../../../../electron/media/srtp/suites';
import { FakeClock } from '../../../support/fake-clock';

const master = (fill: number, suite: SrtpSuite = srtpSuites.AES_CM_128_HMAC_SHA1_80): MasterKey =>
  ({ suite, key: new Uint8Array(suite.keyBytes).fill(fill), salt: new Uint8Array(suite.saltBytes).fill(fill) });
const rtp = (sequenceNumber: number): Uint8Array => buildRtp({ payloadType: 0, sequenceNumber: sequenceNumber & 0xffff, timestamp: 0, ssrc: 9, payload: new Uint8Array(20) });
const from = (sender: SrtpSender, sequenceNumber: number): Uint8Array => Uint8Array.from(sender.protectRtp(rtp(sequenceNumber)) ?? []);

describe('SDES protection', () => {
  it('takes packets under the old and the new key of the far end for five seconds, then under the new one only', () => {
    const clock = new FakeClock();
    const protection = new SdesProtection({ local: master(1), remote: master(2) }, clock);
    const [before, after] = [new SrtpSender(master(2)), new SrtpSender(master(3))];
    expect(protection.unprotectRtp(from(before, 1))).not.toBeNull();
    protection.rekey({ local: master(1), remote: master(3) });
    for (let i = 2; i < 10; i += 2) {
      expect(protection.unprotectRtp(from(before, i))).not.toBeNull();
      expect(protection.unprotectRtp(from(after, i + 1))).not.toBeNull();
    }
    clock.advance(5_001);
    expect(protection.unprotectRtp(from(before, 20))).toBeNull();
    expect(protection.unprotectRtp(from(after, 21))).not.toBeNull();
  });

  it('goes on where the keys of a new offer are the same: no packet is taken twice, none of ours goes back', () => {
    const protection = new SdesProtection({ local: master(1), remote: master(2) }, new FakeClock());
    const packet = from(new SrtpSender(master(2)), 1);
    expect(protection.unprotectRtp(packet.slice())).not.toBeNull();
    expect(protection.protectRtp(rtp(5))).not.toBeNull();
    protection.rekey({ local: master(1), remote: master(2) });
    expect(protection.unprotectRtp(packet)).toBeNull();
    expect(protection.protectRtp(rtp(5))).toBeNull();
  });

  it('changes the suite where a new answer does', () => {
    const protection = new SdesProtection({ local: master(1), remote: master(2) }, new FakeClock());
    const gcm = srtpSuites.AEAD_AES_256_GCM;
    protection.rekey({ local: master(1, gcm), remote: master(2, gcm) });
    expect(protection.suite).toBe('AEAD_AES_256_GCM');
    expect(protection.unprotectRtp(from(new SrtpSender(master(2, gcm)), 1))).not.toBeNull();
  });

  it('calls a session encrypted once packets of both directions are, and no more when nothing fits', () => {
    const protection = new SdesProtection({ local: master(1), remote: master(2) }, new FakeClock());
    const { authenticity } = protection;
    protection.protectRtp(rtp(1));
    expect(authenticity.encrypted).toBe(false);
    protection.unprotectRtp(from(new SrtpSender(master(2)), 1));
    expect(authenticity.encrypted).toBe(true);
    for (let i = 0; i < 19; i++) protection.unprotectRtp(rtp(i));
    expect(authenticity.encrypted).toBe(true);
    protection.unprotectRtp(rtp(50));
    expect([authenticity.encrypted, authenticity.misfit, authenticity.failed]).toEqual([false, true, 20]);
  });

  it('nothing passes, either way, while an offer of keys waits for its answer', () => {
    expect([shut.protectRtp(rtp(1)), shut.protectRtcp(rtp(1)), shut.unprotectRtp(rtp(1)), shut.unprotectRtcp(rtp(1))]).toEqual([null, null, null, null]);
  });
});
