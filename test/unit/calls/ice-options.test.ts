import { describe, expect, it } from 'vitest';
import { iceOptionsOf, parseServer } from '../../../electron/calls/ice-options';
import type { Account, AccountNetwork } from '../../../electron/contract';
import { AccountNetwork as schema } from '../../../electron/contract';

const withNetwork = (network?: AccountNetwork): Account => ({ ...(network ? { network } : {}) }) as Account;
const turn = { server: 'turn.example', protocol: 'tls', username: 'tina' } as const;

describe('the ICE of a line', () => {
  it('answers only, unless somebody set a server: a plain server sees plain offers', () => {
    expect(iceOptionsOf(withNetwork(), null)).toEqual({ use: 'answer', stun: null, turn: null, relayOnly: false });
    expect(iceOptionsOf(withNetwork({ ice: 'auto', stunServer: 'stun.example', turn: null }), null)).toMatchObject({ use: 'offer', stun: { host: 'stun.example', port: 3478 } });
  });
  it('is off, on or relayed as the user says', () => {
    expect(iceOptionsOf(withNetwork({ ice: 'off', stunServer: 'stun.example', turn }), 'x')).toBeUndefined();
    expect(iceOptionsOf(withNetwork({ ice: 'on', stunServer: null, turn: null }), null)).toMatchObject({ use: 'offer', relayOnly: false });
    expect(iceOptionsOf(withNetwork({ ice: 'relay', stunServer: null, turn }), 'secret')).toMatchObject({
      use: 'offer', relayOnly: true, turn: { host: 'turn.example', port: 5349, protocol: 'tls', username: 'tina', password: 'secret' },
    });
  });
  it('is stored as the contract says', () => {
    expect(schema.safeParse({ ice: 'relay', stunServer: null, turn }).success).toBe(true);
  });
});

describe('a server as people type it', () => {
  it.each([
    ['stun.example', 'stun.example', 3478], ['stun.example:19302', 'stun.example', 19_302], [' stun:stun.example:1234 ', 'stun.example', 1234],
    ['turns:turn.example:443?transport=tcp', 'turn.example', 443], ['192.0.2.1:5', '192.0.2.1', 5], ['[2001:db8::1]:99', '2001:db8::1', 99], ['2001:db8::1', '2001:db8::1', 3478],
  ])('%s', (typed, host, port) => expect(parseServer(typed, 3478)).toEqual({ host, port }));
  it.each(['', 'a b', 'stun.example:99999', 'stun.example:0'])('"%s" is none', (typed) => expect(parseServer(typed, 3478)).toBeNull());
});
