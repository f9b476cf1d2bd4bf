import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedMessage } from '../../../electron/calls/ports';
import { type Baresip, hasBaresip, startBaresip } from '../../support/sip/baresip';
import { hasKamailio, type Kamailio, passwordOf, startKamailio } from '../../support/sip/kamailio';
import { type Phone, startPhone } from '../../support/sip/phone';

describe.skipIf(!hasKamailio || !hasBaresip)('messages with baresip, both behind Kamailio', () => {
  let kamailio: Kamailio;
  let baresip: Baresip;
  let phone: Phone;
  const kept: ReceivedMessage[] = [];
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    kamailio = await startKamailio();
    ends.push(() => kamailio.stop());
    const server = `127.0.0.1:${kamailio.port}`;
    phone = startPhone('ours-a', server);
    ends.push(() => phone.signalling.dispose());
    await phone.register();
    phone.signalling.messaging.onMessage((message) => kept.push(message));
    baresip = await startBaresip('ours-bare', passwordOf('ours-bare'), server, { contact: `sip:ours-a@${server}` });
    ends.push(() => baresip.stop());
  }, 30_000);
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  test('one of ours is taken, and it says that it knows plain text only', async () => {
    expect(await phone.signalling.messaging.send(phone.account.id, 'ours-bare', { kind: 'text', messageId: randomUUID(), text: 'grüß dich', askNotices: false })).toEqual({ kind: 'accepted', status: 200 });
    const capable = await phone.signalling.messaging.capabilities(phone.account.id, 'ours-bare');
    expect(capable?.notices ?? false).toBe(false);
  });

  test('one of its own is read as it was written', async () => {
    baresip.command('message', 'bonjour, ça va ?');
    await expect.poll(() => kept, { timeout: 5_000 }).toMatchObject([{ from: { number: expect.stringMatching(/^ours-bare@/) }, content: { kind: 'text', text: 'bonjour, ça va ?', cpim: false } }]);
  });
});
