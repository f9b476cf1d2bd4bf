import { describe, expect, test } from 'vitest';
import { networkVerdict } from '../../../../../electron/sip/identity/stir/verstat';
import { parseMessage, type SipMessage } from '../../../../../electron/sip/parser';

function invite(from: string, ...headers: string[]): SipMessage {
  const result = parseMessage(Buffer.from(['INVITE sip:b@h SIP/2.0', 'Via: SIP/2.0/UDP h;branch=z9hG4bKx', `From: ${from};tag=1`, 'To: <sip:b@h>', 'Call-ID: x', 'CSeq: 1 INVITE', ...headers, '', ''].join('\r\n')));
  if (!result.ok) throw new Error(result.failure.detail);
  return result.message;
}
const plain = '<sip:+33144556677@pbx.test>';
const marked = (word: string): string => `<sip:+33144556677;verstat=${word}@pbx.test;user=phone>`;

describe('what the server says of the caller\'s number', () => {
  test.each([
    ['in the number of P-Asserted-Identity', plain, [`P-Asserted-Identity: ${marked('TN-Validation-Passed')}`], { verdict: 'verified', attestation: null }],
    ['in the URI behind the host', plain, ['P-Asserted-Identity: <sip:+33144556677@pbx.test;verstat=TN-Validation-Passed>'], { verdict: 'verified', attestation: null }],
    ['in a tel: URI beside a sip: one', plain, ['P-Asserted-Identity: <sip:+33144556677@pbx.test>, <tel:+33144556677;verstat=TN-Validation-Passed>'], { verdict: 'verified', attestation: null }],
    ['behind the brackets', plain, [`P-Asserted-Identity: ${plain};verstat=TN-Validation-Passed`], { verdict: 'verified', attestation: null }],
    ['in From, where nothing else names the caller', marked('TN-Validation-Passed'), [], { verdict: 'verified', attestation: null }],
    ['in From, which is the number shown', marked('TN-Validation-Failed'), [`P-Asserted-Identity: ${plain}`], { verdict: 'failed', attestation: null }],
    ['failed', plain, [`P-Asserted-Identity: ${marked('TN-Validation-Failed')}`], { verdict: 'failed', attestation: null }],
    ['in any case of letters', plain, [`P-Asserted-Identity: ${marked('tn-validation-passed-b')}`], { verdict: 'partly', attestation: 'B' }],
    ['passed with full attestation', plain, [`P-Asserted-Identity: ${marked('TN-Validation-Passed')}`, 'Attestation-Info: A'], { verdict: 'verified', attestation: 'A' }],
    ['passed, but only the caller is known', plain, [`P-Asserted-Identity: ${marked('TN-Validation-Passed')}`, 'Attestation-Info: B'], { verdict: 'partly', attestation: 'B' }],
    ['passed at a gateway', plain, [`P-Asserted-Identity: ${marked('TN-Validation-Passed')}`, 'P-Attestation-Indicator: C'], { verdict: 'partly', attestation: 'C' }],
  ] as const)('%s', (_what, from, headers, verdict) => {
    expect(networkVerdict(invite(from, ...headers))).toEqual({ ...verdict, by: 'network' });
  });

  test.each([
    ['nothing', plain, []],
    ['not validated', plain, [`P-Asserted-Identity: ${marked('No-TN-Validation')}`]],
    ['a word of its own', plain, [`P-Asserted-Identity: ${marked('Passed')}`]],
    ['of another number than the one shown', marked('TN-Validation-Passed').replace('77', '88'), [`P-Asserted-Identity: ${plain}`]],
    ['of a caller who hides', plain, [`P-Asserted-Identity: ${marked('TN-Validation-Passed')}`, 'Privacy: id']],
    ['an attestation alone', plain, ['Attestation-Info: A']],
  ] as const)('says nothing: %s', (_what, from, headers) => {
    expect(networkVerdict(invite(from, ...headers))).toBeNull();
  });
});
