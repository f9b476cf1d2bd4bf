import { beforeEach, expect, test } from 'vitest';
import { parseMessage, parseUri, type SipRequest, type SipUri } from '../../../../electron/sip/parser';
import { GruuTrial } from '../../../../electron/sip/lines/gruu-trial';
import { FakeClock } from '../../../support/fake-clock';

const GRUU = parseUri('sip:alice@example.com;gr=urn:uuid:1') as SipUri;
const OTHER = parseUri('sip:alice@example.com;gr=urn:uuid:2') as SipUri;
let clock: FakeClock;
let trial: GruuTrial;
let asked: { gruu: SipUri; marker: string }[];
let proven: SipUri[];

beforeEach(() => {
  clock = new FakeClock();
  [asked, proven] = [[], []];
  trial = new GruuTrial(clock, (gruu, marker) => { asked.push({ gruu, marker }); return () => {}; }, (gruu) => proven.push(gruu));
});

function comesBack(): void {
  const marker = asked.at(-1)?.marker ?? '';
  const text = `OPTIONS sip:me@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:me@h>;tag=${marker}\r\nTo: <sip:me@h>;tag=x\r\nCall-ID: ${marker}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`;
  const result = parseMessage(Buffer.from(text));
  if (result.ok) trial.arrived(result.message as SipRequest);
}

test('a GRUU is of use only once a request to it came back, and stays so while the registrar gives the same', () => {
  expect(trial.granted(GRUU)).toBeNull();
  trial.trial();
  expect(asked.map(({ gruu }) => gruu.text)).toEqual([GRUU.text]);
  comesBack();
  expect(proven).toEqual([GRUU]);
  expect(trial.granted(GRUU)).toBe(GRUU);
  trial.trial();
  expect(asked).toHaveLength(1);
  expect(trial.granted(OTHER)).toBeNull();
});

test('one that leads nowhere is not used and not tried again before the next registration', () => {
  trial.granted(GRUU);
  trial.trial();
  clock.advance(10_000);
  trial.trial();
  expect(proven).toEqual([]);
  expect(asked).toHaveLength(1);
  expect(trial.granted(GRUU)).toBeNull();
  trial.trial();
  expect(asked).toHaveLength(2);
});

test('without one nothing is tried; after a look that failed the old one counts no more', () => {
  trial.granted(null);
  trial.trial();
  expect(asked).toEqual([]);
  trial.granted(GRUU);
  trial.trial();
  comesBack();
  trial.forget();
  expect(trial.granted(GRUU)).toBeNull();
  trial.dispose();
  expect(clock.pending).toBe(0);
});
