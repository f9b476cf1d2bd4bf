import { afterEach, describe, expect, it } from 'vitest';
import { buildStun, method, parseStun, shortTermKey, type StunMessage } from '../../../../electron/media/ice/stun';
import type { Endpoint } from '../../../../electron/media/transport/endpoint';
import { FakeClock } from '../../../support/fake-clock';
import { SimNetwork, type NatKind } from '../../../support/ice/sim-network';
import { SimPeer, exchange, type SimPeerOptions } from '../../../support/ice/sim-peer';

const peers: SimPeer[] = [];
let clock = new FakeClock();
afterEach(() => {
  for (const peer of peers.splice(0)) peer.agent.dispose();
  clock.advance(1_000);
  expect(clock.pending).toBe(0);
  clock = new FakeClock();
});

function peer(network: SimNetwork, options: SimPeerOptions): SimPeer {
  const made = new SimPeer(network, options);
  peers.push(made);
  return made;
}

interface Setting { a?: NatKind | null; b?: NatKind | null; relay?: boolean; loss?: number; seed?: number; both?: boolean }
function pairOf({ a = null, b = null, relay = false, loss = 0, seed = 1, both = false }: Setting = {}): { network: SimNetwork; a: SimPeer; b: SimPeer } {
  const network = new SimNetwork(clock, seed);
  network.loss = loss;
  const components = both ? ['rtp', 'rtcp'] as const : ['rtp'] as const;
  const left = peer(network, { address: a ? '10.0.0.2' : '198.51.100.2', nat: a && network.nat('198.51.100.1', a), role: 'controlling', relay, seed: seed + 1, components });
  const right = peer(network, { address: b ? '10.0.1.2' : '203.0.113.2', nat: b && network.nat('203.0.113.1', b), role: 'controlled', relay, seed: seed + 2, components });
  return { network, a: left, b: right };
}

/** Whether media of each reaches the other on the pair it would use. */
function reaches(from: SimPeer, to: SimPeer): boolean {
  const [one, other] = [from.agent.pairOf('rtp'), to.agent.pairOf('rtp')];
  return one !== null && other !== null && to.agent.knows('rtp', other.remote.endpoint);
}

const kinds: readonly (NatKind | null)[] = [null, 'full cone', 'address-restricted', 'port-restricted', 'symmetric'];
/** Those between which no hole can be punched. */
const needsRelay = (a: NatKind | null, b: NatKind | null): boolean =>
  (a === 'symmetric' && (b === 'symmetric' || b === 'port-restricted')) || (b === 'symmetric' && a === 'port-restricted');

describe('two ICE agents', () => {
  it('on open addresses agree on the direct way within a moment', () => {
    const { a, b } = pairOf();
    exchange(a, b);
    clock.advance(300);
    expect([a.agent.state, b.agent.state]).toEqual(['connected', 'connected']);
    expect([a.selected(), b.selected()]).toEqual(['host host', 'host host']);
    expect(a.connectedAtMs).toBeLessThan(200);
  });

  for (const a of kinds) {
    for (const b of kinds) {
      it(`find ${needsRelay(a, b) ? 'the relayed' : 'a direct'} way between ${a ?? 'open'} and ${b ?? 'open'}`, () => {
        const { a: left, b: right } = pairOf({ a, b, relay: true });
        exchange(left, right);
        clock.advance(5_000);
        expect([left.agent.state, right.agent.state]).toEqual(['connected', 'connected']);
        const relayed = [left, right].some((one) => one.selected()?.includes('relay'));
        expect(relayed).toBe(needsRelay(a, b));
        expect(reaches(left, right) && reaches(right, left)).toBe(true);
      });
    }
  }

  it('know within 2 s that there is no way without a relay', () => {
    const { a, b } = pairOf({ a: 'symmetric', b: 'symmetric' });
    exchange(a, b);
    clock.advance(2_100);
    expect([a.agent.state, b.agent.state]).toEqual(['failed', 'failed']);
    expect(a.selected()).toBeNull();
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('get through 20 %% loss (seed %i)', (seed) => {
    const { a, b } = pairOf({ a: 'port-restricted', b: 'address-restricted', relay: true, loss: 0.2, seed });
    exchange(a, b);
    clock.advance(10_000);
    expect([a.agent.state, b.agent.state]).toEqual(['connected', 'connected']);
    expect(a.selected()).not.toBeNull();
  });

  it('take the private network where both are in it', () => {
    const network = new SimNetwork(clock);
    const nat = network.nat('198.51.100.1', 'port-restricted');
    const a = peer(network, { address: '10.0.0.2', nat, role: 'controlling', relay: true, seed: 1 });
    const b = peer(network, { address: '10.0.0.3', nat, role: 'controlled', relay: true, seed: 2 });
    exchange(a, b);
    clock.advance(2_000);
    expect([a.selected(), b.selected()]).toEqual(['host host', 'host host']);
  });

  it('check RTP and RTCP where they have a port each', () => {
    const { a, b } = pairOf({ a: 'port-restricted', b: 'full cone', both: true });
    exchange(a, b);
    clock.advance(3_000);
    for (const one of [a, b]) {
      expect(one.agent.state).toBe('connected');
      expect(one.agent.pairOf('rtcp')?.base.endpoint.port).toBe(4001);
    }
  });

  it('go through relays only where they are told to', () => {
    const network = new SimNetwork(clock);
    const a = peer(network, { address: '198.51.100.2', role: 'controlling', relay: true, relayOnly: true, seed: 1 });
    const b = peer(network, { address: '203.0.113.2', role: 'controlled', relay: true, relayOnly: true, seed: 2 });
    exchange(a, b);
    clock.advance(2_000);
    expect([a.selected(), b.selected()]).toEqual(['relay relay', 'relay relay']);
  });

  it.each(['controlling', 'controlled'] as const)('settle it when both believe to be %s', (role) => {
    const network = new SimNetwork(clock);
    const a = peer(network, { address: '198.51.100.2', role, seed: 1 });
    const b = peer(network, { address: '203.0.113.2', role, seed: 2 });
    exchange(a, b);
    clock.advance(2_000);
    expect([a.agent.state, b.agent.state]).toEqual(['connected', 'connected']);
    expect([a.agent.role, b.agent.role].sort()).toEqual(['controlled', 'controlling']);
  });

  it('answer checks that come before the description, and go on from there', () => {
    const { a, b } = pairOf();
    b.agent.setRemote(a.description);
    clock.advance(1_000);
    // b's check was answered although a knows nothing of b yet.
    expect(b.selected()).toBe('host host');
    a.agent.setRemote(b.description);
    clock.advance(500);
    expect([a.agent.state, b.agent.state]).toEqual(['connected', 'connected']);
  });

  it('find a way with a candidate that comes after the checks began', () => {
    const { network, a, b } = pairOf({ a: 'symmetric', b: 'full cone' });
    network.passes = (from) => from.address !== '10.0.0.2';
    const late = peer(a.network, { address: '10.0.0.2', role: 'controlling', relay: true, relayOnly: true, seed: 50 });
    exchange(a, b);
    clock.advance(3_000);
    expect(a.agent.state).toBe('failed');
    const relay = late.candidates[0]!;
    // The relay's datagrams go to the agent that takes it up.
    late.agent.take = (base, message, from) => a.agent.take(base, message, from);
    a.agent.addLocal(relay);
    clock.advance(3_000);
    expect([a.agent.state, b.agent.state]).toEqual(['connected', 'connected']);
    expect(a.selected()).toBe('relay srflx');
  });
});

describe('a pair that was agreed', () => {
  it('stays while its checks are answered, one about every 5 s', () => {
    const { network, a, b } = pairOf();
    exchange(a, b);
    clock.advance(1_000);
    const before = network.sent;
    clock.advance(60_000);
    // 12 a side and their answers, give or take the jitter.
    expect(network.sent - before).toBeGreaterThan(38);
    expect(network.sent - before).toBeLessThan(62);
    expect([a.agent.state, b.agent.state]).toEqual(['connected', 'connected']);
  });

  it('is given up 30 s after the last answer, and taken up again when checks get through', () => {
    const { network, a, b } = pairOf();
    exchange(a, b);
    clock.advance(1_000);
    network.loss = 1;
    clock.advance(24_000);
    expect(a.agent.state).toBe('connected');
    clock.advance(14_000);
    expect([a.agent.state, b.agent.state]).toEqual(['lost', 'lost']);
    expect(a.selected()).toBeNull();
    network.loss = 0;
    clock.advance(15_000);
    expect([a.agent.state, b.agent.state]).toEqual(['connected', 'connected']);
    expect(a.selected()).toBe('host host');
  });

  it('moves with a translator that was restarted in the middle of the call', () => {
    const network = new SimNetwork(clock);
    const nat = network.nat('198.51.100.1', 'port-restricted');
    const a = peer(network, { address: '10.0.0.2', nat, role: 'controlling', seed: 1 });
    const b = peer(network, { address: '203.0.113.2', role: 'controlled', seed: 2 });
    exchange(a, b);
    clock.advance(1_000);
    const before = b.agent.pairOf('rtp')?.remote.endpoint;
    // Ports go on from where they were, so the old one is nobody's.
    nat.forget();
    clock.advance(20_000);
    expect(b.agent.pairOf('rtp')?.remote.endpoint).not.toEqual(before);
    expect(b.agent.pairOf('rtp')?.remote.type).toBe('prflx');
    expect([a.agent.state, b.agent.state]).toEqual(['connected', 'connected']);
  });
});

describe('an agent', () => {
  /** A far end written by hand: what the agent sends it, and a way to send. */
  function scripted(role: 'controlling' | 'controlled', lite = false): { a: SimPeer; heard: StunMessage[]; send: (bytes: Uint8Array) => void; answer: (message: StunMessage) => void } {
    const network = new SimNetwork(clock);
    const far: Endpoint = { address: '203.0.113.9', port: 7000 };
    const heard: StunMessage[] = [];
    const a = peer(network, { address: '198.51.100.2', role, seed: 1 });
    const socket = network.bind(far, null, (bytes) => { const parsed = parseStun(bytes); if (parsed.ok) heard.push(parsed.message); });
    a.agent.setRemote({ ufrag: 'far', pwd: 'a-password-of-22-chars', lite, components: ['rtp'], candidates: [{ type: 'host', component: 'rtp', endpoint: far, foundation: '1', priority: 1 }] });
    const to = { address: '198.51.100.2', port: 4000 };
    return {
      a, heard, send: (bytes) => socket.send(bytes, to),
      answer: ({ transactionId }) => socket.send(buildStun({
        class: 'success', method: method.binding, transactionId, attributes: { xorMappedAddress: to }, integrity: { key: shortTermKey('a-password-of-22-chars') }, fingerprint: true,
      }), to),
    };
  }

  it('with a lite far end controls, whoever offered, and nominates by itself', () => {
    const { a, heard, answer } = scripted('controlled', true);
    clock.advance(50);
    expect(heard[0]?.attributes).toMatchObject({ username: `far:${a.agent.local.ufrag}` });
    expect(heard[0]?.attributes.iceControlling).toBeDefined();
    answer(heard[0]!);
    clock.advance(200);
    const nomination = heard.find(({ attributes }) => attributes.useCandidate);
    expect(nomination).toBeDefined();
    answer(nomination!);
    clock.advance(100);
    expect(a.agent.state).toBe('connected');
  });

  it('takes aggressive nomination: every check of the far end asks for it', () => {
    const { a, heard, send, answer } = scripted('controlled');
    clock.advance(50);
    send(buildStun({
      class: 'request', method: method.binding, transactionId: '000000000000000000000001', fingerprint: true, integrity: { key: shortTermKey(a.agent.local.pwd) },
      attributes: { username: `${a.agent.local.ufrag}:far`, priority: 1, iceControlling: 1n, useCandidate: true },
    }));
    clock.advance(100);
    for (const message of [...heard]) if (message.class === 'request') answer(message);
    clock.advance(100);
    expect(a.agent.state).toBe('connected');
  });

  it('refuses checks without or with a wrong password, and is not moved by them', () => {
    const { a, heard, send } = scripted('controlled');
    clock.advance(50);
    heard.length = 0;
    const request = (username: string, password: string | null): void => send(buildStun({
      class: 'request', method: method.binding, transactionId: '00000000000000000000000a', fingerprint: true,
      ...(password === null ? {} : { integrity: { key: shortTermKey(password) } }), attributes: { username, priority: 1, iceControlling: 1n, useCandidate: true },
    }));
    request(`${a.agent.local.ufrag}:far`, 'guessed');
    request('somebody:far', a.agent.local.pwd);
    request(`${a.agent.local.ufrag}:far`, null);
    clock.advance(100);
    expect(heard.filter((message) => message.class === 'error').map(({ attributes }) => attributes.errorCode?.code)).toEqual([401, 401, 400]);
    expect(a.agent.pairOf('rtp')).toBeNull();
  });

  it('does not believe an answer with a wrong password', () => {
    const { a, heard, send } = scripted('controlling');
    clock.advance(50);
    send(buildStun({
      class: 'success', method: method.binding, transactionId: heard[0]!.transactionId, attributes: { xorMappedAddress: { address: '1.2.3.4', port: 5 } },
      integrity: { key: shortTermKey('guessed') }, fingerprint: true,
    }));
    clock.advance(100);
    expect(a.agent.pairOf('rtp')).toBeNull();
  });
});
