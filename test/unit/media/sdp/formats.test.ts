import { parse } from 'sdp-transform';
import { describe, expect, it } from 'vitest';
import type { MediaOptions } from '../../../../electron/calls/ports/media';
import { Negotiator, type Agreement, type AnswerOutcome } from '../../../../electron/media/sdp/negotiator';

const ports = { rtpPort: 40_000, rtcpPort: 40_001 };
const options: MediaOptions = { codecs: ['opus', 'g722', 'pcma', 'pcmu', 'l16'], localAddress: '127.0.0.1', direction: 'sendrecv' };
const opus = 'a=rtpmap:96 opus/48000/2';

const sdp = (...lines: string[]): string =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines, ''].join('\r\n');

function answered(lines: readonly string[], changed: Partial<MediaOptions> = {}): Extract<AnswerOutcome, { ok: true }> {
  const outcome = new Negotiator().answer(sdp(...lines), { ...options, ...changed }, ports);
  if (!outcome.ok) throw new Error(outcome.error);
  return outcome;
}

const agreed = (lines: readonly string[], changed: Partial<MediaOptions> = {}): Agreement => answered(lines, changed).agreement;

describe('L16', () => {
  it('is offered at each of its rates, mono, with packets that fit a frame of Ethernet', () => {
    const offer = new Negotiator().offer({ ...options, codecs: ['l16'] }, ports);
    expect(offer.match(/a=rtpmap:\d+ L16\/.*$/gm)).toEqual([
      'a=rtpmap:96 L16/48000', 'a=rtpmap:11 L16/44100', 'a=rtpmap:97 L16/16000', 'a=rtpmap:98 L16/8000',
    ]);
    expect(offer).toContain('a=ptime:10');
    expect(offer).not.toContain(' red/');
  });

  it('is left out of an offer where the account does not list it', () => {
    expect(new Negotiator().offer({ ...options, codecs: ['opus', 'pcmu'] }, ports)).not.toContain('L16');
    expect(new Negotiator().answer(sdp('m=audio 5000 RTP/AVP 96', 'a=rtpmap:96 L16/16000'), { ...options, codecs: ['pcmu'] }, ports))
      .toEqual({ ok: false, error: 'no-common-codec' });
  });

  it.each([
    ['L16/16000', 16_000, 20], ['l16/44100/1', 44_100, 10], ['L16/48000', 48_000, 10], ['L16/8000', 8000, 20],
  ] as const)('%s is agreed at its rate', (map, clockRate, ptimeMs) => {
    expect(agreed(['m=audio 5000 RTP/AVP 96', `a=rtpmap:96 ${map}`])).toMatchObject({ codec: 'l16', clockRate, ptimeMs, sendPayloadType: 96 });
  });

  it('has the static number 11 without rtpmap; 10, which is stereo, is not ours', () => {
    expect(agreed(['m=audio 5000 RTP/AVP 10 11'])).toMatchObject({ codec: 'l16', clockRate: 44_100, sendPayloadType: 11 });
    expect(agreed(['m=audio 5000 RTP/AVP 96 0', 'a=rtpmap:96 L16/48000/2'])).toMatchObject({ codec: 'pcmu' });
    expect(agreed(['m=audio 5000 RTP/AVP 96 0', 'a=rtpmap:96 L16/22050'])).toMatchObject({ codec: 'pcmu' });
  });

  it('at several rates is answered with all of them, each under its number', () => {
    const { sdp: answer, agreement } = answered(['m=audio 5000 RTP/AVP 98 97', 'a=rtpmap:97 L16/48000', 'a=rtpmap:98 L16/16000']);
    expect(agreement).toMatchObject({ clockRate: 16_000, sendPayloadType: 98 });
    expect(parse(answer).media[0]?.payloads).toBe('98 97');
  });
});

describe('telephone-event', () => {
  it('is offered at the clock of each codec, and at 8000 for those who know no other', () => {
    const clocksOf = (...codecs: MediaOptions['codecs']): (string | undefined)[] =>
      [...new Negotiator().offer({ ...options, codecs }, ports).matchAll(/telephone-event\/(\d+)/g)].map((match) => match[1]);
    expect(clocksOf('opus')).toEqual(['48000', '8000']);
    expect(clocksOf('pcma')).toEqual(['8000']);
    expect(clocksOf('l16')).toEqual(['48000', '44100', '16000', '8000']);
  });

  it('is sent at the clock of the codec where the far end knows it', () => {
    const events = ['a=rtpmap:101 telephone-event/8000', 'a=rtpmap:102 TELEPHONE-EVENT/48000', 'a=rtpmap:103 telephone-event/16000'];
    const both = (first: string, ...more: string[]): Agreement => agreed([`m=audio 5000 RTP/AVP ${first} 101 102 103`, ...more, ...events]);
    expect(both('96', opus).sendEvents).toEqual({ payloadType: 102, clockRate: 48_000 });
    expect(both('9').sendEvents).toEqual({ payloadType: 101, clockRate: 8000 });
    expect(both('96', 'a=rtpmap:96 L16/16000').sendEvents).toEqual({ payloadType: 103, clockRate: 16_000 });
  });
});

describe('comfort noise', () => {
  const withNoise = ['m=audio 5000 RTP/AVP 0 96 13', opus];

  it('is answered where it is offered, with rtpmap or by its static number', () => {
    expect(answered(withNoise).sdp).toContain('a=rtpmap:13 CN/8000');
    expect(answered(['m=audio 5000 RTP/AVP 0 99', 'a=rtpmap:99 cn/8000']).sdp).toContain('m=audio 40000 RTP/AVP 0 99');
  });

  it('is sent only where pauses are not to be sent, and never beside Opus', () => {
    expect(agreed(withNoise).sendComfortNoise).toBeNull();
    expect(agreed(withNoise, { silenceSuppression: true }).sendComfortNoise).toBe(13);
    expect(agreed(['m=audio 5000 RTP/AVP 96 13', opus], { silenceSuppression: true })).toMatchObject({ sendComfortNoise: null, sendDtx: true });
    expect(agreed(['m=audio 5000 RTP/AVP 0'], { silenceSuppression: true }).sendComfortNoise).toBeNull();
  });

  it('is not answered beside Opus alone', () => {
    expect(answered(['m=audio 5000 RTP/AVP 96 13', opus]).sdp).toContain('m=audio 40000 RTP/AVP 96\r\n');
  });

  it('comes under its number', () => {
    const negotiator = new Negotiator();
    negotiator.offer(options, ports);
    expect(negotiator.receiveMap().get(13)).toEqual({ kind: 'comfort-noise', clockRate: 8000 });
  });
});

describe('redundant audio', () => {
  it('is answered after the audio and sent with the number of the codec that is in use', () => {
    const { sdp: answer, agreement } = answered(['m=audio 5000 RTP/AVP 121 96 0', 'a=rtpmap:121 red/48000/2', 'a=fmtp:121 96/96', opus]);
    expect(answer).toContain('m=audio 40000 RTP/AVP 96 0 121\r\n');
    expect(answer).toContain('a=fmtp:121 96/96');
    expect(agreement).toMatchObject({ codec: 'opus', sendRedundancy: 121 });
  });

  it('is not sent for a codec that its parameters leave out, or at another clock', () => {
    expect(agreed(['m=audio 5000 RTP/AVP 8 0 121', 'a=rtpmap:121 red/8000', 'a=fmtp:121 0/5']).sendRedundancy).toBeNull();
    expect(agreed(['m=audio 5000 RTP/AVP 0 121', 'a=rtpmap:121 red/8000', 'a=fmtp:121 0/5']).sendRedundancy).toBe(121);
    expect(agreed(['m=audio 5000 RTP/AVP 96 121', opus, 'a=rtpmap:121 red/8000']).sendRedundancy).toBeNull();
  });
});

describe('Opus parameters', () => {
  it.each([
    [['a=ptime:10'], 10], [['a=ptime:60'], 60], [['a=ptime:50'], 40], [['a=ptime:120', 'a=maxptime:60'], 60], [[], 20],
    [['a=ptime:10', 'a=fmtp:96 minptime=20'], 20], [['a=maxptime:10', 'a=fmtp:96 minptime=20'], 10],
    [['a=fmtp:96 ptime=40;maxptime=60'], 40], [['a=ptime:20', 'a=fmtp:96 ptime=40'], 20], [['a=fmtp:96 minptime=x;ptime=-5'], 20],
  ] as const)('%j make packets of %d ms', (lines, ptimeMs) => {
    expect(agreed(['m=audio 5000 RTP/AVP 96', opus, ...lines]).ptimeMs).toBe(ptimeMs);
  });

  it('say usedtx where pauses need not be sent, and follow that of the far end', () => {
    expect(new Negotiator().offer({ ...options, silenceSuppression: true }, ports)).toContain('useinbandfec=1;usedtx=1');
    expect(new Negotiator().offer(options, ports)).not.toContain('usedtx');
    expect(agreed(['m=audio 5000 RTP/AVP 96', opus, 'a=fmtp:96 USEDTX=1']).sendDtx).toBe(true);
    expect(agreed(['m=audio 5000 RTP/AVP 96', opus]).sendDtx).toBe(false);
  });
});

describe('a change in mid-call', () => {
  it('to other numbers by the far end keeps the old ones known, for packets on their way', () => {
    const negotiator = new Negotiator();
    negotiator.answer(sdp('m=audio 5000 RTP/AVP 96 101', opus, 'a=rtpmap:101 telephone-event/48000'), options, ports);
    const next = negotiator.answer(sdp('m=audio 5000 RTP/AVP 111 8', 'a=rtpmap:111 opus/48000/2'), options, ports);
    expect(next).toMatchObject({ ok: true, agreement: { sendPayloadType: 111 } });
    expect(negotiator.receiveMap().get(96)).toEqual({ kind: 'audio', codec: 'opus', clockRate: 48_000 });
    expect(negotiator.receiveMap().get(111)).toEqual({ kind: 'audio', codec: 'opus', clockRate: 48_000 });
    expect(parse(negotiator.offer({ ...options, codecs: ['opus'] }, ports)).media[0]?.payloads).toMatch(/^111 /);
  });

  it('of the codec by our own offer is agreed anew', () => {
    const negotiator = new Negotiator();
    negotiator.offer({ ...options, codecs: ['pcmu', 'opus'] }, ports);
    expect(negotiator.accept(sdp('m=audio 5000 RTP/AVP 0'))).toMatchObject({ ok: true, agreement: { codec: 'pcmu' } });
    negotiator.offer({ ...options, codecs: ['opus', 'pcmu'] }, ports);
    expect(negotiator.accept(sdp('m=audio 5000 RTP/AVP 107', 'a=rtpmap:107 opus/48000/2'))).toMatchObject({ ok: true, agreement: { codec: 'opus' } });
    expect(negotiator.receiveMap().get(0)).toEqual({ kind: 'audio', codec: 'pcmu', clockRate: 8000 });
  });

  it('that gives a number another meaning is followed', () => {
    const negotiator = new Negotiator();
    negotiator.answer(sdp('m=audio 5000 RTP/AVP 96', opus), options, ports);
    negotiator.answer(sdp('m=audio 5000 RTP/AVP 0 96', 'a=rtpmap:96 telephone-event/8000'), options, ports);
    expect(negotiator.receiveMap().get(96)).toEqual({ kind: 'events', clockRate: 8000 });
    // Opus gets a number of its own again.
    expect(negotiator.offer({ ...options, codecs: ['opus'] }, ports)).toContain('a=rtpmap:107 opus/48000/2');
  });
});

describe('odd but usual descriptions', () => {
  it.each([
    ['static numbers without rtpmap', ['m=audio 5000 RTP/AVP 8 0'], 'pcma'],
    ['names in any case', ['m=audio 5000 RTP/AVP 97', 'a=rtpmap:97 g722/8000'], 'g722'],
    ['feedback timing', ['m=audio 5000 RTP/AVPF 0'], 'pcmu'],
    ['a profile in small letters', ['m=audio 5000 rtp/avp 0'], 'pcmu'],
    ['an m-line type in capitals', ['m=AUDIO 5000 RTP/AVP 0'], 'pcmu'],
    ['a first audio line that is switched off', ['m=audio 0 RTP/AVP 8', 'm=audio 5002 RTP/AVP 0'], 'pcmu'],
    ['a first audio line without a common codec', ['m=audio 5000 RTP/AVP 3', 'm=audio 5002 RTP/AVP 8'], 'pcma'],
    ['media nobody knows', ['m=holo 7000 RTP/AVP 96', 'm=audio 5002 RTP/AVP 0', 'm=image 0 udptl t38'], 'pcmu'],
  ] as const)('with %s are understood', (_what, lines, codec) => {
    const { sdp: answer, agreement } = answered(lines);
    expect(agreement.codec).toBe(codec);
    const types = (text: string): string[] => (text.match(/^m=\w+/gm) ?? []).map((line) => line.toLowerCase());
    expect(types(answer)).toEqual(types(lines.join('\n')));
  });
});
