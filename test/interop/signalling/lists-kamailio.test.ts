import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EventPackage, PackageFacts, RegistrationFacts, SubscriptionEvent, WatchOptions } from '../../../electron/calls/ports/subscriptions';
import { type Phone, startPhone } from '../../support/sip/phone';
import { hasPresence, type PresenceServer, startPresenceServer } from '../../support/sip/presence-server';

const WITHIN = { timeout: 6_000 };

describe.skipIf(!hasPresence)('resource lists (RFC 4662) and registrations (RFC 3680) at a Kamailio with rls and pua_reginfo', () => {
  let server: PresenceServer;
  let watcher: Phone;
  let marie: Phone;
  let paul: Phone;
  let stop = (): void => {};
  beforeAll(async () => {
    server = await startPresenceServer({ list: { of: '201', name: 'team', members: ['202', '203', '204'] }, registrations: true });
    [watcher, marie, paul] = ['201', '202', '203'].map((user) => startPhone(user, server.domain)) as [Phone, Phone, Phone];
    await Promise.all([watcher, marie, paul].map((phone) => phone.register()));
  });
  afterEach(() => stop());
  afterAll(async () => {
    await Promise.all([watcher, marie, paul].map((phone) => phone?.signalling.dispose()));
    await server?.stop();
  });

  /** What is told, newest of each resource. */
  function watch(eventPackage: EventPackage, target: string, options: WatchOptions = {}): { readonly events: SubscriptionEvent[]; readonly latest: () => Record<string, PackageFacts> } {
    const events: SubscriptionEvent[] = [];
    stop = watcher.signalling.subscriptions.watch(watcher.account.id, eventPackage, target, (event) => events.push(event), options);
    return { events, latest: () => Object.fromEntries(events.flatMap((event) => (event.kind === 'facts' ? [[event.resource, event.facts]] : []))) };
  }

  it('one subscription tells the members of a list one by one: first the whole, then in parts with rising versions', async () => {
    marie.signalling.subscriptions.publish(marie.account.id, 'on-the-phone');
    const { events, latest } = watch('presence', 'team', { list: true });
    await expect.poll(latest, WITHIN).toMatchObject({ 'sip:202@127.0.0.1': { presence: { availability: 'on-the-phone' } } });
    paul.signalling.subscriptions.publish(paul.account.id, 'away');
    await expect.poll(latest, WITHIN).toMatchObject({ 'sip:203@127.0.0.1': { presence: { availability: 'away' } } });
    marie.signalling.subscriptions.publish(marie.account.id, 'available');
    await expect.poll(latest, WITHIN).toMatchObject({ 'sip:202@127.0.0.1': { presence: { availability: 'available' } } });
    expect(events.filter(({ kind }) => kind === 'status').map((event) => event.kind === 'status' && event.status.kind)).toEqual(['subscribing', 'active']);

    const { messages } = watcher.signalling.trace.of({ kind: 'all' });
    const documents = messages.flatMap(({ text }) => /<list [^>]*version="(\d+)" fullState="(\w+)"/.exec(text)?.slice(1).join(' ') ?? []);
    expect(documents.slice(0, 3)).toEqual(['1 true', '2 false', '3 false']);
    // A list that is refused, or lost on the way, would be asked for again.
    expect(messages.filter(({ text, direction }) => direction === 'sent' && text.startsWith('SUBSCRIBE '))).toHaveLength(2);
    expect(messages.filter(({ text, direction }) => direction === 'sent' && /^SIP\/2\.0 [4-6]/.test(text))).toEqual([]);
  }, 30_000);

  it('who else is registered on a line, and that they are not any more', async () => {
    const { latest } = watch('reg', '203');
    const registered = (): readonly RegistrationFacts[] => {
      const facts = latest()['203'];
      return facts?.package === 'reg' ? facts.registrations : [];
    };
    await expect.poll(registered, WITHIN).toMatchObject([{ aor: 'sip:203@127.0.0.1', state: 'active', contacts: [{ uri: expect.stringMatching(/^sip:s[0-9a-f]+@127\.0\.0\.1:/), expiresSeconds: 300 }] }]);
    await paul.signalling.removeAccount(paul.account.id);
    await expect.poll(registered, WITHIN).toMatchObject([{ aor: 'sip:203@127.0.0.1', state: 'terminated', contacts: [] }]);
  }, 20_000);
});
