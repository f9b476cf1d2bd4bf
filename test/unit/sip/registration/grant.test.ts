import { describe, expect, test } from 'vitest';
import { parseMessage, type SipResponse } from '../../../../electron/sip/parser';
import { type OwnContact, readGrant } from '../../../../electron/sip/registration/grant';
import { instanceUrn } from '../../../../electron/sip/registration/instance';

const INSTANCE = 'urn:uuid:0c67446e-f1a1-11d9-94d3-000a95a0e128';
const own: OwnContact = { contactUser: 'sabc', user: 'alice', domain: { host: 'Example.com', port: null }, instance: INSTANCE, regId: 1 };

function grantOf(headers: readonly string[], me = own) {
  const text = ['SIP/2.0 200 OK', 'Via: SIP/2.0/UDP h;branch=z9hG4bK1', 'From: <sip:a@h>;tag=1', 'To: <sip:a@h>;tag=2', 'Call-ID: c', 'CSeq: 1 REGISTER', ...headers, 'Content-Length: 0', '', ''].join('\r\n');
  const result = parseMessage(Buffer.from(text));
  if (!result.ok) throw new Error(result.failure.detail);
  return readGrant(result.message as SipResponse, me);
}

describe('our Contact in the list of bindings', () => {
  test('is known by its user, wherever the server moved it, and brings its own expiry', () => {
    expect(grantOf(['Contact: <sip:other@192.0.2.9>;expires=9, <sip:sabc@203.0.113.4:5062;x=1>;expires=77', 'Expires: 5']))
      .toMatchObject({ listing: 'ours', expiresSeconds: 77 });
  });

  test('is known by instance and reg-id where the server changed the user', () => {
    const other = `<sip:u1@h>;+sip.instance="<urn:uuid:00000000-0000-5000-8000-000000000000>";reg-id=1;expires=3`;
    expect(grantOf([`Contact: ${other}, <sip:u2@h>;+sip.instance="<${INSTANCE.toUpperCase()}>";reg-id=1;expires=8`])).toMatchObject({ listing: 'ours', expiresSeconds: 8 });
    expect(grantOf([`Contact: ${other}`, `Contact: <sip:u2@h>;+sip.instance="<${INSTANCE}>";reg-id=2`])).toMatchObject({ listing: 'others' });
  });

  test('of two flows the one asked for counts', () => {
    const flows = [`Contact: <sip:sabc@h1>;reg-id=1;expires=100`, `Contact: <sip:sabc@h2>;reg-id=2;expires=200`];
    expect(grantOf(flows).expiresSeconds).toBe(100);
    expect(grantOf(flows, { ...own, regId: 2 }).expiresSeconds).toBe(200);
    expect(grantOf(flows.slice(0, 1), { ...own, regId: 2 }).listing).toBe('others');
  });

  test('a lone Contact under the user name of the line is taken for ours, a lone other is not', () => {
    expect(grantOf(['Contact: <sip:alice@10.0.0.1>;expires=60']).listing).toBe('ours');
    expect(grantOf(['Contact: <sip:bob@10.0.0.1>;expires=60']).listing).toBe('others');
    expect(grantOf(['Contact: <sip:alice@10.0.0.1>, <sip:alice@10.0.0.2>']).listing).toBe('others');
  });

  test('a list without anybody is none, and the Expires header counts', () => {
    expect(grantOf(['Expires: 120'])).toMatchObject({ listing: 'none', expiresSeconds: 120 });
  });
});

describe('what else is granted', () => {
  test('the public GRUU of our binding, not of others', () => {
    const gruu = `sip:alice@example.com;gr=${INSTANCE}`;
    expect(grantOf([`Contact: <sip:sabc@h>;pub-gruu="${gruu}";expires=60`]).publicGruu?.text).toBe(gruu);
    expect(grantOf([`Contact: <sip:x@h>;pub-gruu="${gruu}", <sip:sabc@h>`]).publicGruu).toBeNull();
    expect(grantOf(['Contact: <sip:sabc@h>;pub-gruu="tel:112"']).publicGruu).toBeNull();
  });

  test('no GRUU that leads to another server than our own', () => {
    const contact = `Contact: <sip:sabc@h>;pub-gruu="sip:alice@example.com;gr=${INSTANCE}"`;
    expect(grantOf([contact], { ...own, domain: { host: 'example.com', port: 5080 } }).publicGruu).toBeNull();
    expect(grantOf([contact], { ...own, domain: { host: 'example.org', port: null } }).publicGruu).toBeNull();
  });

  test('a service route in its order; one that cannot be read spoils the whole', () => {
    expect(grantOf(['Service-Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>', 'Service-Route: <sip:p3.example.com;lr>']).serviceRoute)
      .toEqual(['<sip:p1.example.com;lr>', '<sip:p2.example.com;lr>', '<sip:p3.example.com;lr>']);
    expect(grantOf(['Service-Route: <sip:p1.example.com;lr>, <http://x>']).serviceRoute).toEqual([]);
    expect(grantOf(Array.from({ length: 50 }, (_, i) => `Service-Route: <sip:p${i}.example.com;lr>`)).serviceRoute).toHaveLength(10);
  });

  test('outbound only where it is required of us, with its flow timer within bounds', () => {
    expect(grantOf(['Require: outbound', 'Flow-Timer: 120'])).toMatchObject({ outbound: true, flowTimerSeconds: 120 });
    expect(grantOf(['Supported: outbound'])).toMatchObject({ outbound: false, flowTimerSeconds: null });
    expect(grantOf(['Require: outbound', 'Flow-Timer: 0']).flowTimerSeconds).toBe(5);
    expect(grantOf(['Flow-Timer: x']).flowTimerSeconds).toBeNull();
  });
});

describe('instance-id', () => {
  test('is a UUID of version 5 as a URN, the same for the same line and another for each', () => {
    const urn = instanceUrn('line-1');
    expect(urn).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(instanceUrn('line-1')).toBe(urn);
    expect(instanceUrn('line-2')).not.toBe(urn);
  });
});
