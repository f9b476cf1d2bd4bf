import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type IceOptions, type MediaOptions, type MediaStats } from '../../../../electron/calls/ports';
import { CallId } from '../../../../electron/contract/ids';
import { MediaEngine } from '../../../../electron/media';
import { IceServers } from '../../../../electron/media/ice/servers';

const callId = CallId.parse('ice');
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of open.splice(0).reverse()) await close(); });

const ice = (change: Partial<IceOptions> = {}): IceOptions => ({ use: 'offer', stun: null, turn: null, relayOnly: false, ...change });
function options(settings: IceOptions | null, localAddress = '127.0.0.1'): MediaOptions {
  return { codecs: ['pcmu'], localAddress, direction: 'sendrecv', ...(settings ? { ice: settings } : {}) };
}
function engine(): MediaEngine {
  const made = new MediaEngine({ iceServers: new IceServers({ clock: systemClock, resolveHost: () => Promise.reject(new Error('no names here')) }) });
  open.push(() => made.dispose());
  return made;
}

interface Called { a: MediaEngine; b: MediaEngine; offer: string; answer: string; stats: (which: MediaEngine) => MediaStats }
/** A call over loopback; `change` is what somebody on the way does to descriptions. */
async function call(from: MediaOptions, to: MediaOptions, change: (sdp: string) => string = (sdp) => sdp): Promise<Called> {
  const [a, b] = [engine(), engine()];
  const latest = new Map<MediaEngine, MediaStats>();
  for (const one of [a, b]) one.onEvent((event) => { if (event.kind === 'stats') latest.set(one, event.stats); });
  const { offer, answer } = await exchange(a, b, from, to, change);
  return {
    a, b, offer, answer,
    stats: (which) => {
      const found = latest.get(which);
      if (!found) throw new Error('no figures yet');
      return found;
    },
  };
}
async function exchange(a: MediaEngine, b: MediaEngine, from: MediaOptions, to: MediaOptions, change: (sdp: string) => string = (sdp) => sdp): Promise<{ offer: string; answer: string }> {
  const offer = await a.makeOffer(callId, from);
  const answered = await b.makeAnswer(callId, change(offer), to);
  if (!answered.ok) throw new Error(answered.error);
  const taken = await a.takeAnswer(callId, change(answered.sdp));
  if (!taken.ok) throw new Error(taken.error);
  return { offer, answer: answered.sdp };
}
const ufragOf = (sdp: string): string | undefined => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];

describe('a session with ICE', () => {
  it('agrees with another on the direct way, and sound flows both ways', async () => {
    const { a, b, offer, answer, stats } = await call(options(ice()), options(ice({ use: 'answer' })));
    expect(offer).toMatch(/a=candidate:1 1 udp \d+ 127\.0\.0\.1 \d+ typ host/);
    expect(answer).toContain('a=ice-pwd:');
    await wait(1_300);
    for (const one of [a, b]) {
      expect(stats(one).path).toMatchObject({ ice: 'connected', local: { type: 'host' }, remote: { type: 'host' }, relayProtocol: null, problems: [] });
      expect(stats(one).packetsReceived).toBeGreaterThan(30);
    }
  });

  it('makes plain offers where it is to answer only', async () => {
    const offer = await engine().makeOffer(callId, options(ice({ use: 'answer' })));
    expect(offer).not.toMatch(/ice|candidate/);
  });

  it('talks as ever with a far end that knows no ICE, whoever offers', async () => {
    for (const [from, to] of [[ice(), null], [null, ice()]] as const) {
      const { a, b, answer, stats } = await call(options(from), options(to));
      expect(answer).not.toContain('a=ice-ufrag');
      await wait(1_300);
      for (const one of [a, b]) {
        expect(stats(one).path.ice).toBe('off');
        expect(stats(one).packetsReceived).toBeGreaterThan(30);
      }
    }
  });

  it('leaves ICE alone where somebody on the way put himself into the description', async () => {
    const { answer, stats, a } = await call(options(ice()), options(ice()), (sdp) => sdp.replace(/^m=audio \d+/m, 'm=audio 4242'));
    expect(answer).not.toContain('a=ice-ufrag');
    await wait(1_100);
    expect(stats(a).path.ice).toBe('off');
  });

  it('keeps its credentials over a hold, and the pair stays', async () => {
    const { a, b, offer, stats } = await call(options(ice()), options(ice()));
    await wait(400);
    const held = await exchange(a, b, { ...options(ice()), direction: 'sendonly' }, options(ice()));
    expect(ufragOf(held.offer)).toBe(ufragOf(offer));
    // From the other side as well, whose policy is to answer only.
    const again = await exchange(b, a, options(ice({ use: 'answer' })), options(ice()));
    expect(ufragOf(again.offer)).toBeDefined();
    await wait(1_100);
    expect(stats(a).path.ice).toBe('connected');
  });

  it('begins anew from a new address, and sound goes on', async () => {
    const { a, b, offer, stats } = await call(options(ice()), options(ice()));
    await wait(400);
    const moved = await exchange(a, b, options(ice(), '127.77.3.9'), options(ice()));
    expect(ufragOf(moved.offer)).not.toBe(ufragOf(offer));
    const before = stats.bind(null, b);
    await wait(1_200);
    expect(before().path).toMatchObject({ ice: 'connected', remote: { address: '127.77.3.9' } });
    expect(before().silentForMs).toBeNull();
  });

  it('answers strangers nothing that moves the sound', async () => {
    const { a, b, offer, stats } = await call(options(ice()), options(ice()));
    const stranger = createSocket('udp4');
    open.push(() => new Promise<void>((resolve) => stranger.close(() => resolve())));
    const port = Number(/m=audio (\d+)/.exec(offer)?.[1]);
    for (let i = 0; i < 200; i++) stranger.send(Uint8Array.from({ length: 40 }, (_, at) => (at === 0 ? 0x80 : at === 1 ? 0 : i)), port, '127.0.0.1');
    await wait(1_300);
    expect(stats(a).path.remote?.port).toBe(stats(b).path.local?.port);
    expect(stats(a).packetsLost).toBe(0);
  });
});

describe('gathering', () => {
  it('adds less than 5 ms where there is no server to ask', async () => {
    const a = engine();
    await a.makeOffer(callId, options(null));
    const startedMs = performance.now();
    await a.makeOffer(callId, options(ice()));
    // Making the description itself is in it.
    expect(performance.now() - startedMs).toBeLessThan(15);
    let gatheringMs: number | null = null;
    a.onEvent((event) => { if (event.kind === 'stats') ({ gatheringMs } = event.stats.path); });
    await wait(1_100);
    expect(gatheringMs).toBeLessThan(5);
  });

  it('waits half a second for a server that is silent, once, and says so', async () => {
    // Bound and mute.
    const mute = createSocket('udp4');
    await new Promise<void>((resolve) => mute.bind(0, '127.0.0.1', resolve));
    open.push(() => new Promise<void>((resolve) => mute.close(() => resolve())));
    const stun = { host: '127.0.0.1', port: mute.address().port };
    const a = engine();
    const take = async (id: string): Promise<number> => {
      const startedMs = performance.now();
      await a.makeOffer(CallId.parse(id), options(ice({ stun })));
      return performance.now() - startedMs;
    };
    const first = await take('one');
    expect(first).toBeGreaterThan(450);
    expect(first).toBeLessThan(700);
    // It is given up after a few more seconds; calls from then on do not wait.
    let problems: readonly { code: string }[] = [];
    a.onEvent((event) => { if (event.kind === 'stats' && event.callId === 'one') ({ problems } = event.stats.path); });
    await wait(8_000);
    expect(problems.map(({ code }) => code)).toEqual(['stun-unreachable']);
    expect(await take('two')).toBeLessThan(60);
  }, 20_000);

  it('says that a name is not known, and goes on', async () => {
    const a = engine();
    await a.makeOffer(callId, options(ice({ stun: { host: 'stun.nowhere', port: 3478 } })));
    const problems: string[] = [];
    a.onEvent((event) => { if (event.kind === 'stats') problems.push(...event.stats.path.problems.map(({ code }) => code)); });
    await wait(1_100);
    expect(problems).toEqual(['stun-name']);
  });

  it('ends at once when its call is over', async () => {
    const a = engine();
    const offering = a.makeOffer(callId, options(ice({ stun: { host: '127.0.0.1', port: 9 } })));
    await wait(50);
    const startedMs = performance.now();
    await a.close(callId);
    await offering;
    expect(performance.now() - startedMs).toBeLessThan(200);
  });
});
