import { app } from 'electron';
import type { Log } from '../../calls/ports/log';
import { looksLikeDialLink } from './dial-link';
import { HandOver, type Order } from './command-line';

/**
 * Claims the profile for this process. False: another instance has it and was handed the orders.
 * Needs userData set; works before app ready.
 */
export function claimProfile(orders: readonly Order[]): boolean {
  // Handed as data, not as argv: Chromium reorders and extends what a second instance's argv shows.
  const handOver: HandOver = { version: 1, orders: [...orders] };
  return app.requestSingleInstanceLock({ ...handOver });
}

/**
 * Orders of later starts, and of links that macOS hands over as events. Call it before app ready: macOS hands the link
 * that started the app over before that.
 */
export function listenForOrders(log: Log, onOrders: (orders: readonly Order[]) => void): void {
  app.on('second-instance', (_event, _argv, _workingFolder, data) => {
    const handOver = HandOver.safeParse(data);
    if (handOver.success) onOrders(handOver.data.orders);
    else log.warn('a second start handed over something else', { detail: handOver.error.message });
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    if (looksLikeDialLink(url)) onOrders([{ kind: 'dial', text: url.slice(0, 2_000), source: 'link' }]);
  });
}

const schemes = ['tel', 'sip', 'sips', 'callto'] as const;

/** Makes Sidetone the system's program for phone links. Only an installed copy: a checkout would leave a dead entry. */
export function becomeLinkHandler(log: Log): void {
  if (!app.isPackaged) return;
  for (const scheme of schemes) {
    if (!app.setAsDefaultProtocolClient(scheme)) log.warn('the system did not accept the link type', { scheme });
  }
}
