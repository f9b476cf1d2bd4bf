import { afterEach, describe, expect, it } from 'vitest';
import { silentLog, type ReceivedMessage } from '../../../electron/calls/ports';
import { type PracticeServer, startPracticeServer } from '../../../electron/practice';
import { FastClock } from '../../support/fast-clock';
import { startPhone } from '../../support/sip/phone';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => { for (const end of ends.splice(0).toReversed()) await end(); });

/** A phone of ours on a practice line that is quicker than life. */
async function chat() {
  const server: PracticeServer = await startPracticeServer({ log: silentLog, clock: new FastClock(20) });
  ends.push(() => server.dispose());
  const phone = startPhone('practice', server.domain);
  ends.push(() => phone.signalling.dispose());
  const kept: ReceivedMessage['content'][] = [];
  phone.signalling.messaging.onMessage(({ content }) => kept.push(content));
  phone.signalling.applyAccount(phone.account, server.password);
  await phone.next('registration', 5_000, ({ state }) => state.kind === 'ready');
  const numberOf = (what: string): string => server.numbers.find((number) => number.what === what)?.number ?? '';
  const send = (what: string, text: string, askNotices = false) =>
    phone.signalling.messaging.send(phone.account.id, numberOf(what), { kind: 'text', messageId: `to-${what}`, text, askNotices });
  return { phone, kept, send, numberOf };
}

describe('messages on the practice line', () => {
  it('come back as an echo, after somebody was seen writing', async () => {
    const { kept, send } = await chat();
    expect(await send('echo', 'hé 👋')).toEqual({ kind: 'accepted', status: 200 });
    await expect.poll(() => kept, { timeout: 5_000 }).toMatchObject([{ kind: 'composing', active: true }, { kind: 'text', text: 'Echo: hé 👋' }]);
  });

  it('are confirmed as delivered and read where that is asked for, which the line says it can', async () => {
    const { phone, kept, send, numberOf } = await chat();
    expect(await phone.signalling.messaging.capabilities(phone.account.id, numberOf('voice'))).toEqual({ notices: true, composing: true });
    await send('voice', 'hello', true);
    await expect.poll(() => kept, { timeout: 5_000 }).toMatchObject([
      { kind: 'notice', messageId: 'to-voice', outcome: 'delivered' }, { kind: 'notice', messageId: 'to-voice', outcome: 'displayed' }, { kind: 'composing' }, { kind: 'text', text: 'Echo: hello' },
    ]);
  });

  it('to the busy number and to nobody home are refused, as an unknown number is', async () => {
    const { phone, send } = await chat();
    expect([await send('busy', 'x'), await send('no-answer', 'x')]).toMatchObject([{ status: 486 }, { status: 480 }]);
    expect(await phone.signalling.messaging.send(phone.account.id, '12345', { kind: 'text', messageId: 'm', text: 'x', askNotices: false })).toMatchObject({ status: 404 });
  });
});
