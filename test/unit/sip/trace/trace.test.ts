import { describe, expect, it } from 'vitest';
import { CallId } from '../../../../electron/contract/ids';
import { SipTrace } from '../../../../electron/sip/trace/trace';

const remote = { host: '192.0.2.1', port: 5060 };
const local = { host: '192.0.2.7', port: 40_000 };
const call = CallId.parse('0b6f0e4e-2f1c-4c55-9a44-0d5a3c2f1a11');
const request = (callId: string, sequence = 1, pad = 0): Buffer => Buffer.from(
  `INVITE sip:202@pbx.test SIP/2.0\r\nFrom: "A" <sip:201:pw@pbx.test>;tag=1\r\nTo: <sip:202@pbx.test>\r\nCall-ID: ${callId}\r\nCSeq: ${sequence} INVITE\r\n\r\n${'x'.repeat(pad)}`,
);
function traced(): { trace: SipTrace; send: (bytes: Buffer, repeated?: boolean) => void } {
  let now = 1_000;
  const trace = new SipTrace(() => (now += 1));
  return { trace, send: (bytes, repeated = false) => trace.note({ direction: 'sent', bytes, remote, local, repeated, sipCallId: null }) };
}

describe('the trace of SIP messages', () => {
  it('tells the messages of a call, whether it was named before or after the first of them', () => {
    const { trace, send } = traced();
    trace.belongs('first', call);
    send(request('first'));
    send(request('stranger'));
    send(request('second'));
    trace.belongs('second', call);
    send(request('second', 2), true);
    const { messages, omitted } = trace.of({ kind: 'call', callId: call });
    expect(messages.map(({ text, repeated }) => [/Call-ID: (\S+)/.exec(text)?.[1], repeated])).toEqual([['first', false], ['second', false], ['second', true]]);
    expect(messages[0]).toMatchObject({ direction: 'sent', protocol: 'UDP', local: '192.0.2.7:40000', remote: '192.0.2.1:5060', summary: 'INVITE', kind: 'request' });
    expect(omitted).toBe(0);
  });

  it('lists dialogs, the newest first, without passwords', () => {
    const { trace, send } = traced();
    send(request('one'));
    send(request('two'));
    expect(trace.dialogs()).toEqual([
      { id: 'two', method: 'INVITE', from: '201@pbx.test', to: '202@pbx.test', startedAtEpochMs: 1_002, messageCount: 1, callId: null },
      { id: 'one', method: 'INVITE', from: '201@pbx.test', to: '202@pbx.test', startedAtEpochMs: 1_001, messageCount: 1, callId: null },
    ]);
  });

  it('keeps how a long dialog began and where it is, and says how much is left out', () => {
    const { trace, send } = traced();
    for (let sequence = 1; sequence <= 1_000; sequence += 1) send(request('long', sequence));
    const { messages, omitted } = trace.of({ kind: 'dialog', id: 'long' });
    expect(messages).toHaveLength(400);
    expect(omitted).toBe(600);
    expect(messages[0]?.text).toContain('CSeq: 1 ');
    expect(messages.at(-1)?.text).toContain('CSeq: 1000 ');
    expect(trace.dialogs()[0]?.messageCount).toBe(1_000);
  });

  it('a flood of strangers pushes out no call, and the whole stays bounded', () => {
    const { trace, send } = traced();
    trace.belongs('mine', call);
    send(request('mine'));
    for (let index = 0; index < 3_000; index += 1) send(request(`flood-${index}`, 1, 20_000));
    expect(trace.of({ kind: 'call', callId: call }).messages).toHaveLength(1);
    const kept = trace.of({ kind: 'all' }).messages.reduce((sum, { text }) => sum + text.length, 0);
    expect(kept).toBeLessThan(9 * 1024 * 1024);
    expect(trace.dialogs()[0]?.id).toBe('flood-2999');
  });

  it('does not keep hold of the buffer a message came in', () => {
    const { trace, send } = traced();
    const bytes = request('reused');
    send(bytes);
    bytes.fill(0);
    expect(trace.of({ kind: 'all' }).messages[0]?.summary).toBe('INVITE');
  });

  it('an answer is told by its status, and what has no Call-ID is left out', () => {
    const { trace, send } = traced();
    send(Buffer.from('SIP/2.0 486 Busy Here\r\ni: short\r\nCSeq: 1 INVITE\r\n\r\n'));
    send(Buffer.from('hello'));
    expect(trace.of({ kind: 'all' }).messages).toMatchObject([{ summary: '486 Busy Here', kind: 'failure' }]);
  });

  it('is exported as text in the order things happened', () => {
    const { trace, send } = traced();
    send(request('a'));
    send(request('a', 2), true);
    const text = trace.exported({ kind: 'all' }, 'text').toString();
    expect(text).toContain('1970-01-01T00:00:01.001Z  UDP  192.0.2.7:40000 -> 192.0.2.1:5060\n\nINVITE');
    expect(text).toContain('(again)');
    expect(text).not.toContain('201:pw');
  });
});
