import { describe, expect, it } from 'vitest';
import { transformOf } from '../../../../electron/media/srtp/create-transform';
import { deriveKeys } from '../../../../electron/media/srtp/key-derivation';
import { guessIndex, REPLAY_WINDOW_PACKETS, ReplayWindow } from '../../../../electron/media/srtp/packet-index';
import { SrtpReceiver } from '../../../../electron/media/srtp/srtp-receiver';
import { SrtpSender } from '../../../../electron/media/srtp/srtp-sender';
import { srtpSuites, suitesInOrder, type MasterKey, type SrtpSuite } from '../../../../electron/media/srtp/suites';
import { buildRtp } from '../../../../electron/media/rtp/packet';
import { buildCompound } from '../../../../electron/media/rtp/rtcp-build';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const none = new Uint8Array(0);

/** Master key of RFC 3711 B.3. */
const rfcMaster: MasterKey = {
  suite: srtpSuites.AES_CM_128_HMAC_SHA1_80,
  key: hex('E1F97A0D3E018BE0D64FA32C06DE4139'), salt: hex('0EC675AD498AFEEBB6960B3AABE6'),
};

const masterOf = (suite: SrtpSuite, fill = 7): MasterKey =>
  ({ suite, key: new Uint8Array(suite.keyBytes).fill(fill), salt: new Uint8Array(suite.saltBytes).fill(fill + 1) });
const rtp = (sequenceNumber: number, ssrc = 0x1234, payload = new Uint8Array(160).fill(0x55)): Uint8Array =>
  buildRtp({ payloadType: 0, sequenceNumber: sequenceNumber & 0xffff, timestamp: sequenceNumber * 160, ssrc, payload });
const rtcp = (): Uint8Array => buildCompound({ ssrc: 0x1234, cname: 'me@there', senderInfo: null, reports: [] });
const copy = (bytes: Uint8Array | null): Uint8Array => {
  if (!bytes) throw new Error('nothing was protected');
  return Uint8Array.from(bytes);
};

describe('the figures of RFC 3711', () => {
  it('B.2: makes the AES-CM key stream', () => {
    const keys = { key: hex('2B7E151628AED2A6ABF7158809CF4F3C'), salt: hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD'), authKey: new Uint8Array(20) };
    const transform = transformOf(rfcMaster.suite, keys, keys);
    const out = new Uint8Array(48 + 10);
    transform.sealRtp(out, 0, 48, 0, 0);
    expect(text(out.subarray(0, 48))).toBe('e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab41e95b3bb0a2e8dd477901e4fca894c0');
    const long = new Uint8Array(0xff02 * 16 + 10);
    transform.sealRtp(long, 0, 0xff02 * 16, 0, 0);
    expect(text(long.subarray(0xfeff * 16, 0xff02 * 16))).toBe('ec8cdf7398607cb0f2d21675ea9ea1e4362b7c3c6773516318a077d7fc5073ae6a2cc3787889374fbeb4c81b17ba6c44');
  });

  it('B.3: derives the session keys', () => {
    const keys = deriveKeys(rfcMaster, 'rtp');
    expect(text(keys.key)).toBe('c61e7a93744f39ee10734afe3ff7a087');
    expect(text(keys.salt)).toBe('30cbbc08863d8c85d49db34a9ae1');
    expect(text(keys.authKey)).toBe('cebe321f6ff7716b6fd4ab49af256a156d38baa4');
  });

  it('packets that other implementations test themselves with come out the same', () => {
    const plainRtp = hex('800f1234decafbadcafebabeabababababababababababababababab');
    const sender = new SrtpSender(rfcMaster);
    expect(text(copy(sender.protectRtp(plainRtp)))).toBe('800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb');
    const plainRtcp = hex('81c8000bcafebabeabababababababababababababababab');
    // The first index used by that packet is 1.
    sender.protectRtcp(plainRtcp);
    expect(text(copy(sender.protectRtcp(plainRtcp)))).toBe('81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798');
  });
});

describe('the figures of RFC 7714', () => {
  const salt = hex('517569642070726f2071756f');
  const plainRtp = '8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573';
  const plainRtcp = '81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';
  it.each([
    ['16.1, 17.1', srtpSuites.AEAD_AES_128_GCM, '000102030405060708090a0b0c0d0e0f',
      '8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce',
      '81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4'],
    ['16.2, 17.3', srtpSuites.AEAD_AES_256_GCM, '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
      '8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13',
      '81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4'],
  ])('%s: protects and unprotects RTP and RTCP', (_section, suite, key, sealedRtp, sealedRtcp) => {
    const keys = { key: hex(key), salt, authKey: none };
    const transform = transformOf(suite, keys, keys);

    const out = new Uint8Array(50 + 16);
    out.set(hex(plainRtp));
    transform.sealRtp(out, 12, 50, 0x5501a0b2, 0xf17b);
    expect(text(out)).toBe(sealedRtp);
    expect(transform.openRtp(out, 12, 0x5501a0b2, 0xf17b)).toBe(50);
    expect(text(out.subarray(0, 50))).toBe(plainRtp);

    const length = plainRtcp.length / 2;
    const report = new Uint8Array(length + 20);
    report.set(hex(plainRtcp));
    transform.sealRtcp(report, length, 0x4d617273, 0x5d4);
    expect(text(report)).toBe(sealedRtcp);
    expect(transform.openRtcp(report, 0x4d617273, 0x5d4)).toBe(length);
    expect(text(report.subarray(0, length))).toBe(plainRtcp);
  });
});

describe.each(suitesInOrder.map((suite) => [suite.name, suite] as const))('%s', (_name, suite) => {
  it('carries RTP and RTCP there, and nothing of the payload is readable on the way', () => {
    const sender = new SrtpSender(masterOf(suite));
    const receiver = new SrtpReceiver(masterOf(suite));
    const packet = buildRtp({
      payloadType: 9, sequenceNumber: 5, timestamp: 1, ssrc: 0x1234, csrcs: [1, 2], extension: { profile: 0xbede, data: new Uint8Array(8) },
      payload: new Uint8Array(160).fill(0x55),
    });
    const sealed = copy(sender.protectRtp(packet));
    expect(sealed.length).toBe(packet.length + suite.rtpTagBytes);
    expect(text(sealed.subarray(0, 32))).toBe(text(packet.subarray(0, 32)));
    expect(text(sealed)).not.toContain('55555555');
    expect(receiver.unprotectRtp(sealed)).toEqual(packet);
    const report = rtcp();
    const sealedReport = copy(sender.protectRtcp(report));
    expect(text(sealedReport)).not.toContain(text(Buffer.from('me@there')));
    expect(receiver.unprotectRtcp(sealedReport)).toEqual(report);
  });

  it('takes nothing that was changed in any octet, nor from another key', () => {
    const packet = copy(new SrtpSender(masterOf(suite)).protectRtp(rtp(5, 1, new Uint8Array(20))));
    const receiver = new SrtpReceiver(masterOf(suite));
    for (let i = 0; i < packet.length; i++) {
      const changed = packet.slice();
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(receiver.unprotectRtp(changed), `octet ${i}`).toBeNull();
    }
    expect(new SrtpReceiver(masterOf(suite, 9)).unprotectRtp(packet.slice())).toBeNull();
    expect(receiver.unprotectRtp(packet)).not.toBeNull();
    const report = copy(new SrtpSender(masterOf(suite)).protectRtcp(rtcp()));
    for (let i = 0; i < report.length; i++) {
      const changed = report.slice();
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(receiver.unprotectRtcp(changed), `octet ${i}`).toBeNull();
    }
    expect(receiver.unprotectRtcp(report)).not.toBeNull();
  });

  it('survives wraps of the sequence number with loss and reordering around them', () => {
    const sender = new SrtpSender(masterOf(suite));
    const receiver = new SrtpReceiver(masterOf(suite));
    const sent = Array.from({ length: 3 * 65_536 / 64 }, (_, i) => i * 64).flatMap((at) => (at % 65_536 > 65_300 || at % 65_536 < 300 ? [at, at + 1, at + 2] : [at]));
    const packets = sent.map((number) => copy(sender.protectRtp(rtp(number))));
    for (let i = 0; i + 1 < packets.length; i += 2) {
      expect(receiver.unprotectRtp(packets[i + 1] ?? none), `packet ${sent[i + 1]}`).not.toBeNull();
      expect(receiver.unprotectRtp(packets[i] ?? none), `packet ${sent[i]}`).not.toBeNull();
    }
  });

  it('refuses replays of RTP and RTCP, also those made long ago', () => {
    const sender = new SrtpSender(masterOf(suite));
    const receiver = new SrtpReceiver(masterOf(suite));
    const packets = Array.from({ length: 300 }, (_, i) => copy(sender.protectRtp(rtp(i))));
    for (const packet of packets) expect(receiver.unprotectRtp(packet.slice())).not.toBeNull();
    for (const packet of packets) expect(receiver.unprotectRtp(packet.slice())).toBeNull();
    const report = copy(sender.protectRtcp(rtcp()));
    expect(receiver.unprotectRtcp(report.slice())).not.toBeNull();
    expect(receiver.unprotectRtcp(report)).toBeNull();
  });
});

describe('SrtpSender', () => {
  const suite = srtpSuites.AES_CM_128_HMAC_SHA1_80;

  it('never uses an index twice', () => {
    const sender = new SrtpSender(masterOf(suite));
    expect(sender.protectRtp(rtp(100))).not.toBeNull();
    expect(sender.protectRtp(rtp(100))).toBeNull();
    expect(sender.protectRtp(rtp(99))).toBeNull();
    expect(sender.protectRtp(rtp(101))).not.toBeNull();
  });

  it('stops where the key is used up', () => {
    const sender = new SrtpSender(masterOf(suite), { rtpPackets: 2, rtcpPackets: 1 });
    expect([0, 1, 2].map((number) => sender.protectRtp(rtp(number)) !== null)).toEqual([true, true, false]);
    expect([0, 1].map(() => sender.protectRtcp(rtcp()) !== null)).toEqual([true, false]);
  });

  it('answers a packet that stays as it is when the next one is protected', () => {
    const sender = new SrtpSender(masterOf(suite));
    const first = sender.protectRtp(rtp(1)) ?? none;
    const before = text(first);
    sender.protectRtp(rtp(2));
    expect(text(first)).toBe(before);
  });

  it('protects nothing that is no packet', () => {
    const sender = new SrtpSender(masterOf(suite));
    expect(sender.protectRtp(new Uint8Array(11))).toBeNull();
    expect(sender.protectRtp(new Uint8Array(40))).toBeNull();
    expect(sender.protectRtcp(new Uint8Array(7))).toBeNull();
  });
});

describe('SrtpReceiver', () => {
  const suite = srtpSuites.AES_CM_128_HMAC_SHA1_80;

  it('follows a sender that changes its SSRC, each with its own ROC', () => {
    const sender = new SrtpSender(masterOf(suite));
    const receiver = new SrtpReceiver(masterOf(suite));
    for (let i = 0; i < 3; i++) expect(receiver.unprotectRtp(copy(sender.protectRtp(rtp(65_534 + i, 1))))).not.toBeNull();
    for (let i = 0; i < 3; i++) expect(receiver.unprotectRtp(copy(sender.protectRtp(rtp(40_000 + i, 2))))).not.toBeNull();
    expect(receiver.unprotectRtp(copy(sender.protectRtp(rtp(65_537, 1))))).not.toBeNull();
  });

  it('finds into a stream whose packets before its first wrap were lost', () => {
    const sender = new SrtpSender(masterOf(suite));
    const receiver = new SrtpReceiver(masterOf(suite));
    sender.protectRtp(rtp(65_535));
    expect(receiver.unprotectRtp(copy(sender.protectRtp(rtp(65_536))))).not.toBeNull();
  });

  it.each([['carries the ROC on, as RFC 3711 says', true], ['resets the ROC, as many phones do', false]])('after a new key %s', (_what, carriesOn) => {
    const steps = [65_000, 66_000, 95_000, 125_000, 132_000];
    const old = new SrtpSender(masterOf(suite, 1));
    const before = new SrtpReceiver(masterOf(suite, 1));
    for (const number of steps) expect(before.unprotectRtp(copy(old.protectRtp(rtp(number))))).not.toBeNull();
    const next = new SrtpSender(masterOf(suite, 2));
    if (carriesOn) for (const number of steps) next.protectRtp(rtp(number));
    const after = new SrtpReceiver(masterOf(suite, 2), before.highestIndexes());
    for (const number of [132_001, 132_002]) expect(after.unprotectRtp(copy(next.protectRtp(rtp(number))))).not.toBeNull();
  });

  it('is not moved by packets that are not authentic', () => {
    const sender = new SrtpSender(masterOf(suite));
    const receiver = new SrtpReceiver(masterOf(suite));
    expect(receiver.unprotectRtp(copy(sender.protectRtp(rtp(10))))).not.toBeNull();
    for (let i = 0; i < 200; i++) expect(receiver.unprotectRtp(buildRtp({ payloadType: 0, sequenceNumber: 20_000 + i * 100, timestamp: 0, ssrc: 0x1234, payload: new Uint8Array(100) }))).toBeNull();
    expect(receiver.unprotectRtp(copy(sender.protectRtp(rtp(11))))).not.toBeNull();
  });

  it('refuses RTCP that says it is not encrypted', () => {
    const report = copy(new SrtpSender(masterOf(suite)).protectRtcp(rtcp()));
    const at = report.length - 14;
    report[at] = (report[at] ?? 0) & 0x7f;
    expect(new SrtpReceiver(masterOf(suite)).unprotectRtcp(report)).toBeNull();
  });
});

describe('packet index and replay window', () => {
  it('guesses the ROC as RFC 3711 3.3.1 says', () => {
    expect(guessIndex(10, 12)).toBe(12);
    expect(guessIndex(65_535, 0)).toBe(65_536);
    expect(guessIndex(65_536, 65_535)).toBe(65_535);
    expect(guessIndex(5, 65_535)).toBe(-1);
    expect(guessIndex(2 ** 47 + 0xffff, 3)).toBe(2 ** 47 + 0x10003);
  });

  it('allows each index of the last 128 once, and nothing older', () => {
    const window = new ReplayWindow();
    window.note(1000);
    expect(window.allows(1000)).toBe(false);
    expect(window.allows(1000 - REPLAY_WINDOW_PACKETS + 1)).toBe(true);
    expect(window.allows(1000 - REPLAY_WINDOW_PACKETS)).toBe(false);
    window.note(999);
    expect(window.allows(999)).toBe(false);
    window.note(1000 + 5 * REPLAY_WINDOW_PACKETS);
    expect(window.allows(1000 + 5 * REPLAY_WINDOW_PACKETS - 1)).toBe(true);
  });
});
