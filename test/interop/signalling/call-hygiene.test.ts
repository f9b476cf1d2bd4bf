import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallRig, connect, historyOf, wait } from '../../support/call-rig';
import { hasKamailio } from '../../support/sip/kamailio';

const CALLS = 50;

/** Sockets and files this process holds open. */
const descriptors = (): number => readdirSync('/proc/self/fd').length;
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
/** UDP sockets, whoever opened them: node or the addon. */
function sockets(): number {
  const udp = new Set(['udp', 'udp6'].flatMap((table) => readFileSync(`/proc/self/net/${table}`, 'utf8').split('\n').slice(1).map((line) => line.trim().split(/\s+/)[9] ?? '')));
  return readdirSync('/proc/self/fd').filter((fd) => udp.has(/^socket:\[(\d+)\]$/.exec(linkOf(fd))?.[1] ?? '-')).length;
}

/** What a descriptor stands for; nothing where it was closed meanwhile. */
function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

describe.skipIf(!hasKamailio || process.platform !== 'linux')('the whole phone after many calls', () => {
  let rig: CallRig;
  beforeAll(async () => { rig = await CallRig.open(); });
  afterAll(() => rig.close());

  it(`holds no more sockets, files or timers after ${CALLS} calls than before, and has a row for each`, async () => {
    // The first phone of a process loads what stays: the database's threads, the addon. The probe of Kamailio is still closing.
    await rig.phone('first');
    await rig.clear();
    await wait(200);
    expect(sockets()).toBe(0);
    const idle = { descriptors: descriptors(), timers: timers() };
    const [alice, bob] = await Promise.all([rig.phone('alice'), rig.phone('bob')]);
    // The first call opens what then stays, such as codecs.
    const first = await connect(alice, bob);
    const inCall = sockets();
    alice.calls.hangUp(first.fromId);
    await bob.call('ended', ({ id, phase }) => id === first.toId && phase.kind === 'ended');
    await wait(200);
    const before = { descriptors: descriptors(), sockets: sockets() };
    expect(inCall, 'a call has sockets of its own').toBeGreaterThan(before.sockets);

    for (let call = 1; call < CALLS; call += 1) {
      const [from, to] = call % 2 === 0 ? [alice, bob] as const : [bob, alice] as const;
      switch (call % 3) {
        case 0: {
          const { fromId, toId } = await connect(from, to);
          if (call % 2 === 0) from.calls.hangUp(fromId);
          else to.calls.hangUp(toId);
          await Promise.all([[from, fromId] as const, [to, toId] as const].map(([phone, id]) => phone.call('ended', (found) => found.id === id && found.phase.kind === 'ended')));
          break;
        }
        case 1: {
          const fromId = from.calls.dial(to.account.username, null);
          to.calls.decline((await to.phase('incoming')).id, null);
          await from.call('declined', ({ id, phase }) => id === fromId && phase.kind === 'ended');
          break;
        }
        default: {
          const fromId = from.calls.dial(to.account.username, null);
          const { id: toId } = await to.phase('incoming');
          from.calls.hangUp(fromId);
          await to.call('given up', ({ id, phase }) => id === toId && phase.kind === 'ended');
        }
      }
    }
    for (const until = performance.now() + 5_000; performance.now() < until && sockets() > before.sockets; await wait(50));
    expect(sockets(), 'sockets').toBe(before.sockets);
    expect(descriptors(), 'descriptors').toBeLessThanOrEqual(before.descriptors + 1);
    for (const phone of [alice, bob]) {
      const rows = historyOf(phone);
      expect(rows).toHaveLength(CALLS);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(CALLS);
      expect(rows.every(({ end, endedAtEpochMs }) => end !== null && endedAtEpochMs !== null)).toBe(true);
    }
    expect(new Set(historyOf(alice).map(({ end }) => end?.code))).toEqual(new Set(['cancelled', 'declined', 'hung-up', 'missed']));

    await rig.clear();
    for (const until = performance.now() + 5_000; performance.now() < until && (timers() > idle.timers || sockets() > 0); await wait(50));
    expect(sockets(), 'sockets once both phones are gone').toBe(0);
    expect(descriptors(), 'descriptors once both phones are gone').toBeLessThanOrEqual(idle.descriptors + 1);
    expect(timers(), 'timers once both phones are gone').toBeLessThanOrEqual(idle.timers + 1);
  }, 90_000);
});
