import { DtlsAssociation } from '../../../electron/media/dtls/association';
import { makeCertificate } from '../../../electron/media/dtls/certificate';
import { Reassembler } from '../../../electron/media/dtls/handshake-message';
import { parseClientHello, parseServerHello } from '../../../electron/media/dtls/hello';
import { parseRecords } from '../../../electron/media/dtls/record';
import { srtpProfiles } from '../../../electron/media/dtls/srtp-keys';
import { buildRtp } from '../../../electron/media/rtp/packet';
import { buildCompound } from '../../../electron/media/rtp/rtcp-build';
import { parseTransportAttributes } from '../../../electron/media/sdp/transport-attributes';
import { readCrypto } from '../../../electron/media/srtp/sdes';
import { SrtpReceiver } from '../../../electron/media/srtp/srtp-receiver';
import { SrtpSender } from '../../../electron/media/srtp/srtp-sender';
import { srtpSuites, suitesInOrder, type MasterKey } from '../../../electron/media/srtp/suites';
import { FakeClock } from '../../support/fake-clock';

type Damage = (good: Uint8Array) => Uint8Array;

const masterOf = (name: keyof typeof srtpSuites): MasterKey => {
  const suite = srtpSuites[name];
  return { suite, key: new Uint8Array(suite.keyBytes).fill(1), salt: new Uint8Array(suite.saltBytes).fill(2) };
};
const pick = <T>(list: readonly T[], below: (limit: number) => number): T => list[below(list.length)] as T;

/** What of encryption the network reaches. Each answers whether it took the input; none may throw. */
export function securityTargets(damaged: Damage, below: (limit: number) => number): Record<string, () => boolean> {
  const contexts = suitesInOrder.map(({ name }) => ({ sender: new SrtpSender(masterOf(name)), receiver: new SrtpReceiver(masterOf(name)) }));
  let sequenceNumber = 0;
  const rtp = (): Uint8Array => buildRtp({ payloadType: 0, sequenceNumber: sequenceNumber = (sequenceNumber + 1) & 0xffff, timestamp: 1, ssrc: 1, payload: new Uint8Array(20) });
  const rtcp = buildCompound({ ssrc: 1, cname: 'me@there', senderInfo: null, reports: [] });
  const crypto = `crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${Buffer.alloc(30, 7).toString('base64')}|2^31|1:4 WSH=128`;
  const dtls = new DtlsFuzz(damaged, below);
  return {
    'SRTP unprotect': () => {
      const { sender, receiver } = pick(contexts, below);
      return receiver.unprotectRtp(damaged(Uint8Array.from(sender.protectRtp(rtp()) ?? []))) !== null;
    },
    'SRTCP unprotect': () => {
      const { sender, receiver } = pick(contexts, below);
      return receiver.unprotectRtcp(damaged(Uint8Array.from(sender.protectRtcp(rtcp) ?? []))) !== null;
    },
    'a=crypto': () => parseTransportAttributes([Buffer.from(damaged(Buffer.from(crypto))).toString('latin1')], []).crypto.some((line) => readCrypto(line) !== null),
    'DTLS records': () => parseRecords(damaged(pick(dtls.datagrams, below))).length > 0,
    'DTLS messages': () => dtls.messages(),
    'DTLS handshake': () => dtls.handshake(),
  };
}

/** Both roles, in whatever state an earlier input left them. */
class DtlsFuzz {
  readonly datagrams: Uint8Array[] = [];
  readonly #clock = new FakeClock();
  readonly #certificate = makeCertificate(Date.now());
  #reassembler = new Reassembler();
  #ends: DtlsAssociation[] = [];
  #inputs = 0;

  constructor(private readonly damaged: Damage, private readonly below: (limit: number) => number) {
    this.#open();
    // One whole handshake gives good datagrams of every kind to be damaged.
    for (let i = 0; i < 20; i++) this.#clock.advance(10);
    if (this.datagrams.length < 6) throw new Error('no handshake to damage');
  }

  messages(): boolean {
    const record = this.damaged(pick(this.datagrams, this.below)).subarray(13);
    if (this.below(50) === 0) this.#reassembler = new Reassembler();
    const { repeated } = this.#reassembler.add(record);
    const body = this.#reassembler.take()?.body ?? record.subarray(12);
    return repeated || parseClientHello(body) !== null || parseServerHello(body) !== null;
  }

  /** A fresh pair now and then, so that all states are met; a damaged datagram between the good ones. */
  handshake(): boolean {
    if (this.#inputs++ % 40 === 0) this.#open();
    this.#clock.advance(1 + this.below(8));
    const end = pick(this.#ends, this.below);
    end.take(this.damaged(pick(this.datagrams, this.below)), 'stranger');
    if (this.#clock.pending > 400) throw new Error(`${this.#clock.pending} timers wait: something grows`);
    return true;
  }

  #open(): void {
    for (const end of this.#ends) end.dispose();
    const ends: DtlsAssociation[] = [];
    for (const [index, role] of (['active', 'passive'] as const).entries()) {
      ends.push(new DtlsAssociation({
        role, certificate: this.#certificate, srtpProfiles, clock: this.#clock,
        send: (datagram) => {
          if (this.datagrams.length < 64) this.datagrams.push(Uint8Array.from(datagram));
          this.#clock.after(5, () => ends[1 - index]?.take(Uint8Array.from(datagram), role));
        },
        onFinished: () => {}, onFailed: () => {},
      }));
    }
    this.#ends = ends;
    for (const end of ends) end.start();
  }
}

/** Share of all inputs; a handshake costs a signature or two now and then. */
export const securityShares: Record<string, number> = {
  'SRTP unprotect': 0.05, 'SRTCP unprotect': 0.03, 'a=crypto': 0.05, 'DTLS records': 0.1, 'DTLS messages': 0.05, 'DTLS handshake': 0.02,
};
