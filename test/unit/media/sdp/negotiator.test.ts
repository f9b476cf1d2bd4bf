import fc from 'fast-check';
import { parse } from 'sdp-transform';
import { describe, expect, it } from 'vitest';
import type { MediaOptions } from '../../../../electron/calls/ports/media';
import { Negotiator } from '../../../../electron/media/sdp/negotiator';

const ports = { rtpPort: 40_000, rtcpPort: 40_001 };
const options: MediaOptions = { codecs: ['opus', 'g722', 'pcma', 'pcmu'], localAddress: '127.0.0.1', direction: 'sendrecv' };

const sdp = (...lines: string[]): string =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines, ''].join('\r\n');

function answerTo(offer: string, changed: Partial<MediaOptions> = {}): ReturnType<Negotiator['answer']> {
  return new Negotiator().answer(offer, { ...options, ...changed }, ports);
}

function agreed(offer: string, changed: Partial<MediaOptions> = {}): Extract<ReturnType<Negotiator['answer']>, { ok: true }> {
  const outcome = answerTo(offer, changed);
  if (!outcome.ok) throw new Error(outcome.error);
  return outcome;
}

describe('offer', () => {
  it('lists the codecs in our order, with the attributes their RFCs ask for', () => {
    const offer = new Negotiator().offer(options, ports);
    expect(offer).toContain('m=audio 40000 RTP/AVP 107 9 8 0 121 122 13 110 101');
    expect(offer).toContain('a=rtpmap:107 opus/48000/2');
    expect(offer).toContain('a=fmtp:107 minptime=10;useinbandfec=1');
    expect(offer).toContain('a=rtpmap:9 G722/8000');
    expect(offer).toContain('a=rtpmap:121 red/48000/2');
    expect(offer).toContain('a=fmtp:121 107/107');
    expect(offer).toContain('a=rtpmap:122 red/8000');
    expect(offer).toContain('a=fmtp:122 9/8/0');
    expect(offer).toContain('a=rtpmap:13 CN/8000');
    expect(offer).toContain('a=rtpmap:110 telephone-event/48000');
    expect(offer).toContain('a=rtpmap:101 telephone-event/8000');
    expect(offer).toContain('a=rtcp:40001');
    expect(offer).toContain('a=ptime:20');
    expect(offer).toContain('a=maxptime:60');
    expect(offer).toContain('c=IN IP4 127.0.0.1');
  });

  it('offers events only at the clock of the codecs offered, and IPv6 as such', () => {
    const offer = new Negotiator().offer({ ...options, codecs: ['pcmu'], localAddress: '::1' }, ports);
    expect(offer).toContain('m=audio 40000 RTP/AVP 0 122 13 101\r\n');
    expect(offer).toContain('c=IN IP6 ::1');
  });

  it('raises the version with each new offer and keeps the numbers of the codecs', () => {
    const negotiator = new Negotiator();
    const first = parse(negotiator.offer(options, ports));
    const second = parse(negotiator.offer({ ...options, codecs: ['pcmu', 'opus'], direction: 'sendonly' }, ports));
    expect(second.origin.sessionVersion).toBe(first.origin.sessionVersion + 1);
    expect(second.origin.sessionId).toBe(first.origin.sessionId);
    expect(second.media[0]?.payloads).toBe('0 107 122 121 13 101 110');
    expect(second.media[0]?.direction).toBe('sendonly');
  });
});

describe('answer', () => {
  it('takes the order of the offer and its payload numbers', () => {
    const { sdp: answer, agreement } = agreed(sdp('m=audio 5000 RTP/AVP 0 97 8 96', 'a=rtpmap:97 OPUS/48000/2', 'a=fmtp:97 useinbandfec=1; maxplaybackrate=16000', 'a=rtpmap:96 telephone-event/8000'));
    expect(parse(answer).media[0]?.payloads).toBe('0 97 8 96');
    expect(agreement).toMatchObject({
      codec: 'pcmu', sendPayloadType: 0, direction: 'sendrecv', ptimeMs: 20, remoteHold: false,
      sendEvents: { payloadType: 96, clockRate: 8000 },
      remote: { address: '192.0.2.1', rtpPort: 5000, rtcpAddress: '192.0.2.1', rtcpPort: 5001 },
    });
  });

  it('leaves out what the user does not want', () => {
    expect(agreed(sdp('m=audio 5000 RTP/AVP 0 8'), { codecs: ['pcma'] }).agreement.codec).toBe('pcma');
    expect(answerTo(sdp('m=audio 5000 RTP/AVP 0 8'), { codecs: ['g722'] })).toEqual({ ok: false, error: 'no-common-codec' });
  });

  it.each([
    ['sendonly', 'recvonly', true],
    ['inactive', 'inactive', true],
    ['recvonly', 'sendonly', false],
    ['sendrecv', 'sendrecv', false],
  ] as const)('answers %s with %s', (offered, direction, remoteHold) => {
    const media = agreed(sdp('m=audio 5000 RTP/AVP 0', `a=${offered}`));
    expect(media.agreement).toMatchObject({ direction, remoteHold });
    expect(parse(media.sdp).media[0]?.direction).toBe(direction);
    const session = agreed(sdp(`a=${offered}`, 'm=audio 5000 RTP/AVP 0'));
    expect(session.agreement).toMatchObject({ direction, remoteHold });
  });

  it('lets a media-level direction win over the session level', () => {
    expect(agreed(sdp('a=inactive', 'm=audio 5000 RTP/AVP 0', 'a=sendrecv')).agreement.direction).toBe('sendrecv');
  });

  it.each([['c=IN IP4 0.0.0.0'], ['c=IN IP6 ::']])('takes %s as hold and sends nowhere', (connection) => {
    expect(agreed(sdp('m=audio 5000 RTP/AVP 0', connection)).agreement).toMatchObject({ remoteHold: true, direction: 'recvonly', remote: null });
  });

  it('narrows by what we want ourselves', () => {
    expect(agreed(sdp('m=audio 5000 RTP/AVP 0'), { direction: 'sendonly' }).agreement.direction).toBe('sendonly');
    expect(agreed(sdp('m=audio 5000 RTP/AVP 0', 'a=sendonly'), { direction: 'sendonly' }).agreement.direction).toBe('inactive');
  });

  it('refuses other lines with port 0 in their places', () => {
    const { sdp: answer } = agreed(sdp('m=video 6000 RTP/AVP 96', 'a=rtpmap:96 H264/90000', 'm=audio 5000 RTP/SAVP 0', 'm=audio 5002 RTP/AVP 0', 'm=audio 5004 RTP/AVP 8', 'm=application 7000 UDP/BFCP *'));
    expect(answer.match(/^m=.*$/gm)).toEqual([
      'm=video 0 RTP/AVP 96', 'm=audio 0 RTP/SAVP 0', 'm=audio 40000 RTP/AVP 0', 'm=audio 0 RTP/AVP 8', 'm=application 0 UDP/BFCP *',
    ]);
  });

  it('keeps the count and the places of the lines in an own offer later', () => {
    const negotiator = new Negotiator();
    negotiator.answer(sdp('m=video 6000 RTP/AVP 96', 'm=audio 5000 RTP/AVP 97 0', 'a=rtpmap:97 opus/48000/2'), options, ports);
    const offer = negotiator.offer(options, ports);
    expect(offer.match(/^m=\w+ \d+/gm)).toEqual(['m=video 0', 'm=audio 40000']);
    expect(offer).toContain('a=rtpmap:97 opus/48000/2');
  });

  it.each([
    [['a=ptime:30'], 30], [['a=ptime:35'], 30], [['a=ptime:60', 'a=maxptime:40'], 40], [['a=maxptime:10'], 10], [['a=ptime:0'], 20], [['a=ptime:x'], 20], [[], 20],
  ] as const)('with %j sends packets of %d ms', (lines, ptimeMs) => {
    expect(agreed(sdp('m=audio 5000 RTP/AVP 0', ...lines)).agreement.ptimeMs).toBe(ptimeMs);
  });

  it('sends reports where a=rtcp says, or on the same port with rtcp-mux', () => {
    expect(agreed(sdp('m=audio 5000 RTP/AVP 0', 'a=rtcp:6007 IN IP4 192.0.2.9')).agreement.remote).toMatchObject({ rtcpAddress: '192.0.2.9', rtcpPort: 6007 });
    const mux = agreed(sdp('m=audio 5000 RTP/AVP 0', 'a=rtcp-mux'));
    expect(mux.agreement).toMatchObject({ rtcpMux: true, remote: { rtcpPort: 5000 } });
    expect(mux.sdp).toContain('a=rtcp-mux');
  });

  it('understands static numbers without rtpmap and the true rate of G.722', () => {
    expect(agreed(sdp('m=audio 5000 RTP/AVP 9')).agreement.codec).toBe('g722');
    expect(agreed(sdp('m=audio 5000 RTP/AVP 9', 'a=rtpmap:9 G722/16000')).agreement.codec).toBe('g722');
    expect(answerTo(sdp('m=audio 5000 RTP/AVP 0', 'a=rtpmap:0 SOMETHING/8000'))).toEqual({ ok: false, error: 'no-common-codec' });
  });

  it.each([
    ['malformed', ''], ['malformed', 'hello'], ['malformed', sdp()], ['malformed', sdp('m=audio x RTP/AVP 0')],
    ['malformed', 'v=0\r\nm=audio 5000 RTP/AVP 0\r\n'],
    ['no-audio', sdp('m=video 6000 RTP/AVP 96')], ['no-audio', sdp('m=audio 0 RTP/AVP 0')], ['no-audio', sdp('m=audio 99999 RTP/AVP 0')],
    ['no-common-codec', sdp('m=audio 5000 RTP/AVP 3')], ['no-common-profile', sdp('m=audio 5000 RTP/SAVP 0')], ['no-common-profile', sdp('m=audio 5000 udp/tls/rtp/savpf 0')], ['no-common-profile', sdp('m=audio 5000 TCP/RTP/AVP 0')],
  ] as const)('answers %s as a result for %j', (error, text) => {
    expect(answerTo(text)).toEqual({ ok: false, error });
  });

  it('never throws, whatever the lines', () => {
    const line = fc.oneof(
      fc.constantFrom('v=0', 'm=audio 5000 RTP/AVP 0 8 97', 'm=audio 5000/2 RTP/AVP 0', 'c=IN IP4 192.0.2.1', 'c=IN IP4', 'a=rtpmap:97 opus/48000/2', 'a=rtpmap:', 'a=fmtp:97', 'a=ptime:-1', 'a=rtcp:99999', 'a=sendonly', 'o=', 'm=', 'a=fmtp:0 ;=;='),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    fc.assert(fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      expect(typeof answerTo(lines.join('\n')).ok).toBe('boolean');
    }), { numRuns: 3000 });
  });
});

describe('accepting an answer', () => {
  const offering = (direction: MediaOptions['direction'] = 'sendrecv'): Negotiator => {
    const negotiator = new Negotiator();
    negotiator.offer({ ...options, direction }, ports);
    return negotiator;
  };

  it('sends under the numbers of the answer and receives under those of the offer', () => {
    const negotiator = offering();
    const outcome = negotiator.accept(sdp('m=audio 5000 RTP/AVP 120 121', 'a=rtpmap:120 opus/48000/2', 'a=rtpmap:121 telephone-event/48000'));
    expect(outcome).toMatchObject({ ok: true, agreement: { codec: 'opus', sendPayloadType: 120, sendEvents: { payloadType: 121 } } });
    expect(negotiator.receiveMap().get(107)).toEqual({ kind: 'audio', codec: 'opus', clockRate: 48_000 });
    // 121 is ours already; 120 is free, and understood from those who send under their own number.
    expect(negotiator.receiveMap().get(121)).toEqual({ kind: 'redundancy', clockRate: 48_000 });
    expect(negotiator.receiveMap().get(120)).toEqual({ kind: 'audio', codec: 'opus', clockRate: 48_000 });
    expect(parse(negotiator.offer(options, ports)).media[0]?.payloads).toBe('107 9 8 0 121 122 13 110 101');
  });

  it('sends telephone-event at 8000 beside Opus where the far end knows no other', () => {
    expect(offering().accept(sdp('m=audio 5000 RTP/AVP 107 101', 'a=rtpmap:107 opus/48000/2', 'a=rtpmap:101 telephone-event/8000')))
      .toMatchObject({ ok: true, agreement: { sendEvents: { payloadType: 101, clockRate: 8000 } } });
  });

  it('takes the newest of several answers', () => {
    const negotiator = offering();
    negotiator.accept(sdp('m=audio 5000 RTP/AVP 0'));
    expect(negotiator.accept(sdp('m=audio 5002 RTP/AVP 8'))).toMatchObject({ ok: true, agreement: { codec: 'pcma', remote: { rtpPort: 5002 } } });
  });

  it('does not take our own hold for one of the far end', () => {
    expect(offering('sendonly').accept(sdp('m=audio 5000 RTP/AVP 0', 'a=recvonly'))).toMatchObject({ ok: true, agreement: { direction: 'sendonly', remoteHold: false } });
    expect(offering('inactive').accept(sdp('m=audio 5000 RTP/AVP 0', 'a=inactive'))).toMatchObject({ ok: true, agreement: { direction: 'inactive', remoteHold: false } });
    expect(offering().accept(sdp('m=audio 5000 RTP/AVP 0', 'a=inactive'))).toMatchObject({ ok: true, agreement: { direction: 'inactive', remoteHold: true } });
  });

  it('answers a refused line and an answer without an offer as results', () => {
    expect(offering().accept(sdp('m=audio 0 RTP/AVP 0'))).toEqual({ ok: false, error: 'no-audio' });
    expect(new Negotiator().accept(sdp('m=audio 5000 RTP/AVP 0'))).toEqual({ ok: false, error: 'malformed' });
  });
});
