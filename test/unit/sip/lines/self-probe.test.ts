import { beforeEach, expect, test } from 'vitest';
import type { SipRequest } from '../../../../electron/sip/parser';
import { parseMessage } from '../../../../electron/sip/parser';
import { SelfProbe } from '../../../../electron/sip/lines/self-probe';
import type { SelfAnswer } from '../../../../electron/sip/registration/reach-check';
import { FakeClock } from '../../../support/fake-clock';

let clock: FakeClock;
let probe: SelfProbe;
let marker: string;
let answer: (status: number | null) => void;
let given: number;
let answers: SelfAnswer[];

beforeEach(() => {
  clock = new FakeClock();
  [given, answers] = [0, []];
  probe = new SelfProbe(clock, (sent, done) => {
    marker = sent;
    answer = done;
    return () => { given += 1; };
  });
});

function options(callId: string, fromTag: string): SipRequest {
  const text = `OPTIONS sip:me@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:me@h>;tag=${fromTag}\r\nTo: <sip:me@h>\r\nCall-ID: ${callId}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`;
  const result = parseMessage(Buffer.from(text));
  if (!result.ok || result.message.kind !== 'request') throw new Error('not a request');
  return result.message;
}

const ask = (): (() => void) => probe.ask((one) => answers.push(one));

test('is known again by its Call-ID, or by its From tag where a server between made another Call-ID', () => {
  ask();
  const first = marker;
  probe.arrived(options('a server\'s ping', 'x'));
  expect(answers).toEqual([]);
  probe.arrived(options(marker, 'x'));
  ask();
  expect(marker).not.toBe(first);
  probe.arrived(options('other', marker));
  expect(answers).toEqual([{ returned: true, status: null }, { returned: true, status: null }]);
});

test('an answer alone is no proof, but another phone may have answered sooner than ours was reached', () => {
  ask();
  answer(200);
  clock.advance(400);
  probe.arrived(options(marker, 'x'));
  expect(answers).toEqual([{ returned: true, status: null }]);
  ask();
  answer(200);
  clock.advance(500);
  expect(answers.at(-1)).toEqual({ returned: false, status: 200 });
});

test('is given up after 10 s without anything, and leaves no timer', () => {
  ask();
  clock.advance(10_000);
  expect(answers).toEqual([{ returned: false, status: null }]);
  expect(given).toBe(1);
  expect(clock.pending).toBe(0);
});

test('one that is given up says nothing any more', () => {
  const stop = ask();
  stop();
  probe.arrived(options(marker, marker));
  answer(200);
  clock.advance(20_000);
  expect(answers).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('answers once, whatever comes afterwards', () => {
  ask();
  probe.arrived(options(marker, 'x'));
  probe.arrived(options(marker, 'x'));
  answer(200);
  clock.advance(1_000);
  expect(answers).toHaveLength(1);
});
