import { describe, expect, it } from 'vitest';
import { parseRtcp } from '../../../electron/media/rtp/rtcp-parse';
import { audioPort, plainSdp } from '../../support/plain-phone';
import { numberOf, practiceBench } from './harness';

// The media engine's own reader is the witness: it was written apart from this server.
describe('RTCP of the practice line', () => {
  it('reports what was lost on the way here, answers a sender report with its age, and says BYE', async () => {
    const { server, registered, ear } = await practiceBench();
    const phone = await registered();
    const sound = await ear();
    const reports = await ear(sound.port + 1);
    const { call, answer } = await phone.call(numberOf(server, 'echo'), plainSdp(sound.port, ['0 PCMU/8000']));
    const port = audioPort(answer.body);
    // 20 of 25 arrive, around the end of the sequence numbers.
    for (let i = 0; i < 25; i++) if (i % 5 !== 2) sound.send(port, 0, 65530 + i, i * 160, new Uint8Array(160));
    const senderReport = Buffer.alloc(28);
    senderReport.writeUInt32BE(0x80c80006, 0);
    senderReport.writeUInt32BE(0x1234abcd, 4);
    senderReport.writeUInt32BE(0x0000abcd, 8);
    senderReport.writeUInt32BE(0xef010000, 12);
    reports.socket.send(senderReport, port + 1, '127.0.0.1');
    await reports.count(1);
    const first = parseRtcp(reports.packets[0]?.bytes ?? Buffer.alloc(0));
    if (!first.ok) throw new Error(first.error);
    const [report, description] = first.packets;
    expect(description).toMatchObject({ kind: 'sourceDescription' });
    expect(report).toMatchObject({
      kind: 'senderReport', info: { packetCount: 20, octetCount: 3200 },
      reports: [{ ssrc: 0x1234abcd, cumulativeLost: 5, fractionLost: 51, extendedHighestSequence: 65530 + 24, lastSenderReport: 0xabcdef01 }],
    });
    const block = report?.kind === 'senderReport' ? report.reports[0] : undefined;
    const ageMs = ((block?.delaySinceLastSenderReport ?? 0) * 1000) / 65536;
    expect(ageMs).toBeGreaterThan(500);
    expect(ageMs).toBeLessThan(2000);
    phone.inDialog(call, 'BYE');
    await reports.count(2);
    const last = parseRtcp(reports.packets[1]?.bytes ?? Buffer.alloc(0));
    expect(last.ok && last.packets.map(({ kind }) => kind)).toContain('bye');
  });

  it('sends a receiver report where it sends no sound', async () => {
    const { server, registered, ear } = await practiceBench(20);
    const phone = await registered();
    const sound = await ear();
    const reports = await ear(sound.port + 1);
    await phone.call(numberOf(server, 'voice'), plainSdp(sound.port, ['0 PCMU/8000'], ['a=sendonly']));
    await reports.count(2);
    const parsed = parseRtcp(reports.packets[1]?.bytes ?? Buffer.alloc(0));
    expect(parsed.ok && parsed.packets[0]).toMatchObject({ kind: 'receiverReport', reports: [] });
  });
});
