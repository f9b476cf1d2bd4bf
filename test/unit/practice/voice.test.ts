import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../electron/media/codecs';
import { correlation, joined, speech } from '../../support/codec-signals';
import { audioPort, plainSdp } from '../../support/plain-phone';
import { numberOf, practiceBench } from './harness';

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe('the voice', () => {
  it('talks in 20 ms packets of PCMU: the greeting, in order and on time', async () => {
    const { server, registered, ear } = await practiceBench();
    const phone = await registered();
    const one = await ear();
    const { call } = await phone.call(numberOf(server, 'voice'), plainSdp(one.port, ['0 PCMU/8000']));
    await one.count(50);
    phone.inDialog(call, 'BYE');
    await phone.next(({ start, header }) => start.includes('200') && header('CSeq') === '2 BYE');
    const packets = one.packets.slice(0, 50).map(({ bytes }) => bytes);
    const asset = readFileSync(new URL('../../../assets/practice/talk.ulaw', import.meta.url));
    expect(Buffer.concat(packets.map((bytes) => bytes.subarray(12)))).toEqual(asset.subarray(0, 8000));
    const first = packets[0] as Buffer;
    expect(first.readUInt8(1)).toBe(128);
    packets.forEach((bytes, i) => {
      expect((bytes.readUInt16BE(2) - first.readUInt16BE(2)) & 0xffff).toBe(i);
      expect((bytes.readUInt32BE(4) - first.readUInt32BE(4)) >>> 0).toBe(160 * i);
    });
    const spanMs = (one.packets[49]?.atMs ?? 0) - (one.packets[0]?.atMs ?? 0);
    expect(spanMs).toBeGreaterThan(930);
    expect(spanMs).toBeLessThan(1200);
    await wait(60);
    expect(one.packets.length).toBeLessThan(56);
  });

  it.each([['opus', '111 opus/48000/2', 960], ['g722', '9 G722/8000', 160]] as const)('speaks %s where nothing else is offered', async (name, format, ticks) => {
    const { server, registered, ear } = await practiceBench();
    const phone = await registered();
    const one = await ear();
    await phone.call(numberOf(server, 'voice'), plainSdp(one.port, [format]));
    await one.count(75);
    const decoder = createDecoder(name);
    const heard = joined(one.packets.slice(0, 75).map(({ bytes }) => decoder.decode(bytes.subarray(12))));
    const said = speech(decoder.sampleRate as 48000, 1.5);
    const lags = Array.from({ length: decoder.sampleRate / 100 }, (_, lag) => correlation(said, heard, lag));
    expect(Math.max(...lags)).toBeGreaterThan(0.95);
    expect(((one.packets[1]?.bytes.readUInt32BE(4) ?? 0) - (one.packets[0]?.bytes.readUInt32BE(4) ?? 0)) >>> 0).toBe(ticks);
  });

  it('honours ptime, stops on hold, goes on after it, and starts again at its end', async () => {
    const { server, registered, ear } = await practiceBench(40);
    const phone = await registered();
    const one = await ear();
    const { call } = await phone.call(numberOf(server, 'voice'), plainSdp(one.port, ['8 PCMA/8000'], ['a=ptime:30']));
    await one.count(20);
    expect(one.packets.every(({ bytes }) => bytes.length === 252)).toBe(true);
    phone.inDialog(call, 'INVITE', plainSdp(one.port, ['8 PCMA/8000'], ['a=ptime:30', 'a=sendonly']));
    phone.ack(call, await phone.status(200));
    await wait(20);
    one.packets.length = 0;
    await wait(50);
    expect(one.packets).toEqual([]);
    phone.inDialog(call, 'INVITE', plainSdp(one.port, ['8 PCMA/8000'], ['a=ptime:30']));
    phone.ack(call, await phone.status(200));
    // The greeting lasts 22 s: 800 packets of 30 ms are more than once around.
    await one.count(800, 5000);
    const loud = one.packets.map(({ bytes }) => bytes.subarray(12).some((octet) => octet !== 0xd5));
    expect(loud.slice(-30).some(Boolean)).toBe(true);
    expect(loud.includes(false)).toBe(true);
  });
});

describe('the ring-back', () => {
  it('says so, hangs up, rings the registered phone 5 s later, talks when answered, and hangs up', async () => {
    const { server, registered, ear, clock } = await practiceBench(20);
    const phone = await registered();
    const one = await ear();
    const number = numberOf(server, 'ring-back');
    await phone.call(number, plainSdp(one.port, ['0 PCMU/8000']));
    phone.reply(await phone.request('BYE', 5000), '200 OK', '');
    const endedAt = clock.monotonicMs();
    expect(one.packets.length).toBeGreaterThan(150);
    const invite = await phone.request('INVITE');
    const afterMs = clock.monotonicMs() - endedAt;
    expect(afterMs).toBeGreaterThan(4800);
    expect(afterMs).toBeLessThan(7000);
    expect(invite.start).toBe(`INVITE sip:${server.username}@127.0.0.1:${phone.port} SIP/2.0`);
    expect(invite.header('From')).toContain(`sip:${number}@`);
    phone.reply(invite, '180 Ringing', 'mine');
    const other = await ear();
    phone.reply(invite, '200 OK', 'mine', plainSdp(other.port, ['0 PCMU/8000']));
    const ack = await phone.request('ACK');
    expect(ack.header('To')).toContain('tag=mine');
    // A copy of the 200 is acknowledged again.
    phone.reply(invite, '200 OK', 'mine', plainSdp(other.port, ['0 PCMU/8000']));
    await phone.request('ACK');
    await other.count(100);
    const back = readFileSync(new URL('../../../assets/practice/back.ulaw', import.meta.url));
    expect(Buffer.concat(other.packets.slice(0, 100).map(({ bytes }) => bytes.subarray(12)))).toEqual(back.subarray(0, 16000));
    expect(audioPort(invite.body)).toBeGreaterThan(0);
    const bye = await phone.request('BYE', 5000);
    phone.reply(bye, '200 OK', '');
    await wait(100);
    await server.dispose();
    expect(clock.pending).toBe(0);
  }, 15_000);

  it('comes as well where the caller hangs up first or gives up while it rings', async () => {
    const { server, registered } = await practiceBench(20);
    const phone = await registered();
    const number = numberOf(server, 'ring-back');
    const call = phone.invite(number, plainSdp(40000, ['0 PCMU/8000']));
    await phone.status(180);
    phone.cancel(call);
    phone.ack(call, await phone.status(487));
    const invite = await phone.request('INVITE', 2000);
    phone.reply(invite, '486 Busy Here', 'mine');
    expect((await phone.request('ACK')).header('To')).toContain('tag=mine');
    phone.received.length = 0;
    await wait(500);
    expect(phone.received.filter(({ method }) => method === 'INVITE')).toEqual([]);
  });

  it('repeats its INVITE until the phone answers, and cancels after 45 s of ringing', async () => {
    const { server, registered } = await practiceBench(50);
    const phone = await registered();
    const call = phone.invite(numberOf(server, 'ring-back'), plainSdp(40000, ['0 PCMU/8000']));
    await phone.status(180);
    phone.cancel(call);
    phone.ack(call, await phone.status(487));
    const invite = await phone.request('INVITE');
    const again = await phone.request('INVITE');
    expect(again.header('Via')).toBe(invite.header('Via'));
    phone.reply(again, '180 Ringing', 'mine');
    const cancel = await phone.request('CANCEL', 3000);
    expect(cancel.header('Via')).toBe(invite.header('Via'));
    phone.reply(cancel, '200 OK', 'mine');
    phone.reply(invite, '487 Request Terminated', 'mine');
    await phone.request('ACK');
  });
});

describe('dispose', () => {
  it('hangs up, leaves no timer, and frees its port', async () => {
    const { server, registered, ear, clock } = await practiceBench();
    const phone = await registered();
    const one = await ear();
    await phone.call(numberOf(server, 'voice'), plainSdp(one.port, ['0 PCMU/8000']));
    const ringing = phone.invite(numberOf(server, 'no-answer'), plainSdp(40000, ['0 PCMU/8000']));
    await phone.next(({ status, header }) => status === 180 && header('Call-ID') === ringing.callId);
    await server.dispose();
    await server.dispose();
    await phone.request('BYE');
    await phone.status(480);
    expect(clock.pending).toBe(0);
    const successor = createSocket('udp4');
    await new Promise<void>((done, fail) => {
      successor.once('error', fail);
      successor.bind(server.port, '127.0.0.1', done);
    });
    successor.close();
  });
});
