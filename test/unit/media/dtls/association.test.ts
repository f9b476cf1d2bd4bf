import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DtlsAssociation, HANDSHAKE_TIMEOUT_MS } from '../../../../electron/media/dtls/association';
import { makeCertificate } from '../../../../electron/media/dtls/certificate';
import type { DtlsFailure } from '../../../../electron/media/dtls/constants';
import { fingerprintOf, matchesFingerprint } from '../../../../electron/media/dtls/fingerprint';
import type { DtlsResult } from '../../../../electron/media/dtls/handshake';
import { FakeClock } from '../../../support/fake-clock';
import { seededRandom } from '../../../support/random';

const certificates = { active: makeCertificate(Date.now()), passive: makeCertificate(Date.now()) };
const PROFILES = [7, 8, 1, 2];

interface Side { association: DtlsAssociation; result: DtlsResult | null; failure: DtlsFailure | null; sent: number }
type Wire = (datagram: Uint8Array, towards: 'active' | 'passive', deliver: (datagram: Uint8Array) => void) => void;

/** Both sides over a wire; datagrams take 5 ms unless the wire does something else. */
class Pair {
  readonly active: Side;
  readonly passive: Side;

  constructor(
    private readonly wire: Wire = (datagram, _towards, deliver) => deliver(datagram),
    profiles: { active?: number[]; passive?: number[] } = {}, readonly clock = new FakeClock(),
  ) {
    this.active = this.side('active', profiles.active ?? PROFILES);
    this.passive = this.side('passive', profiles.passive ?? PROFILES);
    this.passive.association.start();
    this.active.association.start();
  }

  run(ms: number): void {
    for (let at = 0; at < ms; at += 5) this.clock.advance(5);
  }

  dispose(): void {
    this.active.association.dispose();
    this.passive.association.dispose();
  }

  private side(role: 'active' | 'passive', srtpProfiles: number[]): Side {
    const other = role === 'active' ? 'passive' : 'active';
    const side: Side = {
      result: null, failure: null, sent: 0,
      association: new DtlsAssociation({
        role, certificate: certificates[role], srtpProfiles, clock: this.clock,
        send: (datagram) => {
          side.sent++;
          const copy = Uint8Array.from(datagram);
          this.wire(copy, other, (bytes) => void this.clock.after(5, () => this[other].association.take(bytes, role)));
        },
        onFinished: (result) => { side.result = result; },
        onFailed: (reason) => { side.failure = reason; },
      }),
    };
    return side;
  }
}

const keysOf = ({ result }: Side): string => Buffer.from(result?.secrets.exportKeys('EXTRACTOR-dtls_srtp', 56) ?? []).toString('hex');

function expectAgreed({ active, passive }: Pair, what = ''): void {
  expect(active.result?.srtpProfile, what).toBe(7);
  expect(passive.result?.srtpProfile, what).toBe(7);
  expect(keysOf(active), what).toHaveLength(112);
  expect(keysOf(active), what).toBe(keysOf(passive));
  expect(matchesFingerprint(active.result?.certificateDer ?? new Uint8Array(0), [fingerprintOf(certificates.passive.der)])).toBe(true);
  expect(matchesFingerprint(passive.result?.certificateDer ?? new Uint8Array(0), [fingerprintOf(certificates.active.der, 'sha-512')])).toBe(true);
}

describe('the certificate', () => {
  it('is one that OpenSSL reads, signed by its own key, valid now and a month on', () => {
    const x509 = new X509Certificate(certificates.active.der);
    expect(x509.verify(x509.publicKey)).toBe(true);
    expect(x509.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(Date.parse(x509.validFrom)).toBeLessThan(Date.now());
    expect(Date.parse(x509.validTo)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect(x509.fingerprint256).toBe(fingerprintOf(certificates.active.der).value);
    expect(x509.fingerprint512).toBe(fingerprintOf(certificates.active.der, 'sha-512').value);
  });

  it('is not believed by a fingerprint of MD5 or SHA-1, or of another certificate', () => {
    const { der } = certificates.active;
    const sha1 = { hash: 'sha-1', value: new X509Certificate(der).fingerprint };
    expect(matchesFingerprint(der, [sha1])).toBe(false);
    expect(matchesFingerprint(der, [])).toBe(false);
    expect(matchesFingerprint(der, [fingerprintOf(certificates.passive.der)])).toBe(false);
    expect(matchesFingerprint(der, [fingerprintOf(certificates.passive.der), fingerprintOf(der, 'sha-384')])).toBe(true);
  });
});

describe('a DTLS association', () => {
  it('agrees on keys in three round trips', () => {
    const pair = new Pair();
    pair.run(35);
    expectAgreed(pair);
    expect(pair.active.sent).toBe(3);
    pair.run(HANDSHAKE_TIMEOUT_MS);
    expect([pair.active.failure, pair.passive.failure]).toEqual([null, null]);
    expect(pair.clock.pending, 'timers left').toBe(0);
  });

  it.each([0.1, 0.3])('gets there with a share of %f lost each way, whatever is lost', (loss) => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = seededRandom(seed);
      const pair = new Pair((datagram, _towards, deliver) => { if (random() >= loss) deliver(datagram); });
      pair.run(HANDSHAKE_TIMEOUT_MS - 5_000);
      expectAgreed(pair, `seed ${seed}`);
      pair.dispose();
    }
  });

  it('puts up with datagrams that come twice, late and in any order', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = seededRandom(seed);
      const held: (() => void)[] = [];
      const pair = new Pair((datagram, _towards, deliver) => {
        held.push(() => deliver(datagram));
        if (random() < 0.3) held.push(() => deliver(datagram));
        held.sort(() => random() - 0.5);
        if (random() < 0.8) for (const go of held.splice(0)) go();
      });
      pair.run(5_000);
      expectAgreed(pair, `seed ${seed}`);
      pair.dispose();
    }
  });

  it('repeats a lost hello after 200 ms, then after ever longer pauses', () => {
    const times: number[] = [];
    const clock = new FakeClock();
    const pair = new Pair((_datagram, towards) => { if (towards === 'passive') times.push(clock.monotonicMs()); }, {}, clock);
    pair.run(4_000);
    expect(times).toEqual([0, 200, 600, 1400, 3000]);
    pair.run(HANDSHAKE_TIMEOUT_MS);
    expect(pair.active.failure).toBe('timeout');
    expect(pair.clock.pending, 'timers left').toBe(0);
  });

  it('sends its last flight again to a client that has not got it', () => {
    let dropped = 0;
    const pair = new Pair((datagram, towards, deliver) => {
      const isLastFlight = towards === 'active' && datagram[0] === 20;
      if (isLastFlight && dropped++ < 2) return;
      deliver(datagram);
    });
    pair.run(50);
    expect(pair.passive.result).not.toBeNull();
    expect(pair.active.result).toBeNull();
    pair.run(2_000);
    expectAgreed(pair);
  });

  it('remembers nothing of a hello without a cookie that it gave', () => {
    const hellos: Uint8Array[] = [];
    const pair = new Pair((datagram, towards) => { if (towards === 'passive') hellos.push(datagram); });
    for (let i = 0; i < 5; i++) pair.passive.association.take(hellos[0] ?? new Uint8Array(0), `stranger ${i}`);
    expect(pair.passive.sent).toBe(5);
    expect(pair.clock.pending, 'the time-out and the repeat of the active side').toBe(2);
    pair.run(2 * HANDSHAKE_TIMEOUT_MS);
    expect(pair.passive.failure).toBeNull();
    pair.dispose();
  });

  it('fails at once where there is no SRTP profile in common, and tells the other side', () => {
    const pair = new Pair(undefined, { active: [1], passive: [8] });
    pair.run(60);
    expect(pair.passive.failure).toBe('nothing-in-common');
    expect(pair.active.result).toBeNull();
  });

  it.each([['first flight of the server', 'active', 11], ['certificate of the client', 'passive', 16]] as const)('does not finish where the %s was changed on its way', (_what, at, type) => {
    const pair = new Pair((datagram, towards, deliver) => {
      const bytes = datagram.slice();
      // The last octet of a datagram that has such a message in it is inside a signed or hashed part.
      const offset = indexOfMessage(bytes, type);
      if (towards === at && offset > 0) bytes[offset + 30] = (bytes[offset + 30] ?? 0) ^ 1;
      deliver(bytes);
    });
    pair.run(HANDSHAKE_TIMEOUT_MS + 100);
    expect(pair.active.result).toBeNull();
    expect(pair.passive.result).toBeNull();
  });

  it('is not disturbed by garbage, nor after it is done by a new hello or a plain alert', () => {
    const random = seededRandom(9);
    const hellos: Uint8Array[] = [];
    const pair = new Pair((datagram, towards, deliver) => {
      if (towards === 'passive') hellos.push(datagram);
      deliver(datagram);
    });
    const garbage = (): Uint8Array => Uint8Array.from({ length: Math.floor(random() * 60) }, (_, i) => (i === 0 ? 20 + Math.floor(random() * 4) : i === 1 ? 0xfe : Math.floor(random() * 256)));
    for (let at = 0; at < 100; at += 5) {
      for (let i = 0; i < 10; i++) {
        pair.active.association.take(garbage(), 'stranger');
        pair.passive.association.take(garbage(), 'stranger');
      }
      pair.run(5);
    }
    pair.run(3_000);
    expectAgreed(pair);
    pair.passive.association.take(hellos[0] ?? new Uint8Array(0), 'active');
    pair.passive.association.take(Uint8Array.of(21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40), 'active');
    expect([pair.active.failure, pair.passive.failure]).toEqual([null, null]);
  });
});

/** Where a handshake message of that type begins in an unencrypted datagram; -1 where there is none. */
function indexOfMessage(datagram: Uint8Array, type: number): number {
  for (let at = 0; at + 13 < datagram.length;) {
    if (datagram[at] === 22 && datagram[at + 4] === 0 && datagram[at + 13] === type) return at + 13;
    at += 13 + (((datagram[at + 11] ?? 0) << 8) | (datagram[at + 12] ?? 0));
  }
  return -1;
}
