import { afterEach, describe, expect, it } from 'vitest';
import { RtpSender } from '../../../../electron/media/engine/rtp-sender';
import type { SendFormat } from '../../../../electron/media/engine/send-format';
import { parseTelephoneEvent } from '../../../../electron/media/dtmf/telephone-event';
import { parseRtp, type RtpPacket } from '../../../../electron/media/rtp/packet';
import { FakeClock } from '../../../support/fake-clock';
import { seededRandom } from '../../../support/random';

const pcmu: SendFormat = {
  codec: 'pcmu', clockRate: 8000, payloadType: 0, ptimeMs: 20, parameters: new Map(), events: { payloadType: 101, clockRate: 8000 },
  comfortNoise: null, dtx: false, redundancy: null,
};
const MU_LAW_ZERO = 0xff;

interface Sent { atMs: number; packet: RtpPacket }

let sender: RtpSender | null = null;
afterEach(() => { sender?.dispose(); sender = null; });

function setUp(): { clock: FakeClock; sender: RtpSender; sent: Sent[] } {
  const clock = new FakeClock();
  const sent: Sent[] = [];
  sender = new RtpSender({
    clock, random: seededRandom(1),
    send: (bytes) => {
      const parsed = parseRtp(bytes);
      if (parsed.ok) sent.push({ atMs: clock.monotonicMs(), packet: parsed.packet });
    },
  });
  return { clock, sender, sent };
}

const speak = (frames: number): Float32Array => Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.sin(i / 20));

/** Microphone pieces of 5 ms at real time. */
function talk(clock: FakeClock, to: RtpSender, ms: number, muted = false): void {
  for (let t = 0; t < ms; t += 5) {
    clock.advance(5);
    to.pushMic(speak(240), muted);
  }
}

function expectUnbroken(sent: readonly Sent[]): void {
  for (let i = 1; i < sent.length; i++) {
    const before = sent[i - 1]!.packet;
    const now = sent[i]!.packet;
    expect(now.sequenceNumber).toBe((before.sequenceNumber + 1) & 0xffff);
  }
}

const isSilent = ({ packet }: Sent): boolean => packet.payload.every((octet) => octet === MU_LAW_ZERO || octet === 0x7f);

describe('RTP sender', () => {
  it('sends the frame in the very moment its last sample comes from the microphone', () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    clock.advance(1);
    sent.length = 0;
    for (let i = 0; i < 3; i++) sender.pushMic(speak(240), false);
    expect(sent).toHaveLength(0);
    sender.pushMic(speak(240), false);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.packet.payload).toHaveLength(160);
  });

  it('takes microphone pieces of any size', () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    clock.advance(1);
    sent.length = 0;
    for (const size of [1, 959, 128, 832, 4800, 7]) sender.pushMic(speak(size), false);
    expect(sent).toHaveLength(7);
    expect(sent.every(({ packet }) => packet.payload.length === 160)).toBe(true);
  });

  it('paces silence by its own timer without a microphone, 20 ms apart', () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    clock.advance(1000);
    expect(sent.length).toBeGreaterThanOrEqual(50);
    expect(sent.length).toBeLessThanOrEqual(51);
    expect(sent.every(isSilent)).toBe(true);
    sent.forEach(({ packet }, i) => expect((packet.timestamp - sent[0]!.packet.timestamp) >>> 0).toBe(i * 160));
    expect(sent.map(({ packet }) => packet.marker)).toEqual(sent.map((_, i) => i === 0));
    expectUnbroken(sent);
  });

  it('changes between timer and microphone and keeps timestamps in step with the time', () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    for (let round = 0; round < 20; round++) {
      clock.advance(333);
      talk(clock, sender, 415);
    }
    expectUnbroken(sent);
    for (let i = 1; i < sent.length; i++) {
      const step = (sent[i]!.packet.timestamp - sent[i - 1]!.packet.timestamp) >>> 0;
      expect(step).toBeGreaterThanOrEqual(160);
      expect(step % 160).toBe(0);
    }
    const wallMs = sent.at(-1)!.atMs - sent[0]!.atMs;
    const streamMs = ((sent.at(-1)!.packet.timestamp - sent[0]!.packet.timestamp) >>> 0) / 8;
    expect(Math.abs(wallMs - streamMs)).toBeLessThan(200);
    const longestPauseMs = Math.max(...sent.slice(1).map(({ atMs }, i) => atMs - sent[i]!.atMs));
    expect(longestPauseMs).toBeLessThanOrEqual(85);
  });

  it('goes to silence at once when the microphone is taken away', () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    talk(clock, sender, 200);
    sender.releaseMic();
    const from = sent.length;
    clock.advance(100);
    expect(sent.length - from).toBeGreaterThanOrEqual(4);
    expect(sent.slice(from).every(isSilent)).toBe(true);
  });

  it('sends silence while muted, and packets go on', () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    talk(clock, sender, 200);
    expect(sent.some((one) => !isSilent(one))).toBe(true);
    talk(clock, sender, 40, true);
    const from = sent.length;
    talk(clock, sender, 200, true);
    expect(sent.length - from).toBe(10);
    expect(sent.slice(from).every(isSilent)).toBe(true);
    talk(clock, sender, 60);
    expect(isSilent(sent.at(-1)!)).toBe(false);
  });

  it('stops for a hold, and goes on afterwards with the time that passed in its timestamps', () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    clock.advance(500);
    sender.stop();
    const from = sent.length;
    clock.advance(3000);
    talk(clock, sender, 100);
    expect(sent).toHaveLength(from);
    sender.start(pcmu);
    clock.advance(100);
    const before = sent[from - 1]!;
    const after = sent[from]!;
    expect(after.packet.marker).toBe(true);
    expect(after.packet.sequenceNumber).toBe((before.packet.sequenceNumber + 1) & 0xffff);
    const stepMs = ((after.packet.timestamp - before.packet.timestamp) >>> 0) / 8;
    expect(Math.abs(stepMs - (after.atMs - before.atMs))).toBeLessThanOrEqual(20);
  });

  it('sends digits in the place of audio, and audio goes on in step', async () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    clock.advance(100);
    const done = sender.sendDigits('42#', 80);
    clock.advance(1000);
    await done;
    const events = sent.filter(({ packet }) => packet.payloadType === 101);
    expect(events.filter(({ packet }) => packet.marker).map(({ packet }) => parseTelephoneEvent(packet.payload)?.event)).toEqual([4, 2, 11]);
    expectUnbroken(sent);
    const audio = sent.filter(({ packet }) => packet.payloadType === 0);
    const streamMs = ((audio.at(-1)!.packet.timestamp - audio[0]!.packet.timestamp) >>> 0) / 8;
    expect(streamMs).toBe(audio.at(-1)!.atMs - audio[0]!.atMs);
  });

  it('refuses digits that the far end would not understand', async () => {
    const { sender } = setUp();
    sender.start({ ...pcmu, events: null });
    await expect(sender.sendDigits('1', 100)).rejects.toMatchObject({ code: 'NO_TELEPHONE_EVENT' });
  });

  it('cuts digits off when it is stopped', async () => {
    const { clock, sender } = setUp();
    sender.start(pcmu);
    const cut = sender.sendDigits('123', 100);
    clock.advance(50);
    sender.stop();
    await expect(cut).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('skips, not bursts, after the machine slept', () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    clock.advance(100);
    const from = sent.length;
    // The clock jumps without running timers on the way, as in suspend.
    const slept = clock as unknown as { now: number };
    slept.now += 60_000;
    clock.advance(40);
    expect(sent.length - from).toBeLessThanOrEqual(4);
    expect(((sent[from]!.packet.timestamp - sent[from - 1]!.packet.timestamp) >>> 0) / 8).toBeGreaterThan(59_000);
  });

  it('changes packet time and codec within one stream', () => {
    const { clock, sender, sent } = setUp();
    sender.start(pcmu);
    clock.advance(100);
    sender.start({ ...pcmu, codec: 'pcma', payloadType: 8, ptimeMs: 40 });
    clock.advance(200);
    expect(sent.at(-1)?.packet).toMatchObject({ payloadType: 8 });
    expect(sent.at(-1)?.packet.payload).toHaveLength(320);
    expect(new Set(sent.map(({ packet }) => packet.ssrc)).size).toBe(1);
    expectUnbroken(sent);
  });

  it('leaves no timer behind', () => {
    const { clock, sender } = setUp();
    sender.start(pcmu);
    talk(clock, sender, 50);
    sender.dispose();
    expect(clock.pending).toBe(0);
  });
});
