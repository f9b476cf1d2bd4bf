import { randomBytes } from 'node:crypto';
import { IceAgent } from '../../../electron/media/ice/agent';
import { localCandidate, type IceBase } from '../../../electron/media/ice/candidate';
import { buildStun, method, parseStun, shortTermKey } from '../../../electron/media/ice/stun';
import { TurnClient } from '../../../electron/media/ice/turn';
import { StreamFramer, buildChannelData, parseChannelData } from '../../../electron/media/ice/turn/channel-data';
import type { FakeClock } from '../../support/fake-clock';

const peer = { address: '203.0.113.5', port: 6000 };
const password = 'a-password-of-22-chars';

/** Of all inputs. */
export const iceShares: Readonly<Record<string, number>> = { 'parseStun': 0.1, 'ICE agent': 0.05, 'TURN client': 0.05, 'TURN stream': 0.05 };

/** What ICE, STUN and TURN take from the network. Half of what the agent gets is well signed, so that it is looked into. */
export function iceTargets(damaged: (good: Uint8Array) => Uint8Array, below: (limit: number) => number, clock: FakeClock): Record<string, () => boolean> {
  const id = (): string => Array.from({ length: 24 }, () => below(16).toString(16)).join('');
  // A copy: what is damaged must not be a view into it.
  const rich = Uint8Array.from(buildStun({
    class: 'success', method: method.allocate, transactionId: id(), fingerprint: true, integrity: { key: shortTermKey(password) },
    attributes: {
      username: 'me:you', realm: 'r', nonce: 'n', software: 's', errorCode: { code: 438, reason: 'Stale' }, unknownAttributes: [1, 2], lifetimeSeconds: 600, data: new Uint8Array(9),
      xorMappedAddress: peer, xorRelayedAddress: { address: '2001:db8::1', port: 1 }, alternateServer: peer, passwordAlgorithms: ['MD5', 'SHA-256'], priority: 1, iceControlling: 1n,
    },
  }));
  let agent: IceAgent | null = null;
  let base: IceBase;
  let taken = 0;
  const fresh = (): IceAgent => {
    agent?.dispose();
    agent = new IceAgent({ clock, randomBytes, role: below(2) === 0 ? 'controlling' : 'controlled', local: { ufrag: 'me', pwd: password }, onState: () => {} });
    base = { component: 'rtp', kind: 'host', protocol: 'udp', endpoint: { address: '198.51.100.1', port: 4000 }, send: () => {}, prefer: () => {} };
    agent.addLocal(localCandidate('host', base, base.endpoint, null));
    agent.setRemote({ ufrag: 'you', pwd: password, lite: false, components: ['rtp'], candidates: [{ type: 'host', component: 'rtp', endpoint: peer, foundation: '1', priority: 1 }] });
    return agent;
  };
  const turn = new TurnClient({
    clock, server: peer, username: 'u', password: 'p', family: 4, reliable: false, newTransactionId: id, send: () => {}, onData: () => {}, onLost: () => {},
  });
  void turn.allocate();
  const framer = { it: new StreamFramer() };
  return {
    'parseStun': () => parseStun(damaged(rich)).ok,
    'ICE agent': () => {
      const current = agent === null || ++taken % 2_000 === 0 ? fresh() : agent;
      const check = buildStun({
        class: below(4) === 0 ? 'success' : 'request', method: method.binding, transactionId: id(), fingerprint: below(4) > 0, integrity: { key: shortTermKey(below(8) === 0 ? 'wrong' : password) },
        attributes: { username: below(8) === 0 ? 'x' : 'me:you', priority: below(2 ** 31), ...(below(2) === 0 ? { useCandidate: true as const } : {}), ...(below(2) === 0 ? { iceControlling: BigInt(below(2 ** 31)) } : { iceControlled: BigInt(below(2 ** 31)) }) },
      });
      const parsed = parseStun(below(2) === 0 ? check : damaged(check));
      if (parsed.ok) current.take(base, parsed.message, { address: `203.0.113.${below(256)}`, port: 1 + below(60_000) });
      if (below(10) === 0) clock.advance(20);
      if (current.pairs.length > 100) throw new Error('pairs grow without bound');
      return parsed.ok;
    },
    'TURN client': () => {
      const bytes = below(3) === 0 ? damaged(buildChannelData(0x4000 + below(4), new Uint8Array(below(40)), false)) : damaged(rich);
      turn.receive(bytes);
      return parseChannelData(bytes) !== null;
    },
    'TURN stream': () => {
      const messages = framer.it.push(damaged(rich));
      if (messages === null) framer.it = new StreamFramer();
      return messages !== null;
    },
  };
}
