import { describe, expect, it } from 'vitest';
import { HANDSHAKE_TIMEOUT_MS, type DtlsRole } from '../../../../electron/media/dtls/association';
import { makeCertificate, type OwnCertificate } from '../../../../electron/media/dtls/certificate';
import type { DtlsFailure } from '../../../../electron/media/dtls/constants';
import { DtlsProtection } from '../../../../electron/media/dtls/dtls-protection';
import { fingerprintOf } from '../../../../electron/media/dtls/fingerprint';
import { FakeClock } from '../../../support/fake-clock';

const OURS = { address: '127.0.0.1', port: 4000 };
const [ourCertificate, theirCertificate, strangeCertificate] = [makeCertificate(Date.now()), makeCertificate(Date.now()), makeCertificate(Date.now())];

/** Our end, open to everybody, and who knocks at it. */
class Door {
  readonly clock = new FakeClock();
  readonly failures: DtlsFailure[] = [];
  readonly guests: DtlsProtection[] = [];
  readonly ours: DtlsProtection;
  private readonly byPort = new Map<number, DtlsProtection>();

  /** `callTo`: where our first words go. */
  constructor(private readonly role: DtlsRole, known = true, private readonly callTo = 5000) {
    this.ours = new DtlsProtection({
      role, fingerprints: known ? [fingerprintOf(theirCertificate.der)] : null, certificate: ourCertificate, clock: this.clock, rtcpMux: () => true, isOpen: () => true,
      send: (_component, bytes, replyTo) => {
        const copy = Uint8Array.from(bytes);
        this.clock.after(5, () => this.byPort.get(replyTo?.port ?? this.callTo)?.takeDtls('rtp', copy, OURS));
      },
      onFailed: (reason) => this.failures.push(reason),
    });
  }

  knock(port: number, certificate: OwnCertificate): DtlsProtection {
    const guest = new DtlsProtection({
      role: this.role === 'active' ? 'passive' : 'active', fingerprints: [fingerprintOf(ourCertificate.der)], certificate, clock: this.clock, rtcpMux: () => true, onFailed: () => {},
      send: (_component, bytes) => {
        const copy = Uint8Array.from(bytes);
        this.clock.after(5, () => this.ours.takeDtls('rtp', copy, { address: '127.0.0.1', port }));
      },
    });
    this.byPort.set(port, guest);
    this.guests.push(guest);
    guest.start();
    return guest;
  }

  run(ms: number): void {
    for (let at = 0; at < ms; at += 5) this.clock.advance(5);
  }

  close(): void {
    for (const end of [this.ours, ...this.guests]) end.dispose();
    this.run(10);
    expect(this.clock.pending, 'timers left').toBe(0);
  }
}

describe('a stranger who knows the port', () => {
  it('and takes the handshake first with another certificate does not end the call: the far end comes and is heard', () => {
    const door = new Door('passive');
    door.ours.start();
    door.knock(6000, strangeCertificate);
    door.run(200);
    expect([door.ours.secure, door.ours.failure]).toEqual([false, null]);
    const farEnd = door.knock(5000, theirCertificate);
    door.run(200);
    expect([door.ours.secure, farEnd.secure, door.failures]).toEqual([true, true, []]);
    door.run(HANDSHAKE_TIMEOUT_MS + 1_000);
    expect([door.ours.secure, door.failures]).toEqual([true, []]);
    door.close();
  });

  it('and knocks at the same moment has an association of its own', () => {
    const door = new Door('passive');
    door.ours.start();
    door.knock(6000, strangeCertificate);
    const farEnd = door.knock(5000, theirCertificate);
    door.run(200);
    expect([door.ours.secure, farEnd.secure, door.failures]).toEqual([true, true, []]);
    door.close();
  });

  it('and shook hands before the answer came loses once it says who the far end is', () => {
    const door = new Door('passive', false);
    door.ours.start();
    door.knock(6000, strangeCertificate);
    const farEnd = door.knock(5000, theirCertificate);
    door.run(200);
    expect(door.ours.secure).toBe(false);
    door.ours.expect([fingerprintOf(theirCertificate.der)]);
    expect([door.ours.secure, farEnd.secure, door.failures]).toEqual([true, true, []]);
    door.close();
  });

  it('and answers our hello gets no further; the far end answers the next', () => {
    const door = new Door('active', true, 6000);
    door.knock(6000, strangeCertificate);
    door.ours.start();
    door.run(200);
    expect([door.ours.secure, door.ours.failure]).toEqual([false, null]);
    door.close();

    const other = new Door('active');
    const farEnd = other.knock(5000, theirCertificate);
    // A fatal alert, two octets that nobody signed.
    other.ours.start();
    other.ours.takeDtls('rtp', Uint8Array.of(21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40), { address: '127.0.0.9', port: 1 });
    other.run(4_000);
    expect([other.ours.secure, farEnd.secure, other.failures]).toEqual([true, true, []]);
    other.close();
  });

  it('and many of them with words that mean nothing leave the far end its place', () => {
    const door = new Door('passive');
    door.ours.start();
    for (let port = 7000; port < 7040; port++) door.knock(port, strangeCertificate);
    door.run(300);
    const farEnd = door.knock(5000, theirCertificate);
    door.run(1_500);
    expect([door.ours.secure, farEnd.secure, door.failures]).toEqual([true, true, []]);
    door.close();
  });
});

it('where nobody with the right certificate comes in time, the call is told why', () => {
  for (const role of ['passive', 'active'] as const) {
    const door = new Door(role, true, 6000);
    door.knock(6000, strangeCertificate);
    door.ours.start();
    door.run(HANDSHAKE_TIMEOUT_MS - 1_000);
    expect([door.ours.secure, door.failures]).toEqual([false, []]);
    door.run(3_000);
    expect([door.ours.secure, door.ours.failure, door.failures]).toEqual([false, 'fingerprint-mismatch', ['fingerprint-mismatch']]);
    door.close();
  }
});
