import { expect, it } from 'vitest';
import { kindOf } from '../../../../electron/media/transport/demux';

it('tells datagrams apart by their first byte as RFC 7983 does', () => {
  const kinds = Array.from({ length: 256 }, (_, first) => kindOf(Uint8Array.of(first, 0)));
  const ranges = (kind: string) => kinds.flatMap((each, first) => (each === kind ? [first] : []));
  const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  expect(ranges('stun')).toEqual(span(0, 3));
  expect(ranges('dtls')).toEqual(span(20, 63));
  expect(ranges('turn-channel')).toEqual(span(64, 79));
  expect(ranges('rtp')).toEqual(span(128, 191));
});

it('tells RTCP from RTP on one port by the second byte as RFC 5761 does', () => {
  const kinds = Array.from({ length: 256 }, (_, second) => kindOf(Uint8Array.of(0x80, second)));
  expect(kinds.flatMap((kind, second) => (kind === 'rtcp' ? [second] : []))).toEqual(Array.from({ length: 32 }, (_, i) => 192 + i));
  // PCMU and Opus with the marker bit stay RTP.
  expect([kindOf(Uint8Array.of(0x80, 0x80)), kindOf(Uint8Array.of(0x80, 0x80 | 111))]).toEqual(['rtp', 'rtp']);
});

it('takes an empty datagram and a single byte as nothing of ours', () => {
  expect([kindOf(new Uint8Array()), kindOf(Uint8Array.of(0)), kindOf(Uint8Array.of(0x80))]).toEqual(['other', 'other', 'other']);
});
