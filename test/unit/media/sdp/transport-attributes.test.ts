import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MediaOptions } from '../../../../electron/calls/ports/media';
import { Negotiator, refusalOf } from '../../../../electron/media/sdp/negotiator';
import { parseSdp } from '../../../../electron/media/sdp/parse';
import { profileOf } from '../../../../electron/media/sdp/profile';
import { attributeSections, parseTransportAttributes, type TransportAttributes } from '../../../../electron/media/sdp/transport-attributes';

const options: MediaOptions = { codecs: ['pcmu'], localAddress: '127.0.0.1', direction: 'sendrecv' };
const ports = { rtpPort: 40_000, rtcpPort: 40_001 };
const sdp = (...lines: string[]): string =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines, ''].join('\r\n');
const fingerprint = `sha-256 ${Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, '0')).join(':')}`;

function audioOf(text: string): TransportAttributes & { protocol: string } {
  const parsed = parseSdp(text);
  if (!parsed.ok || !parsed.description.audio[0]) throw new Error('no audio');
  return parsed.description.audio[0];
}

const attributes: TransportAttributes = {
  crypto: [{ tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80', keyParams: 'inline:abc|2^31', sessionParams: ['UNENCRYPTED_SRTCP', 'KDR=1'] }],
  fingerprints: [{ hash: 'sha-256', value: 'AB:CD' }, { hash: 'sha-1', value: '01:02' }],
  setup: 'actpass',
  ice: {
    ufrag: '1234', pwd: '0012345678901234567890', lite: true, options: ['ice2', 'trickle'],
    candidates: [
      { foundation: 'H1', component: 1, transport: 'udp', priority: 2_130_706_431, address: '192.0.2.7', port: 5000, type: 'host', relatedAddress: null, relatedPort: null },
      { foundation: 'S1', component: 2, transport: 'udp', priority: 1_694_498_815, address: '2001:db8::1', port: 5001, type: 'srflx', relatedAddress: '10.0.0.1', relatedPort: 6001 },
    ],
  },
};

describe('transport attributes', () => {
  it('come out of a description as they were written into one', () => {
    const text = new Negotiator().offer(options, { ...ports, ...attributes, protocol: 'UDP/TLS/RTP/SAVPF' });
    expect(text).toContain('m=audio 40000 UDP/TLS/RTP/SAVPF');
    expect(text).toContain('a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc|2^31 UNENCRYPTED_SRTCP KDR=1\r\n');
    expect(text).toContain('a=candidate:S1 2 udp 1694498815 2001:db8::1 5001 typ srflx raddr 10.0.0.1 rport 6001\r\n');
    expect(text.indexOf('a=ice-lite')).toBeLessThan(text.indexOf('m=audio'));
    expect(audioOf(text)).toMatchObject(attributes);
  });

  it('of the session hold for an m-line that has none of its own', () => {
    const text = sdp('a=ice-ufrag:sess', 'a=ice-pwd:sesspwd', `a=fingerprint:${fingerprint}`, 'a=setup:PASSIVE', 'm=audio 5000 UDP/TLS/RTP/SAVP 0', 'a=ice-ufrag:media');
    expect(audioOf(text)).toMatchObject({ setup: 'passive', ice: { ufrag: 'media', pwd: 'sesspwd', lite: false } });
    expect(audioOf(text).fingerprints).toEqual([{ hash: 'sha-256', value: fingerprint.slice(8).toUpperCase() }]);
  });

  it('are kept apart by m-line', () => {
    const text = sdp('m=video 6000 RTP/SAVP 96', 'a=crypto:1 VIDEO inline:v', 'm=audio 5000 RTP/SAVP 0', 'a=crypto:2 audio inline:a');
    expect(audioOf(text).crypto).toEqual([{ tag: 2, suite: 'AUDIO', keyParams: 'inline:a', sessionParams: [] }]);
  });

  it('that are damaged are left out', () => {
    const text = sdp(
      'm=audio 5000 RTP/AVP 0', 'a=crypto:x AES inline:a', 'a=crypto:1 AES', 'a=fingerprint:sha-256 nonsense', 'a=setup:later', 'a=ice-ufrag:only',
      'a=candidate:1 0 udp 1 1.1.1.1 5 typ host', 'a=candidate:1 1 udp 1 1.1.1.1 70000 typ host', 'a=candidate:',
    );
    expect(audioOf(text)).toMatchObject({ crypto: [], fingerprints: [], setup: null, ice: null });
  });

  it('never throw, whatever the lines', () => {
    const line = fc.oneof(fc.constantFrom('candidate:1 1 udp 1 h 1 typ host raddr', 'candidate:1 1 udp 1 h 1 typ host rport', 'crypto:1', 'setup:', 'ice-ufrag:a', 'ice-pwd:b'), fc.string({ unit: 'binary', maxLength: 40 }));
    fc.assert(fc.property(fc.array(line), fc.array(line), (media, session) => {
      parseTransportAttributes(media, session);
      expect(attributeSections(media.map((text) => `a=${text}`).join('\n')).length).toBeGreaterThan(0);
    }), { numRuns: 2000 });
  });
});

describe('profile', () => {
  it.each([
    ['RTP/AVP', 'plain', false], ['rtp/avpf', 'plain', true], ['RTP/SAVP', 'sdes', false], ['RTP/SAVPF', 'sdes', true],
    ['UDP/TLS/RTP/SAVP', 'dtls', false], ['udp/tls/rtp/SAVPF', 'dtls', true],
  ] as const)('of %s is %s', (protocol, security, feedback) => {
    expect(profileOf(protocol)).toEqual({ security, feedback });
  });

  it.each(['TCP/RTP/AVP', 'UDPTL', '', 'toString'])('of %j is none', (protocol) => {
    expect(profileOf(protocol)).toBeNull();
  });
});

describe('an answer whose transport chooses the line', () => {
  const both = sdp('m=audio 5000 RTP/SAVP 0', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:k', 'm=audio 5002 RTP/AVP 0');

  it('takes the first line that the transport can work with and keeps the other in its place', () => {
    const secure = new Negotiator().answer(both, options, (line) => (line.profile?.security === 'sdes' ? { ...ports, crypto: line.crypto } : null));
    expect(secure).toMatchObject({ ok: true, agreement: { transport: { protocol: 'RTP/SAVP', crypto: [{ tag: 1 }] } } });
    expect(secure.ok && secure.sdp.match(/^m=.*$/gm)).toEqual(['m=audio 40000 RTP/SAVP 0', 'm=audio 0 RTP/AVP 0']);
    expect(secure.ok && secure.sdp).toContain('a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:k');
    const plain = new Negotiator().answer(both, options, ports);
    expect(plain.ok && plain.sdp.match(/^m=.*$/gm)).toEqual(['m=audio 0 RTP/SAVP 0', 'm=audio 40000 RTP/AVP 0']);
  });

  it('is refused where there is no such line', () => {
    expect(new Negotiator().answer(both, options, () => null)).toEqual({ ok: false, error: 'no-common-profile' });
    expect(refusalOf(both, ['pcmu'], () => false)).toBe('no-common-profile');
    expect(refusalOf(both, ['pcma'])).toBe('no-common-codec');
    expect(refusalOf(both, ['pcmu'])).toBeNull();
  });
});

describe('RTCP on the RTP port', () => {
  it('is offered with the port standing by, and agreed only where the answer says so', () => {
    const negotiator = new Negotiator();
    const offer = negotiator.offer(options, { ...ports, rtcpMux: true });
    expect(offer).toContain('a=rtcp-mux');
    expect(offer).toContain('a=rtcp:40001');
    expect(negotiator.accept(sdp('m=audio 5000 RTP/AVP 0'))).toMatchObject({ ok: true, agreement: { rtcpMux: false, remote: { rtcpPort: 5001 } } });
    expect(negotiator.accept(sdp('m=audio 5000 RTP/AVP 0', 'a=rtcp-mux'))).toMatchObject({ ok: true, agreement: { rtcpMux: true, remote: { rtcpPort: 5000 } } });
    expect(negotiator.offer(options, ports)).not.toContain('a=rtcp:');
  });
});
