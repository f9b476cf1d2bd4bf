import { describe, expect, it } from 'vitest';
import { closedStream } from '../../../../electron/calls/sound/closed-stream';
import type { MediaOptions } from '../../../../electron/calls/ports';
import { Negotiator } from '../../../../electron/media/sdp/negotiator';

const options: MediaOptions = { codecs: ['g722', 'pcma', 'pcmu'], localAddress: '192.0.2.10', direction: 'sendrecv' };
const ports = { rtpPort: 40_000, rtcpPort: 40_001 };

const sdp = (...lines: string[]): string => `${lines.join('\r\n')}\r\n`;

/** What desk phones and servers really write to put somebody on hold, taken down to their lines. */
const HOLDS: [string, string, { direction: string; answered: string }][] = [
  ['Cisco CP-8841: sendonly in the m-line', sdp(
    'v=0', 'o=Cisco-SIPUA 24310 1 IN IP4 198.51.100.7', 's=SIP Call', 'b=AS:4064', 't=0 0', 'm=audio 20456 RTP/AVP 9 0 8 101', 'c=IN IP4 198.51.100.7', 'b=TIAS:64000',
    'a=rtpmap:9 G722/8000', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=sendonly',
  ), { direction: 'recvonly', answered: 'recvonly' }],
  ['Asterisk chan_pjsip: inactive, version raised', sdp(
    'v=0', 'o=- 1423578211 5 IN IP4 198.51.100.20', 's=Asterisk', 'c=IN IP4 198.51.100.20', 't=0 0', 'm=audio 17890 RTP/AVP 8 0 101', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16', 'a=ptime:20', 'a=maxptime:150', 'a=inactive',
  ), { direction: 'inactive', answered: 'inactive' }],
  ['RFC 2543 phones: c=0.0.0.0 for the session', sdp(
    'v=0', 'o=MxSIP 0 2 IN IP4 198.51.100.8', 's=SIP Call', 'c=IN IP4 0.0.0.0', 't=0 0', 'm=audio 30000 RTP/AVP 0 8', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:8 PCMA/8000',
  ), { direction: 'recvonly', answered: 'recvonly' }],
  ['c=0.0.0.0 in the m-line together with sendonly', sdp(
    'v=0', 'o=- 20518 4 IN IP4 198.51.100.8', 's=-', 'c=IN IP4 198.51.100.8', 't=0 0', 'm=audio 2222 RTP/AVP 8', 'c=IN IP4 0.0.0.0', 'a=rtpmap:8 PCMA/8000', 'a=sendonly',
  ), { direction: 'recvonly', answered: 'recvonly' }],
  ['IPv6: c=::', sdp(
    'v=0', 'o=- 3 2 IN IP6 2001:db8::8', 's=-', 'c=IN IP6 ::', 't=0 0', 'm=audio 30000 RTP/AVP 8', 'a=rtpmap:8 PCMA/8000', 'a=sendrecv',
  ), { direction: 'recvonly', answered: 'recvonly' }],
  ['Snom 320: sendonly for the whole session, none in the m-line', sdp(
    'v=0', 'o=root 1883301226 1883301227 IN IP4 198.51.100.30', 's=call', 'c=IN IP4 198.51.100.30', 't=0 0', 'a=sendonly', 'm=audio 52434 RTP/AVP 8 0 101', 'a=rtpmap:8 pcma/8000',
    'a=rtpmap:0 pcmu/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=ptime:20',
  ), { direction: 'recvonly', answered: 'recvonly' }],
  ['a gateway: inactive for the whole session, video refused', sdp(
    'v=0', 'o=- 9 3 IN IP4 198.51.100.40', 's=-', 'c=IN IP4 198.51.100.40', 't=0 0', 'a=inactive', 'm=audio 6000 RTP/AVP 0', 'm=video 0 RTP/AVP 34',
  ), { direction: 'inactive', answered: 'inactive' }],
];

function talking(): Negotiator {
  const negotiator = new Negotiator();
  negotiator.answer(sdp('v=0', 'o=- 1 1 IN IP4 198.51.100.1', 's=-', 'c=IN IP4 198.51.100.1', 't=0 0', 'm=audio 5000 RTP/AVP 8 0'), options, ports);
  return negotiator;
}

describe('hold', () => {
  it.each(HOLDS)('%s', (_who, offer, { direction, answered }) => {
    const outcome = talking().answer(offer, options, ports);
    expect(outcome).toMatchObject({ ok: true, agreement: { remoteHold: true, direction } });
    expect(outcome.ok && outcome.sdp.match(/^a=(sendrecv|sendonly|recvonly|inactive)/m)?.[1]).toBe(answered);
  });

  it('by port 0: the stream waits, the answer mirrors the 0, and an offer with a port brings it back', () => {
    const negotiator = talking();
    const offer = sdp('v=0', 'o=- 1 2 IN IP4 198.51.100.1', 's=-', 'c=IN IP4 198.51.100.1', 't=0 0', 'm=audio 0 RTP/AVP 8 0', 'a=rtpmap:8 PCMA/8000', 'a=sendrecv');
    const closed = closedStream(offer);
    const outcome = negotiator.answer(closed?.offer ?? '', options, ports);
    expect(outcome).toMatchObject({ ok: true, agreement: { remoteHold: true, direction: 'inactive' } });
    const answer = closed?.answer(outcome.ok ? outcome.sdp : '') ?? '';
    expect(answer.match(/^m=.*$/gm)).toEqual([expect.stringMatching(/^m=audio 0 RTP\/AVP 8 0/)]);
    expect(answer).toContain('a=inactive');
    const back = negotiator.answer(offer.replace('m=audio 0', 'm=audio 5000'), options, ports);
    expect(back).toMatchObject({ ok: true, agreement: { remoteHold: false, direction: 'sendrecv', remote: { rtpPort: 5_000 } } });
  });

  it('is not an offer with another audio line that is open, or without audio', () => {
    expect(closedStream(sdp('v=0', 'm=audio 0 RTP/AVP 8', 'm=audio 5000 RTP/AVP 8'))).toBeNull();
    expect(closedStream(sdp('v=0', 'm=image 5000 udptl t38'))).toBeNull();
  });

  it('with music that stays sendrecv is no hold to us: the music is heard', () => {
    const music = sdp('v=0', 'o=- 1 2 IN IP4 198.51.100.50', 's=-', 'c=IN IP4 198.51.100.50', 't=0 0', 'm=audio 18000 RTP/AVP 8 0', 'a=rtpmap:8 PCMA/8000', 'a=sendrecv');
    expect(talking().answer(music, options, ports)).toMatchObject({ ok: true, agreement: { remoteHold: false, direction: 'sendrecv', remote: { address: '198.51.100.50' } } });
  });

  it('is over with any offer that listens again, whatever spelling began it', () => {
    for (const [, offer] of HOLDS) {
      const negotiator = talking();
      negotiator.answer(offer, options, ports);
      const back = sdp('v=0', 'o=- 1 9 IN IP4 198.51.100.1', 's=-', 'c=IN IP4 198.51.100.1', 't=0 0', 'm=audio 5000 RTP/AVP 8 0');
      expect(negotiator.answer(back, options, ports)).toMatchObject({ ok: true, agreement: { remoteHold: false, direction: 'sendrecv' } });
    }
  });
});
