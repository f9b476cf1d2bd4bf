import type { Packet } from './rtp';

const SR = 200;
const RR = 201;
const SDES = 202;
const BYE = 203;
/** Seconds between 1900 and 1970 (RFC 3550 4). */
const ntpEpochSeconds = 2_208_988_800;

/** What is heard of the phone's stream, kept as RFC 3550 A.3 and A.8 count it. */
export class Reception {
  #source: { ssrc: number; base: number; highest: number; cycles: number; received: number } | null = null;
  #before = { expected: 0, received: 0 };
  #transit: number | null = null;
  #jitter = 0;
  #senderReport: { middle: number; atMs: number } | null = null;

  hear(packet: Packet, atMs: number, clockRate: number): void {
    if (this.#source?.ssrc !== packet.ssrc) {
      this.#source = { ssrc: packet.ssrc, base: packet.sequence, highest: packet.sequence, cycles: 0, received: 0 };
      this.#before = { expected: 0, received: 0 };
      this.#transit = null;
      this.#jitter = 0;
    }
    const source = this.#source;
    source.received++;
    if (((packet.sequence - source.highest) & 0xffff) < 0x8000) {
      if (packet.sequence < source.highest) source.cycles++;
      source.highest = packet.sequence;
    }
    const transit = (Math.round((atMs * clockRate) / 1000) - packet.timestamp) | 0;
    if (this.#transit !== null) this.#jitter += (Math.abs((transit - this.#transit) | 0) - this.#jitter) / 16;
    this.#transit = transit;
  }

  /** Notes a sender report among the phone's RTCP: ours answer it with how long ago it came, from which it reckons the round trip. */
  takeReports(bytes: Buffer, atMs: number): void {
    if (bytes.length < 28 || bytes.readUInt8(0) >> 6 !== 2 || bytes.readUInt8(1) !== SR) return;
    this.#senderReport = { middle: bytes.readUInt32BE(10), atMs };
  }

  /** A report block (RFC 3550 6.4.1); null before the first packet. */
  block(nowMs: number): Buffer | null {
    const source = this.#source;
    if (!source) return null;
    const highest = source.cycles * 65536 + source.highest;
    const expected = highest - source.base + 1;
    const lost = Math.max(-0x800000, Math.min(0x7fffff, expected - source.received));
    const expectedNow = expected - this.#before.expected;
    const lostNow = expectedNow - (source.received - this.#before.received);
    this.#before = { expected, received: source.received };
    const block = Buffer.alloc(24);
    block.writeUInt32BE(source.ssrc, 0);
    block.writeUInt8(lostNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0, 4);
    block.writeIntBE(lost, 5, 3);
    block.writeUInt32BE(highest >>> 0, 8);
    block.writeUInt32BE(Math.round(this.#jitter) >>> 0, 12);
    if (this.#senderReport) {
      block.writeUInt32BE(this.#senderReport.middle, 16);
      block.writeUInt32BE(Math.min(0xffffffff, Math.round(((nowMs - this.#senderReport.atMs) * 65536) / 1000)), 20);
    }
    return block;
  }
}

export interface Sent {
  readonly ssrc: number;
  readonly packets: number;
  readonly octets: number;
  /** Of the instant the report is made. */
  readonly timestamp: number;
}

/** A compound of SR or, where nothing was sent yet, RR with our CNAME; `isLast` adds BYE (RFC 3550 6.1). */
export function buildReport(sent: Sent, block: Buffer | null, epochMs: number, isLast: boolean): Buffer {
  const blocks = block ?? Buffer.alloc(0);
  const count = block ? 1 : 0;
  const sender = Buffer.alloc(sent.packets > 0 ? 20 : 0);
  if (sent.packets > 0) {
    sender.writeUInt32BE(Math.floor(epochMs / 1000) + ntpEpochSeconds, 0);
    sender.writeUInt32BE(Math.floor(((epochMs % 1000) / 1000) * 2 ** 32), 4);
    sender.writeUInt32BE(sent.timestamp, 8);
    sender.writeUInt32BE(sent.packets >>> 0, 12);
    sender.writeUInt32BE(sent.octets >>> 0, 16);
  }
  const ssrc = Buffer.alloc(4);
  ssrc.writeUInt32BE(sent.ssrc);
  const name = Buffer.from('practice@127.0.0.1');
  // Item type 1, its length, the text, then at least one zero up to a multiple of four (RFC 3550 6.5).
  const item = Buffer.alloc(4 * Math.ceil((name.length + 3) / 4));
  item.writeUInt8(1, 0);
  item.writeUInt8(name.length, 1);
  name.copy(item, 2);
  return Buffer.concat([
    packet(sent.packets > 0 ? SR : RR, count, [ssrc, sender, blocks]),
    packet(SDES, 1, [ssrc, item]),
    ...(isLast ? [packet(BYE, 1, [ssrc])] : []),
  ]);
}

function packet(type: number, count: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(4);
  head.writeUInt8(0x80 | count, 0);
  head.writeUInt8(type, 1);
  head.writeUInt16BE(body.length / 4, 2);
  return Buffer.concat([head, body]);
}
