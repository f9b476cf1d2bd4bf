import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SubscriptionEvent } from '../../../electron/calls/ports';
import { type Phone, startPhone } from '../../support/sip/phone';
import { hasPresence, type PresenceServer, startPresenceServer } from '../../support/sip/presence-server';

/** Every fact told, with a wait for one that fits. */
function collector(): { listener: (event: SubscriptionEvent) => void; events: SubscriptionEvent[]; until: (fits: (event: SubscriptionEvent) => boolean, what: string) => Promise<SubscriptionEvent> } {
  const events: SubscriptionEvent[] = [];
  const wakers = new Set<() => void>();
  return {
    events,
    listener: (event) => { events.push(event); for (const wake of [...wakers]) wake(); },
    until: (fits, what) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what}; told: ${JSON.stringify(events)}`)), 8_000);
      const look = (): void => {
        const found = events.find(fits);
        if (found === undefined) return;
        clearTimeout(timer);
        wakers.delete(look);
        resolve(found);
      };
      wakers.add(look);
      look();
    }),
  };
}

describe.skipIf(!hasPresence)('subscriptions at a Kamailio with presence', () => {
  let server: PresenceServer;
  let watcher: Phone;
  let watched: Phone;
  beforeAll(async () => {
    server = await startPresenceServer();
    watcher = startPhone('201', server.domain);
    watched = startPhone('202', server.domain);
    await Promise.all([watcher.register(), watched.register()]);
  });
  afterAll(async () => {
    await Promise.all([watcher?.signalling.dispose(), watched?.signalling.dispose()]);
    await server?.stop();
  });

  it('learns of presence that another of our phones publishes, its changes, and its end', async () => {
    const told = collector();
    const stop = watcher.signalling.subscriptions.watch(watcher.account.id, 'presence', '202', told.listener);
    await told.until((event) => event.kind === 'status' && event.status.kind === 'active', 'active subscription');
    for (const state of ['available', 'on-the-phone', 'do-not-disturb', 'away'] as const) {
      watched.signalling.subscriptions.publish(watched.account.id, state);
      await told.until((event) => event.kind === 'facts' && event.facts.package === 'presence' && event.facts.presence.availability === state, state);
    }
    told.events.length = 0;
    watched.signalling.subscriptions.publish(watched.account.id, null);
    await told.until((event) => event.kind === 'facts' && event.facts.package === 'presence' && event.facts.presence.availability !== 'away', 'end of what was published');
    stop();
  });

  it('learns of a dialog that the server was told of by PUBLISH, and of its end', async () => {
    const told = collector();
    const stop = watcher.signalling.subscriptions.watch(watcher.account.id, 'dialog', '205', told.listener);
    await told.until((event) => event.kind === 'status' && event.status.kind === 'active', 'active subscription');
    await server.publishDialog('205', 'early');
    const ringing = await told.until((event) => event.kind === 'facts' && event.facts.package === 'dialog' && event.facts.dialog.dialogs[0]?.state === 'early', 'ringing');
    expect(ringing).toMatchObject({ facts: { dialog: { dialogs: [{ direction: 'recipient', remote: { uri: 'sip:203@pbx', displayName: 'Marie Renard' }, callId: 'pick-me' }] } } });
    await server.publishDialog('205', 'confirmed');
    await told.until((event) => event.kind === 'facts' && event.facts.package === 'dialog' && event.facts.dialog.dialogs[0]?.state === 'confirmed', 'talking');
    await server.publishDialog('205', 'terminated');
    await told.until((event) => event.kind === 'facts' && event.facts.package === 'dialog' && event.facts.dialog.dialogs.length === 0 && told.events.length > 4, 'end of the call');
    stop();
  });

  it('learns of messages that wait', async () => {
    const told = collector();
    const stop = watcher.signalling.subscriptions.watch(watcher.account.id, 'message-summary', null, told.listener);
    await told.until((event) => event.kind === 'status' && event.status.kind === 'active', 'active subscription');
    await server.publishSummary('201', 3);
    await told.until((event) => event.kind === 'facts' && event.facts.package === 'message-summary' && event.facts.summary.newVoice === 3, 'three messages');
    stop();
  });

  it('is told that a package is not known, and does not ask again', async () => {
    const told = collector();
    const stop = watcher.signalling.subscriptions.watch(watcher.account.id, 'conference', '900', told.listener);
    const ended = await told.until((event) => event.kind === 'status' && event.status.kind === 'ended', 'refusal');
    expect(ended).toMatchObject({ status: { why: 'unsupported', status: 489 } });
    stop();
  });
});
