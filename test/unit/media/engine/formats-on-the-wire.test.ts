import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { MediaOptions } from '../../../../electron/calls/ports/media';
import { CallId, type CodecName } from '../../../../electron/contract';
import { createInProcessMedia, type MediaEngine } from '../../../../electron/media';
import { createEncoder, type AudioEncoder } from '../../../../electron/media/codecs';
import { buildRtp, parseRtp } from '../../../../electron/media/rtp/packet';
import { FakeClock } from '../../../support/fake-clock';

const id = CallId.parse('scripted');
const PIECE = 240;
const TONE_HZ = 600;

/** A far end that does as the test says: it describes itself in text, sends what it likes, and notes what comes. */
class ScriptedPeer {
  readonly received: number[] = [];
  readonly #encoders = new Map<string, AudioEncoder>();
  #sequence = 1;
  #timestamp = 0;
  #phase = 0;
  target = 0;

  private constructor(readonly socket: Socket) {
    socket.on('message', (bytes) => {
      const parsed = parseRtp(bytes);
      if (parsed.ok) this.received.push(parsed.packet.payloadType);
    });
  }

  static async open(): Promise<ScriptedPeer> {
    const socket = createSocket('udp4');
    await new Promise<void>((done) => { socket.bind(0, '127.0.0.1', done); });
    return new ScriptedPeer(socket);
  }

  sdp(payloads: string, ...lines: string[]): string {
    return ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', `m=audio ${this.socket.address().port} RTP/AVP ${payloads}`, ...lines, ''].join('\r\n');
  }

  /** 20 ms of a tone. */
  say(codec: CodecName, payloadType: number, clockRate?: number): void {
    const key = `${codec}/${clockRate ?? ''}`;
    const encoder = this.#encoders.get(key) ?? createEncoder(codec, clockRate === undefined ? {} : { clockRate });
    this.#encoders.set(key, encoder);
    const pcm = Float32Array.from({ length: encoder.sampleRate / 50 }, () => 0.4 * Math.sin(2 * Math.PI * (this.#phase += TONE_HZ / encoder.sampleRate)));
    const payload = encoder.encode(pcm);
    this.socket.send(buildRtp({ payloadType, payload, sequenceNumber: this.#sequence++ & 0xffff, timestamp: this.#timestamp >>> 0, ssrc: 7, marker: false }), this.target, '127.0.0.1');
    this.#timestamp += encoder.clockRate / 50;
  }

  close(): void { this.socket.close(); }
}

const open: { media: MediaEngine; peer: ScriptedPeer }[] = [];
afterEach(async () => {
  for (const { media, peer } of open.splice(0)) {
    await media.dispose();
    peer.close();
  }
});

async function setUp(): Promise<{ media: MediaEngine; peer: ScriptedPeer; clock: FakeClock }> {
  const clock = new FakeClock();
  const media = createInProcessMedia({ clock });
  const peer = await ScriptedPeer.open();
  open.push({ media, peer });
  media.setActive(id);
  return { media, peer, clock };
}

const options = (...codecs: CodecName[]): MediaOptions => ({ codecs, localAddress: '127.0.0.1', direction: 'sendrecv' });
const portOf = (sdp: string): number => Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);

/** Share of the tone in what was heard, 0..1: phase does not matter. */
function toneShare(pcm: Float32Array): number {
  let [a, b, all] = [0, 0, 0];
  pcm.forEach((sample, i) => {
    a += sample * Math.cos((2 * Math.PI * TONE_HZ * i) / 48_000);
    b += sample * Math.sin((2 * Math.PI * TONE_HZ * i) / 48_000);
    all += sample * sample;
  });
  return all < 1e-6 ? 0 : (2 * (a * a + b * b)) / (pcm.length * all);
}

/** Half a second in which the peer sends so and we talk; the last 100 ms of what we hear, and the numbers the peer got. */
async function talk({ media, peer, clock }: Awaited<ReturnType<typeof setUp>>, codec: CodecName, payloadType: number, clockRate?: number): Promise<{ heard: number; numbers: number[] }> {
  peer.received.length = 0;
  const heard = new Float32Array(4800);
  for (let piece = 0; piece < 100; piece++) {
    clock.advance(5);
    if (piece % 4 === 0) peer.say(codec, payloadType, clockRate);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    media.pushCapture(new Float32Array(PIECE).fill(0.1));
    const pulled = media.pullPlayback(PIECE);
    if (piece >= 80) heard.set(pulled, (piece - 80) * PIECE);
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  // What left before the change may still come first.
  return { heard: toneShare(heard), numbers: [...new Set(peer.received.slice(2))] };
}

describe('formats on the wire', () => {
  it('are sent under the far end’s numbers and received under ours, and under theirs where they send so', async () => {
    const call = await setUp();
    const offer = await call.media.makeOffer(id, options('opus', 'pcmu'));
    call.peer.target = portOf(offer);
    expect(await call.media.takeAnswer(id, call.peer.sdp('120 0', 'a=rtpmap:120 opus/48000/2'))).toMatchObject({ ok: true, negotiated: { codec: 'opus' } });
    const ours = await talk(call, 'opus', 107);
    expect(ours.heard).toBeGreaterThan(0.9);
    expect(ours.numbers).toEqual([120]);
    expect((await talk(call, 'opus', 120)).heard).toBeGreaterThan(0.9);
  });

  it('change without a word where both were agreed', async () => {
    const call = await setUp();
    const offer = await call.media.makeOffer(id, options('pcmu', 'g722', 'opus'));
    call.peer.target = portOf(offer);
    await call.media.takeAnswer(id, call.peer.sdp('0 9 107', 'a=rtpmap:107 opus/48000/2'));
    for (const [codec, payloadType] of [['pcmu', 0], ['opus', 107], ['g722', 9], ['pcmu', 0]] as const) {
      expect((await talk(call, codec, payloadType)).heard, codec).toBeGreaterThan(0.9);
    }
  });

  it('change by a new offer in the middle of the call, to a codec and numbers of its own', async () => {
    const call = await setUp();
    const offer = await call.media.makeOffer(id, options('opus', 'pcmu', 'l16'));
    call.peer.target = portOf(offer);
    await call.media.takeAnswer(id, call.peer.sdp('107', 'a=rtpmap:107 opus/48000/2'));
    expect((await talk(call, 'opus', 107)).numbers).toEqual([107]);

    const toPcmu = await call.media.makeAnswer(id, call.peer.sdp('0'), options('opus', 'pcmu', 'l16'));
    expect(toPcmu).toMatchObject({ ok: true, negotiated: { codec: 'pcmu' } });
    expect(await talk(call, 'pcmu', 0)).toMatchObject({ numbers: [0] });

    const toL16 = await call.media.makeAnswer(id, call.peer.sdp('99', 'a=rtpmap:99 L16/16000', 'a=ptime:20'), options('opus', 'pcmu', 'l16'));
    expect(toL16).toMatchObject({ ok: true, negotiated: { codec: 'l16', ptimeMs: 20 } });
    const linear = await talk(call, 'l16', 99, 16_000);
    expect(linear.heard).toBeGreaterThan(0.9);
    expect(linear.numbers).toEqual([99]);
  });

  it('are judged before anything is opened: an offer that cannot be answered is told so', async () => {
    const { media, peer } = await setUp();
    expect(await media.canAnswer(peer.sdp('0'), options('pcmu'))).toEqual({ ok: true });
    expect(await media.canAnswer(peer.sdp('0'), options('opus'))).toEqual({ ok: false, error: 'no-common-codec' });
    expect(await media.canAnswer('nonsense', options('opus'))).toEqual({ ok: false, error: 'malformed' });
    expect(await media.close(id)).toBeNull();
  });
});
