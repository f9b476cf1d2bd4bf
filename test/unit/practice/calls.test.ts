import { describe, expect, it } from 'vitest';
import { audioPort, plainSdp } from '../../support/plain-phone';
import { seededRandom } from '../../support/random';
import { numberOf, practiceBench } from './harness';

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const pcmu = ['0 PCMU/8000', '101 telephone-event/8000'];
const tag = (value: string | null) => /tag=([^;]+)/.exec(value ?? '')?.[1];

describe('practice numbers', () => {
  it('are words on the keypad, and the words themselves are taken too', async () => {
    const { server, registered } = await practiceBench();
    expect(Object.fromEntries(server.numbers.map(({ what, number }) => [what, number])))
      .toEqual({ 'echo': '3246', 'voice': '8255', 'ring-back': '7464', 'busy': '2879', 'no-answer': '9248' });
    const phone = await registered();
    phone.invite('busy', plainSdp(40000, pcmu));
    await phone.status(486);
  });

  it('refuse an unknown number with 404', async () => {
    const { registered } = await practiceBench();
    const phone = await registered();
    phone.invite('12345', plainSdp(40000, pcmu));
    await phone.status(404);
  });
});

describe('busy and no answer', () => {
  it('repeats 486 until the ACK, and then no more', async () => {
    const { server, registered } = await practiceBench(10);
    const phone = await registered();
    const call = phone.invite(numberOf(server, 'busy'), plainSdp(40000, pcmu));
    await phone.status(486);
    await phone.status(486);
    const last = await phone.status(486);
    phone.ack(call, last);
    await wait(100);
    phone.received.length = 0;
    await wait(900);
    expect(phone.received).toEqual([]);
  });

  it('rings for ever, answers a repeated INVITE with its last 180, and ends on CANCEL with 487', async () => {
    const { server, registered, clock } = await practiceBench(50);
    const phone = await registered();
    const sdp = plainSdp(40000, pcmu);
    const call = phone.invite(numberOf(server, 'no-answer'), sdp);
    const first = await phone.status(180);
    phone.resendInvite(call, sdp);
    const again = await phone.status(180);
    expect(tag(again.header('To'))).toBe(tag(first.header('To')));
    // A minute later, a sign of life.
    await phone.status(180, 5000);
    phone.cancel(call);
    const answers = [await phone.status(200), await phone.status(487)];
    expect(answers[0]?.header('CSeq')).toBe('1 CANCEL');
    phone.ack(call, answers[1] as never);
    phone.cancel(call);
    await phone.next(({ status }) => status === 200 || status === 481);
    await server.dispose();
    expect(clock.pending).toBe(0);
  }, 15_000);
});

describe('echo', () => {
  it('returns payloads under its own SSRC, keeping payload type, marker, and the distances of sequence and time', async () => {
    const { server, registered, ear } = await practiceBench();
    const phone = await registered();
    const one = await ear();
    const { answer, call } = await phone.call(numberOf(server, 'echo'), plainSdp(one.port, ['111 opus/48000/2', '0 PCMU/8000', '97 telephone-event/48000', '101 telephone-event/8000'], ['a=fmtp:111 useinbandfec=1;usedtx=1']));
    expect(answer.body).toMatch(/m=audio \d+ RTP\/AVP 111 97\r\n/);
    expect(answer.body).toContain('a=fmtp:111 useinbandfec=1;usedtx=1\r\n');
    const port = audioPort(answer.body);
    expect(port % 2).toBe(0);
    const sent = [
      { type: 111, sequence: 65534, timestamp: 4294966000, payload: [1, 2, 3], marker: true },
      { type: 111, sequence: 65535, timestamp: 4294966960, payload: [4] },
      // One lost on the way here; time goes round.
      { type: 111, sequence: 1, timestamp: 4294968880, payload: [5, 6] },
      { type: 97, sequence: 2, timestamp: 4294968880, payload: [5, 10, 0, 160], marker: true },
      { type: 0, sequence: 3, timestamp: 4294969840, payload: [7] },
      { type: 111, sequence: 4, timestamp: 4294970800, payload: [8] },
    ];
    for (const packet of sent) one.send(port, packet.type, packet.sequence, packet.timestamp, Uint8Array.from(packet.payload), packet.marker);
    await one.count(5);
    await wait(50);
    const echoed = one.packets.map(({ bytes }) => ({
      type: bytes.readUInt8(1) & 127, marker: bytes.readUInt8(1) > 127, sequence: bytes.readUInt16BE(2), timestamp: bytes.readUInt32BE(4),
      ssrc: bytes.readUInt32BE(8), payload: [...bytes.subarray(12)],
    }));
    // The PCMU packet was not agreed: it is not echoed.
    const expected = sent.filter(({ type }) => type !== 0);
    expect(echoed.map(({ type, payload, marker }) => ({ type, payload, marker }))).toEqual(expected.map(({ type, payload, marker }) => ({ type, payload, marker: marker ?? false })));
    const from = echoed[0] as (typeof echoed)[0];
    expect(echoed.map(({ sequence }) => (sequence - from.sequence) & 0xffff)).toEqual([0, 1, 3, 4, 6]);
    expect(echoed.map(({ timestamp }) => (timestamp - from.timestamp) >>> 0)).toEqual([0, 960, 2880, 2880, 4800]);
    expect(new Set(echoed.map(({ ssrc }) => ssrc)).size).toBe(1);
    expect(from.ssrc).not.toBe(0x1234abcd);
    phone.inDialog(call, 'BYE');
    expect((await phone.status(200)).header('CSeq')).toBe('2 BYE');
    one.packets.length = 0;
    one.send(port, 111, 9, 9, Uint8Array.from([1]));
    await wait(50);
    expect(one.packets).toEqual([]);
  });

  it('answers hold and resume, and echoes only between them', async () => {
    const { server, registered, ear } = await practiceBench();
    const phone = await registered();
    const one = await ear();
    const { call, answer } = await phone.call(numberOf(server, 'echo'), plainSdp(one.port, pcmu));
    const port = audioPort(answer.body);
    const reinvite = async (sdp: string) => {
      phone.inDialog(call, 'INVITE', sdp);
      const ok = await phone.status(200);
      phone.ack(call, ok);
      return ok.body;
    };
    let sequence = 0;
    const echoes = async () => {
      one.packets.length = 0;
      for (let i = 0; i < 3; i++) one.send(port, 0, sequence++, sequence * 160, new Uint8Array(160));
      await wait(60);
      return one.packets.length;
    };
    expect(await echoes()).toBe(3);
    const held = await reinvite(plainSdp(one.port, pcmu, ['a=sendonly']));
    expect(held).toContain('a=recvonly');
    expect(await echoes()).toBe(0);
    expect(await reinvite(plainSdp(one.port, pcmu, ['a=inactive']))).toContain('a=inactive');
    expect(await reinvite(plainSdp(one.port, pcmu, [], '0.0.0.0'))).toContain('a=inactive');
    const resumed = await reinvite(plainSdp(one.port, pcmu, ['a=sendrecv']));
    expect(resumed).toContain('a=sendrecv');
    expect(audioPort(resumed)).toBe(port);
    expect(await echoes()).toBe(3);
    const versions = [answer.body, held, resumed].map((sdp) => Number(/o=\S+ \S+ (\d+)/.exec(sdp)?.[1]));
    expect(versions).toEqual([1, 2, 5]);
    // A change that cannot be had leaves the call as it was.
    phone.inDialog(call, 'INVITE', plainSdp(one.port, ['101 telephone-event/8000']));
    phone.ack(call, await phone.status(488));
    expect(await echoes()).toBe(3);
  });

  it('takes a call without SDP: offers in the 200 and reads the answer in the ACK', async () => {
    const { server, registered, ear } = await practiceBench();
    const phone = await registered();
    const one = await ear();
    const call = phone.invite(numberOf(server, 'echo'), '');
    const ok = await phone.status(200);
    expect(ok.body).toMatch(/m=audio \d+ RTP\/AVP 0 8 96 9 101/);
    phone.ack(call, ok, plainSdp(one.port, ['8 PCMA/8000']));
    await wait(20);
    one.send(audioPort(ok.body), 8, 1, 160, new Uint8Array(160).fill(7));
    await one.count(1);
    expect(one.packets[0]?.bytes.subarray(12)).toEqual(Buffer.alloc(160, 7));
  });

  it('refuses video beside the sound it takes, and SDP it cannot use with 488', async () => {
    const { server, registered } = await practiceBench();
    const phone = await registered();
    const echo = numberOf(server, 'echo');
    const { answer } = await phone.call(echo, `${plainSdp(40000, pcmu)}m=video 40002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n`);
    expect(answer.body).toMatch(/m=audio [1-9]\d+ RTP\/AVP 0 101[\s\S]*m=video 0 RTP\/AVP 99/);
    for (const sdp of ['v=0\r\n', 'hello', plainSdp(40000, ['101 telephone-event/8000']), plainSdp(0, pcmu), plainSdp(40000, pcmu).replace('RTP/AVP', 'RTP/SAVP')]) {
      const call = phone.invite(echo, sdp);
      phone.ack(call, await phone.status(488));
    }
  });

  it('repeats its 200 until the ACK and hangs up where none comes', async () => {
    const { server, registered } = await practiceBench(20);
    const phone = await registered();
    phone.invite(numberOf(server, 'echo'), plainSdp(40000, pcmu));
    for (let i = 0; i < 4; i++) await phone.status(200);
    const bye = await phone.request('BYE', 5000);
    phone.reply(bye, '200 OK', '');
  }, 10_000);

  it('carries ten calls at once, each with its own sound', async () => {
    const { server, registered, ear, clock } = await practiceBench();
    const phone = await registered();
    const calls = await Promise.all(Array.from({ length: 10 }, async (_, i) => {
      const one = await ear();
      const call = phone.invite(numberOf(server, 'echo'), plainSdp(one.port, pcmu));
      const mine = ({ status, header }: { status: number; header(name: string): string | null }) => status === 200 && header('Call-ID') === call.callId;
      const ok = await phone.next(mine);
      phone.ack(call, ok);
      one.send(audioPort(ok.body), 0, i, 0, new Uint8Array(160).fill(i));
      await one.count(1);
      return { call, one, i };
    }));
    for (const { one, i } of calls) expect(one.packets[0]?.bytes[12]).toBe(i);
    await server.dispose();
    for (let i = 0; i < 10; i++) await phone.request('BYE');
    expect(clock.pending).toBe(0);
  });

  it('hangs up after a minute in which a phone that promised sound sent none', async () => {
    const { server, registered } = await practiceBench(50);
    const phone = await registered();
    await phone.call(numberOf(server, 'echo'), plainSdp(40000, pcmu));
    await phone.request('BYE', 3000);
  });
});

describe('other requests', () => {
  it('answers OPTIONS, refuses what it does not know, and does not take strangers into dialogs', async () => {
    const { server, phone } = await practiceBench();
    const one = await phone();
    const uri = `sip:127.0.0.1:${server.port}`;
    one.send(one.build('OPTIONS', uri, { to: `<${uri}>` }));
    expect((await one.status(200)).header('Allow')).toContain('INVITE');
    for (const method of ['SUBSCRIBE', 'FROBNICATE']) {
      one.send(one.build(method, uri, { to: `<${uri}>` }));
      await one.status(405);
    }
    for (const method of ['BYE', 'INVITE', 'INFO']) {
      one.send(one.build(method, uri, { to: `<${uri}>;tag=nobody` }));
      await one.status(481);
    }
    one.send(one.build('CANCEL', uri, { to: `<${uri}>` }));
    await one.status(481);
  });

  it('answers INFO inside a call, refuses an old CSeq, and 420 where an extension is required', async () => {
    const { server, registered } = await practiceBench();
    const phone = await registered();
    const { call } = await phone.call(numberOf(server, 'echo'), plainSdp(40000, pcmu));
    phone.inDialog(call, 'INFO');
    await phone.status(200);
    phone.inDialog(call, 'REFER');
    await phone.status(405);
    call.sequence = 0;
    phone.inDialog(call, 'INFO');
    await phone.status(500);
    phone.invite(numberOf(server, 'echo'), plainSdp(40000, pcmu), ['Require: 100rel']);
    expect((await phone.status(420)).header('Unsupported')).toBe('100rel');
  });

  it('goes on after thousands of damaged datagrams to its SIP and sound ports', async () => {
    const { server, registered, ear } = await practiceBench();
    const phone = await registered();
    const one = await ear();
    const { answer } = await phone.call(numberOf(server, 'echo'), plainSdp(one.port, pcmu));
    const random = seededRandom(3261);
    const good = phone.build('INVITE', `sip:9248@127.0.0.1:${server.port}`, { to: '<sip:9248@127.0.0.1>', body: plainSdp(one.port, pcmu) });
    for (let round = 0; round < 3000; round++) {
      const bytes = Buffer.from(random() < 0.2 ? Array.from({ length: random() * 200 }, () => random() * 256) : good);
      for (let flips = random() * 6; flips > 0 && bytes.length > 0; flips--) bytes[Math.floor(random() * bytes.length)] = random() * 256;
      phone.socket.send(bytes.subarray(0, random() < 0.3 ? random() * bytes.length : bytes.length), random() < 0.7 ? server.port : audioPort(answer.body), '127.0.0.1');
      if (round % 100 === 0) await wait(2);
    }
    await wait(100);
    one.packets.length = 0;
    one.send(audioPort(answer.body), 0, 1, 160, new Uint8Array(160));
    await one.count(1);
    phone.received.length = 0;
    expect((await phone.register()).status).toBeGreaterThan(0);
  });
});
