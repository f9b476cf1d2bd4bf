import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { CodecName } from '../../../../electron/contract';
import { CallId } from '../../../../electron/contract';
import { createInProcessMedia, type MediaEngine } from '../../../../electron/media';
import { parseRtp } from '../../../../electron/media/rtp/packet';
import { FakeClock } from '../../../support/fake-clock';
import { speech } from '../../../support/codec-signals';

const id = CallId.parse('quiet');
const PIECE = 240;
const COMFORT_NOISE = 13;

interface Sent { readonly payloadType: number; readonly bytes: number }
const open: { media: MediaEngine; socket: Socket }[] = [];
afterEach(async () => {
  for (const { media, socket } of open.splice(0)) {
    await media.dispose();
    socket.close();
  }
});

/** A call with a plain far end: half a second of speech, then three seconds of a quiet room. What was sent in each. */
async function call(codec: CodecName, payloads: string, lines: readonly string[], silenceSuppression: boolean): Promise<{ speaking: Sent[]; pausing: Sent[]; answer: string }> {
  const clock = new FakeClock();
  const media = createInProcessMedia({ clock });
  const socket = createSocket('udp4');
  open.push({ media, socket });
  await new Promise<void>((done) => { socket.bind(0, '127.0.0.1', done); });
  const sent: Sent[] = [];
  socket.on('message', (bytes) => {
    const parsed = parseRtp(bytes);
    if (parsed.ok) sent.push({ payloadType: parsed.packet.payloadType, bytes: parsed.packet.payload.length });
  });
  const offer = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', `m=audio ${socket.address().port} RTP/AVP ${payloads}`, ...lines, ''].join('\r\n');
  const result = await media.makeAnswer(id, offer, { codecs: [codec], localAddress: '127.0.0.1', direction: 'sendrecv', silenceSuppression });
  if (!result.ok) throw new Error(result.error);
  media.setActive(id);
  const said = speech(48_000, 0.5);
  let room = 1;
  const quiet = (): Float32Array => Float32Array.from({ length: PIECE }, () => (((room = (room * 16_807) % 2_147_483_647) / 2_147_483_647) - 0.5) * 0.0006);
  const play = async (pieces: number, pieceOf: (piece: number) => Float32Array): Promise<Sent[]> => {
    const from = sent.length;
    for (let piece = 0; piece < pieces; piece++) {
      clock.advance(5);
      media.pushCapture(pieceOf(piece));
      if (piece % 4 === 3) await new Promise((resolve) => { setImmediate(resolve); });
    }
    await new Promise((resolve) => { setTimeout(resolve, 30); });
    return sent.slice(from);
  };
  const speaking = await play(100, (piece) => said.subarray(piece * PIECE, (piece + 1) * PIECE));
  return { speaking, pausing: await play(600, quiet), answer: result.sdp };
}

const OPUS = ['a=rtpmap:96 opus/48000/2', 'a=fmtp:96 useinbandfec=1'];
const PCMA = ['a=rtpmap:8 PCMA/8000', `a=rtpmap:${COMFORT_NOISE} CN/8000`];

describe('pauses on the wire', () => {
  it('are sent as sound unless the line asks otherwise', async () => {
    const plain = await call('pcma', `8 ${COMFORT_NOISE}`, PCMA, false);
    expect(plain.speaking.length).toBeGreaterThan(20);
    expect(plain.pausing.length).toBeGreaterThan(145);
    expect(plain.pausing.every(({ payloadType }) => payloadType === 8)).toBe(true);
    expect((await call('opus', '96', OPUS, false)).pausing.length).toBeGreaterThan(145);
  });

  it('are a few comfort noise packets (RFC 3389) where the line asks for it and the far end takes them', async () => {
    const { speaking, pausing } = await call('pcma', `8 ${COMFORT_NOISE}`, PCMA, true);
    expect(speaking.every(({ payloadType }) => payloadType === 8)).toBe(true);
    const noise = pausing.filter(({ payloadType }) => payloadType === COMFORT_NOISE);
    expect(noise.length).toBeGreaterThanOrEqual(2);
    expect(noise.length).toBeLessThan(12);
    // What is still said after the word's end; then no sound at all.
    expect(pausing.length - noise.length).toBeLessThan(20);
    expect(pausing.at(-1)).toMatchObject({ payloadType: COMFORT_NOISE });
  });

  it('are sent as sound to a far end that knows no comfort noise', async () => {
    const { pausing } = await call('pcma', '8', ['a=rtpmap:8 PCMA/8000'], true);
    expect(pausing.length).toBeGreaterThan(145);
  });

  it('are next to nothing with Opus (DTX), which the description says', async () => {
    const { speaking, pausing, answer } = await call('opus', '96', OPUS, true);
    expect(answer).toMatch(/a=fmtp:\d+ .*usedtx=1/);
    expect(speaking.length).toBeGreaterThan(20);
    // libopus says some 200 ms on, and then a frame every 400 ms.
    expect(pausing.length).toBeGreaterThan(2);
    expect(pausing.length).toBeLessThan(40);
  });
});
