import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { MediaEvent, MediaStats } from '../../../../electron/calls/ports/media';
import type { CodecName } from '../../../../electron/contract/accounts';
import { CallId } from '../../../../electron/contract/ids';
import { createInProcessMedia } from '../../../../electron/media';
import { speech } from '../../../support/codec-signals';
import { FakeClock } from '../../../support/fake-clock';
import { MediaPair } from '../../../support/media-pair';
import { UdpRelay } from '../../../support/relay';
import { seededRandom } from '../../../support/random';
import { rms } from '../../../support/sound/signal';
import { compare } from '../../../support/sound/similarity';

const SECOND = 48_000;
const cleanUp: { dispose(): void | Promise<void> }[] = [];
afterEach(async () => { for (const one of cleanUp.splice(0)) await one.dispose(); });

function newPair(): MediaPair {
  const pair = new MediaPair(new FakeClock());
  cleanUp.push(pair);
  return pair;
}

function events(pair: MediaPair, side: 'a' | 'b'): MediaEvent[] {
  const list: MediaEvent[] = [];
  pair[side].onEvent((event) => list.push(event));
  return list;
}

/** Best likeness of half a second of speech at its place, and how late it came. */
function heardLike(spoken: Float32Array, heard: Float32Array, fromSeconds: number): ReturnType<typeof compare> {
  const from = fromSeconds * SECOND;
  return compare(spoken.subarray(from, from + SECOND / 2), heard.subarray(from, from + SECOND));
}

describe('two engines on loopback', () => {
  it.each<[CodecName, number]>([['pcmu', 0.98], ['pcma', 0.98], ['g722', 0.98], ['opus', 0.9]])('carry speech in %s', async (codec, likeness) => {
    const pair = newPair();
    const told = events(pair, 'b');
    const negotiated = await pair.connect({ codecs: [codec] });
    expect(negotiated.a).toMatchObject({ codec, direction: 'sendrecv', telephoneEvent: true, ptimeMs: 20, remoteHold: false });
    const spoken = speech(48_000, 3);
    const { heardByB, heardByA } = await pair.talk(spoken);
    for (const from of [0.5, 1, 1.5, 2]) {
      const found = heardLike(spoken, heardByB, from);
      expect(found.correlation).toBeGreaterThan(likeness);
      // 20 ms of framing, up to 10 of filters and look-ahead, up to 10 of buffer.
      expect(found.delayMs).toBeLessThan(40);
    }
    expect(rms(heardByA)).toBeLessThan(0.001);
    const stats = (await pair.b.close(pair.callId))!;
    expect(stats).toMatchObject({ codec, packetsLost: 0, packetsDiscarded: 0, silentForMs: null });
    // The change from our timer to the microphone may take one piece.
    expect(stats.concealedMs).toBeLessThanOrEqual(5);
    expect(stats.packetsReceived).toBeGreaterThan(130);
    expect(told.filter(({ kind }) => kind === 'firstPacket')).toHaveLength(1);
    expect(told.filter(({ kind }) => kind === 'stats').length).toBeGreaterThanOrEqual(2);
  });

  it('know round trip and the loss at the far end from RTCP', async () => {
    const pair = newPair();
    const told = events(pair, 'a');
    await pair.connect({ codecs: ['pcmu'] });
    const last = (): MediaStats | undefined => told.flatMap((event) => (event.kind === 'stats' ? [event.stats] : [])).at(-1);
    await pair.wait(9000);
    expect(last()?.roundTripMs).toBeLessThan(20);
    expect(last()?.lossOutPercent).toBe(0);
  });

  it('keep going through 10 % loss in runs, jitter and reordering', async () => {
    const pair = newPair();
    const relay = await UdpRelay.open({ seed: 11, clock: pair.fakeClock!, toTarget: { loss: 0.1, lossBurst: 2, jitterMs: 15, reorder: 0.02, duplicate: 0.02 } });
    cleanUp.push(relay);
    await pair.connect({
      codecs: ['opus'],
      onOffer: (sdp) => sdp.replace(/m=audio \d+/, `m=audio ${relay.farPort}`),
      onAnswer: (sdp) => {
        relay.target = { address: '127.0.0.1', port: Number(/m=audio (\d+)/.exec(sdp)?.[1]) };
        return sdp.replace(/m=audio \d+/, `m=audio ${relay.port}`);
      },
    });
    const spoken = speech(48_000, 4);
    const { heardByB } = await pair.talk(spoken);
    const stats = (await pair.b.close(pair.callId))!;
    expect(relay.toTarget.counts.lost).toBeGreaterThan(8);
    expect(stats.packetsLost).toBeGreaterThan(5);
    expect(stats.lossInPercent).toBeGreaterThan(2);
    expect(stats.concealedMs).toBeGreaterThan(50);
    // Sound is there to the end, and much of it in its place.
    expect(rms(heardByB.subarray(SECOND))).toBeGreaterThan(rms(spoken.subarray(SECOND)) * 0.5);
    const best = Math.max(...[0.5, 1, 1.5, 2, 2.5, 3].map((from) => heardLike(spoken, heardByB, from).correlation));
    expect(best).toBeGreaterThan(0.6);
    expect(relay.toClient.counts.forwarded).toBeGreaterThan(100);
  });

  it('hold stops the sound both ways and resume brings it back, on the same ports', async () => {
    const pair = newPair();
    await pair.connect({ codecs: ['pcmu'] });
    const spoken = speech(48_000, 2);
    await pair.talk(spoken);
    const held = await pair.exchange(pair.a, pair.b, pair.options(['pcmu'], 'sendonly'), pair.options(['pcmu']));
    expect(held.a).toMatchObject({ direction: 'sendonly', remoteHold: false });
    expect(held.b).toMatchObject({ direction: 'recvonly', remoteHold: true });
    const during = await pair.talk(spoken.subarray(0, SECOND));
    // The holder's microphone does not reach the other side; comfort silence does.
    expect(rms(during.heardByB.subarray(SECOND / 4))).toBeLessThan(0.001);
    expect(rms(during.heardByA.subarray(SECOND / 4))).toBeLessThan(0.001);
    const inactive = await pair.exchange(pair.a, pair.b, pair.options(['pcmu'], 'inactive'), pair.options(['pcmu']));
    expect(inactive.b).toMatchObject({ direction: 'inactive', remoteHold: true });
    const resumed = await pair.exchange(pair.a, pair.b, pair.options(['pcmu']), pair.options(['pcmu']));
    expect(resumed.b).toMatchObject({ direction: 'sendrecv', remoteHold: false });
    const { heardByB } = await pair.talk(spoken);
    expect(Math.max(heardLike(spoken, heardByB, 0.5).correlation, heardLike(spoken, heardByB, 1).correlation)).toBeGreaterThan(0.95);
  });

  it('send digits both ways, each told once', async () => {
    const pair = newPair();
    const [atA, atB] = [events(pair, 'a'), events(pair, 'b')];
    await pair.connect({ codecs: ['opus', 'pcmu'] });
    const sent = Promise.all([pair.a.sendDigits(pair.callId, '12*', 80), pair.b.sendDigits(pair.callId, '9#', 80)]);
    await pair.wait(1000);
    await sent;
    const digits = (list: MediaEvent[]): string => list.flatMap((event) => (event.kind === 'digit' ? [event.digit] : [])).join('');
    expect(digits(atB)).toBe('12*');
    expect(digits(atA)).toBe('9#');
  });

  it('send silence while muted, and nothing is heard of a call that is not active', async () => {
    const pair = newPair();
    await pair.connect({ codecs: ['pcmu'] });
    const spoken = speech(48_000, 2);
    pair.a.setMuted(pair.callId, true);
    expect(rms((await pair.talk(spoken.subarray(0, SECOND))).heardByB)).toBeLessThan(0.001);
    pair.a.setMuted(pair.callId, false);
    expect(rms((await pair.talk(spoken)).heardByB)).toBeGreaterThan(0.01);
    pair.b.setActive(null);
    expect(rms((await pair.talk(spoken.subarray(0, SECOND))).heardByB.subarray(480))).toBe(0);
    pair.b.setActive(pair.callId);
    expect(rms((await pair.talk(spoken)).heardByB)).toBeGreaterThan(0.01);
  });

  it('tell how long the far end has been silent', async () => {
    const pair = newPair();
    const told = events(pair, 'b');
    await pair.connect({ codecs: ['pcmu'] });
    await pair.wait(2000);
    const silentForMs = (): (number | null)[] => told.flatMap((event) => (event.kind === 'stats' ? [event.stats.silentForMs] : []));
    expect(silentForMs().at(-1)).toBeNull();
    await pair.a.close(pair.callId);
    await pair.wait(3100);
    expect(silentForMs().at(-1)).toBeGreaterThan(1900);
  });

  it('use one port for RTP and RTCP where the offer asks for it', async () => {
    const pair = newPair();
    const told = events(pair, 'a');
    const offer = (await pair.a.makeOffer(pair.callId, pair.options(['pcmu']))).replace(/a=rtcp:\d+\r\n/, 'a=rtcp-mux\r\n');
    const answer = await pair.b.makeAnswer(pair.callId, offer, pair.options(['pcmu']));
    if (!answer.ok) throw new Error(answer.error);
    expect(answer.sdp).toContain('a=rtcp-mux');
    // a itself did not mean it, so b's reports reach a on a's RTP port: they must be understood there all the same.
    await pair.a.takeAnswer(pair.callId, answer.sdp);
    const outOf = (): number | null => told.flatMap((event) => (event.kind === 'stats' ? [event.stats.lossOutPercent] : [])).at(-1) ?? null;
    await pair.wait(6000);
    expect(outOf()).toBe(0);
  });

  it('go on while strangers throw garbage at their ports', async () => {
    const pair = newPair();
    const answerSdp: string[] = [];
    await pair.connect({ codecs: ['pcmu'], onAnswer: (sdp) => { answerSdp.push(sdp); return sdp; } });
    const port = Number(/m=audio (\d+)/.exec(answerSdp[0] ?? '')?.[1]);
    const stranger = createSocket('udp4');
    cleanUp.push({ dispose: () => { stranger.close(); } });
    const random = seededRandom(3);
    const spoken = speech(48_000, 2);
    const { heardByB } = await pair.talk(spoken, (piece) => {
      for (let i = 0; i < 8; i++) {
        const bytes = Uint8Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256));
        if (i % 2 === 0 && bytes.length > 2) { bytes[0] = 0x80; bytes[1] = i % 4 === 0 ? 0 : 200; }
        stranger.send(bytes, port + ((piece + i) % 3 === 0 ? 1 : 0), '127.0.0.1', () => {});
      }
    });
    expect(Math.max(heardLike(spoken, heardByB, 0.5).correlation, heardLike(spoken, heardByB, 1).correlation)).toBeGreaterThan(0.9);
    const stats = (await pair.b.close(pair.callId))!;
    expect(stats.packetsDiscarded).toBeGreaterThan(500);
    expect(stats.packetsLost).toBe(0);
  });
});

describe('engine', () => {
  const id = CallId.parse('x');
  const options = { codecs: ['pcmu'], localAddress: '127.0.0.1', direction: 'sendrecv' } as const;

  it('answers what cannot be answered as a result and keeps no socket for it', async () => {
    const engine = createInProcessMedia();
    cleanUp.push(engine);
    expect(await engine.makeAnswer(id, 'nonsense', options)).toEqual({ ok: false, error: 'malformed' });
    expect(await engine.close(id)).toBeNull();
    await expect(engine.takeAnswer(id, 'x')).rejects.toMatchObject({ code: 'NO_SESSION' });
    await expect(engine.sendDigits(id, '1', 100)).rejects.toMatchObject({ code: 'NO_SESSION' });
  });

  it('gives silence and takes the microphone without any session', async () => {
    const engine = createInProcessMedia();
    cleanUp.push(engine);
    engine.setActive(id);
    expect(() => engine.pushCapture(new Float32Array(240))).not.toThrow();
    expect(engine.pullPlayback(240)).toEqual(new Float32Array(240));
  });

  it('frees the port when the call is closed, even while it is being opened', async () => {
    const engine = createInProcessMedia({ ports: { min: 41_000, max: 41_001 } });
    cleanUp.push(engine);
    const address = '127.77.3.2';
    for (let i = 0; i < 3; i++) {
      const offering = engine.makeOffer(id, { ...options, localAddress: address });
      const closing = engine.close(id);
      await offering;
      expect(await closing).not.toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await engine.makeOffer(id, { ...options, localAddress: address })).toContain('m=audio 41000');
  });

  it('moves to new sockets when an offer is made from another address', async () => {
    const engine = createInProcessMedia();
    cleanUp.push(engine);
    await engine.makeOffer(id, options);
    expect(await engine.makeOffer(id, { ...options, localAddress: '127.77.3.3' })).toContain('c=IN IP4 127.77.3.3');
  });

  it('refuses work after dispose', async () => {
    const engine = createInProcessMedia();
    await engine.dispose();
    await expect(engine.makeOffer(id, options)).rejects.toMatchObject({ code: 'CLOSED' });
  });
});
