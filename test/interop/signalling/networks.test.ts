import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NetLab } from '../../support/net/net-lab';
import { NetPhones, untilSo } from '../../support/net/net-phone';
import { hasKamailio, type Kamailio, startKamailio } from '../../support/sip/kamailio';

const missing = hasKamailio ? NetLab.missing() : 'no kamailio';
if (missing !== null) process.stdout.write(`networks are not tried: ${missing}\n`);

const SERVER = '10.77.0.1';
/** Asked for: registered again, and audible, so soon after there is a network. */
const WITHIN_MS = 5_000;

/**
 *   roaming --- first 10.77.1.0/24 or second 10.77.2.0/24 --- core (server, far ends)
 *   home --- 192.168.77.0/24 --- router, which translates --- 10.77.3.0/24 --- core
 */
describe.skipIf(missing !== null)('real networks: phones, server and far ends in namespaces of their own', () => {
  const lab = new NetLab();
  let kamailio: Kamailio;
  let roaming: NetPhones;
  let home: NetPhones;
  let far: NetPhones;

  beforeAll(async () => {
    for (const namespace of ['core', 'roaming', 'home', 'router']) lab.add(namespace);
    lab.run('core', 'ip', 'address', 'add', `${SERVER}/32`, 'dev', 'lo');
    lab.cable(['core', 'first', '10.77.1.1/24'], ['roaming', 'wired', '10.77.1.2/24']);
    lab.defaultRoute('roaming', '10.77.1.1');
    lab.cable(['core', 'third', '10.77.3.1/24'], ['router', 'outside', '10.77.3.2/24']);
    lab.cable(['router', 'inside', '192.168.77.1/24'], ['home', 'wired', '192.168.77.2/24']);
    lab.defaultRoute('router', '10.77.3.1');
    lab.defaultRoute('home', '192.168.77.1');
    if (NetLab.hasNat()) lab.translate('router', 'outside');
    kamailio = await startKamailio({ host: SERVER, port: 5060, tcp: true, stun: true, flowTimerSeconds: 5, under: lab.under('core') });
    const phone = (user: string, transport: 'udp' | 'tcp' = 'udp') => ({ user, domain: SERVER, transport });
    roaming = NetPhones.start(lab.under('roaming'), [phone('ours-udp'), phone('ours-tcp', 'tcp')]);
    home = NetPhones.start(lab.under('home'), [phone('ours-home')]);
    far = NetPhones.start(lab.under('core'), [phone('far-udp'), phone('far-tcp'), phone('far-home')]);
    await Promise.all([
      until('registered', () => roaming.isReady('ours-udp') && roaming.isReady('ours-tcp'), 20_000),
      until('registered', () => ['far-udp', 'far-tcp', 'far-home'].every((user) => far.isReady(user)), 20_000),
    ]);
  }, 40_000);
  afterAll(async () => {
    await Promise.all([roaming, home, far].map((phones) => phones?.stop()));
    await kamailio?.stop();
    lab.dispose();
  });

  const until = (what: string, isSo: () => boolean, withinMs: number): Promise<number> => untilSo(what, isSo, withinMs, [roaming, home, far]);

  /** `ours` calls `theirs`; both sing. */
  async function inCall(here: NetPhones, ours: string, theirs: string): Promise<void> {
    here.order({ kind: 'dial', user: ours, target: theirs });
    await until('called', () => far.of(theirs)?.call === 'incoming', 5_000);
    far.order({ kind: 'answer', user: theirs });
    for (const [phones, user] of [[here, ours], [far, theirs]] as const) {
      await until('in a call', () => phones.of(user)?.call === 'established', 5_000);
      phones.order({ kind: 'sing', user });
    }
    await until('audible here', () => here.hears(ours), 5_000);
    await until('audible there', () => far.hears(theirs), 5_000);
  }

  test('the cable is pulled in a call and another network plugged in: registered by the new address, offered anew, and heard both ways', async () => {
    await Promise.all([inCall(roaming, 'ours-udp', 'far-udp'), inCall(roaming, 'ours-tcp', 'far-tcp')]);
    const users = [['ours-udp', 'far-udp'], ['ours-tcp', 'far-tcp']] as const;
    lab.pull('roaming', 'wired');
    await until('quiet', () => users.every(([ours, theirs]) => !roaming.hears(ours) && !far.hears(theirs)), 3_000);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    lab.cable(['core', 'second', '10.77.2.1/24'], ['roaming', 'wireless', '10.77.2.2/24']);
    lab.defaultRoute('roaming', '10.77.2.1');
    const tookMs = await until('back', () => users.every(([ours, theirs]) => (
      roaming.isReady(ours) && roaming.of(ours)?.contact.startsWith('10.77.2.2:') === true && (far.of(theirs)?.offers ?? 0) > 0 && roaming.hears(ours) && far.hears(theirs)
    )), 15_000);
    process.stdout.write(`another network: back after ${Math.round(tookMs)} ms\n`);
    expect(tookMs).toBeLessThan(WITHIN_MS);
    // The far end hangs up, and that arrives.
    for (const [ours, theirs] of users) {
      far.order({ kind: 'hangUp', user: theirs });
      await until('ended', () => roaming.of(ours)?.call !== 'established', 3_000);
    }
  }, 60_000);

  test.skipIf(!NetLab.hasNat())('a router that translates addresses starts anew in a call: noticed by the keep-alive, registered by the new address and port', async () => {
    await until('registered by the address of the router', () => home.isReady('ours-home') && home.of('ours-home')?.contact.startsWith('10.77.3.2:') === true, 10_000);
    const before = home.of('ours-home')?.contact;
    await inCall(home, 'ours-home', 'far-home');
    lab.forgetTranslations('router', 'outside', '10.77.3.1');
    const tookMs = await until('back', () => home.isReady('ours-home') && home.of('ours-home')?.contact !== before && (far.of('far-home')?.offers ?? 0) > 0
      && home.hears('ours-home') && far.hears('far-home'), 20_000);
    process.stdout.write(`router started anew: back after ${Math.round(tookMs)} ms\n`);
    expect(tookMs).toBeLessThan(WITHIN_MS + 1_500);
    far.order({ kind: 'hangUp', user: 'far-home' });
    await until('ended', () => home.of('ours-home')?.call !== 'established', 3_000);
  }, 60_000);
});
