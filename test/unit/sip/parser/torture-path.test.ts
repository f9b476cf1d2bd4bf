import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstOf, OfflinePhone, SERVER, STRANGER } from '../../../support/sip/offline-phone';
import { sdp } from '../../../support/sip/phone';
import { haveTorture, TORTURE, torture as written } from './torture-messages';

let line: OfflinePhone;

beforeAll(async () => {
  line = await OfflinePhone.start();
});
afterAll(async () => {
  await line.stop();
});

/** Some are written for TCP or TLS: they come over UDP here, and their topmost Via says so. */
const torture = (file: string): Buffer => Buffer.from(written(file).toString('latin1').replace(/^(v\s*:|via\s*:)\s*SIP\/2\.0\/(?:TCP|TLS)/im, '$1 SIP/2.0/UDP'), 'latin1');
/** Where answers go: back to where the request came from, at the port its Via names (RFC 3261 18.2.2). */
const PORTS: Readonly<Record<string, number>> = { 'quotbal.dat': 5050, 'mpart01.dat': 5060 };
const heard = (): number => line.phone.events.filter(({ kind }) => kind === 'incoming').length;

describe.skipIf(!haveTorture)('RFC 4475 from socket to socket (reference vectors absent: skipped)', () => {
  test.each(TORTURE)('from a stranger nothing is answered and nothing rings: $file', async ({ file }) => {
    line.phone.signalling.setAllowDirectIpCalls(false);
    const before = heard();
    expect(await line.answersTo(torture(file), STRANGER)).toEqual([]);
    expect(heard()).toBe(before);
  });

  test.each(TORTURE)('$section $file: $rfc', async ({ file, outcome }) => {
    // The messages are written to users that are not ours: calls past the line's server are let in.
    line.phone.signalling.setAllowDirectIpCalls(true);
    const before = heard();
    const answers = await line.answersTo(torture(file));
    const statuses = answers.map(({ text }) => Number(/^SIP\/2\.0 (\d{3}) /.exec(text)?.[1]));
    expect(heard() - before).toBe(outcome.kind === 'rings' ? 1 : 0);
    expect(statuses).toEqual(outcome.kind === 'dropped' ? [] : [outcome.kind === 'rings' ? 100 : outcome.status]);
    for (const { text, to } of answers) {
      expect(to).toEqual({ address: SERVER.address, port: PORTS[file] ?? 5060 });
      expect(text).toMatch(/^Via: /m);
      if (outcome.kind === 'answered' && outcome.header) expect(text.replaceAll('\r', '')).toMatch(outcome.header);
    }
  });

  test('wsinv.dat without the tag that names no dialog of ours rings', async () => {
    const before = heard();
    const [trying] = await line.answersTo(torture('wsinv.dat').toString('latin1').replace(/;\s+tag\s+= 1918181833n/, '').replace('wsinv.nd', 'wsinv.untagged'));
    expect(trying?.text).toMatch(/^SIP\/2\.0 100 /);
    expect(heard()).toBe(before + 1);
  });

  test('inv2543.dat is answered, and BYE goes to its From', async () => {
    const old = torture('inv2543.dat').toString('latin1').replace('CSeq: 56', 'CSeq: 57').replace('inv2543.17', 'inv2543.18').replace(/^Record-Route.*\r\n/m, '').replace('ift.client.example.net', '192.0.2.77');
    await line.answersTo(old);
    const call = line.phone.events.filter((event) => event.kind === 'incoming').at(-1);
    expect(call?.remote.number).toBe('+13035551111');
    const callId = call?.callId;
    if (callId === undefined) throw new Error('did not ring');
    line.phone.signalling.accept(callId, sdp());
    const to = /^To: (.*)\r$/m.exec(line.network.sent.at(-1)?.text ?? '')?.[1] ?? '';
    await line.answersTo(old.replaceAll('INVITE', 'ACK').replace(/^To: .*$/m, () => `To: ${to}`).replace(/v=0[\s\S]*$/, ''));
    expect(line.phone.events.some((event) => event.kind === 'acknowledged' && event.callId === callId)).toBe(true);
    line.phone.signalling.hangUp(callId);
    const bye = await firstOf(line.network, 'BYE');
    expect(bye.to.params.has('tag')).toBe(false);
    expect(bye.kind === 'request' && bye.uri.text).toBe('sip:+13035551111@192.0.2.77;user=phone');
  });

  test('unreason.dat and noreason.dat count where they answer a request of ours; with a second Via they do not', async () => {
    line.network.sent.length = 0;
    line.phone.call('bob');
    const invite = await firstOf(line.network, 'INVITE');
    const ours = (file: string): string => {
      const [head = '', body = ''] = torture(file).toString('latin1').split('\r\n\r\n');
      return `${head.replace(/^Via: .*$/m, () => `Via: ${invite.vias[0]?.text ?? ''}`).replace(/^Call-ID: .*$/m, `Call-ID: ${invite.callId}`)
        .replace(/^CSeq: .*$/m, `CSeq: ${invite.cseq.sequence} INVITE`).replace(/^From: .*$/m, () => `From: ${invite.from.text}`)
        .replace('host198.example.com', '192.0.2.78').replace('host28.example.com', '192.0.2.78')}\r\n\r\n${body}`;
    };
    expect(await line.answersTo(Buffer.from(ours('bcast.dat'), 'latin1'))).toEqual([]);
    expect(line.phone.events.some(({ kind }) => kind === 'accepted')).toBe(false);
    expect(await line.answersTo(Buffer.from(ours('noreason.dat'), 'latin1'))).toEqual([]);
    line.network.deliver(Buffer.from(ours('unreason.dat'), 'latin1'), SERVER);
    const ack = await firstOf(line.network, 'ACK');
    expect(ack.kind === 'request' && ack.uri.text).toBe('sip:user@192.0.2.78');
  });

  test('the broadcast address is never sent to', () => {
    expect(line.network.sent.filter(({ to }) => to.address === '255.255.255.255')).toEqual([]);
  });
});
