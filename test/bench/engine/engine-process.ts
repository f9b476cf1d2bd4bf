/**
 * The process that is measured: many sessions. Those that talk have both directions of sound, and a device clocked by the far end:
 * each packet that comes pulls 20 ms for the speaker and pushes 20 ms of microphone, so that nothing is queued by us. Those that
 * wait take what comes and send silence, as all calls but the one at the microphone do.
 */
import { systemClock } from '../../../electron/calls/ports/clock';
import { silentLog } from '../../../electron/calls/ports/log';
import type { CodecName } from '../../../electron/contract/accounts';
import { EncoderEffort, ownCpuMs } from '../../../electron/media/engine/encoder-effort';
import { MediaSession } from '../../../electron/media/engine/media-session';
import { IceServers } from '../../../electron/media/ice/servers';
import { openSocket } from '../../../electron/media/transport/open-socket';
import { defaultPortRange } from '../../../electron/media/transport/socket-pair';
import { speech } from '../../support/codec-signals';
import { type EngineAnswer, type EngineFigures, type EngineOrder, serve } from './orders';

const FRAMES = 960;
/** The engine asks every session for its figures as often. */
const STATS_EVERY_MS = 1000;
const noEvents = { onFirstPacket: () => {}, onDigit: () => {}, onPathLost: () => {}, onSecurityChanged: () => {} };
const sessions: MediaSession[] = [];
/** As in the engine; BENCH_FIXED_EFFORT=1 leaves the encoders as they are, for comparison. */
const effort = new EncoderEffort({ clock: systemClock, cpuMs: ownCpuMs });
const followsLoad = process.env['BENCH_FIXED_EFFORT'] !== '1';
const said = speech(48_000, 4);
let readyUs: number[] = [];
type Totals = Omit<EngineFigures, 'readyUs' | 'complexity'>;
let before: Totals | null = null;

async function open(calls: number, talking: number, codec: CodecName, farPort: number): Promise<readonly number[]> {
  const iceServers = new IceServers({ clock: systemClock });
  const ports: number[] = [];
  for (let i = 0; i < calls; i++) {
    const session = await MediaSession.open('127.0.0.1', {
      clock: systemClock, log: silentLog, ports: defaultPortRange, random: Math.random, events: noEvents, openSocket, iceServers,
      certificate: () => { throw new Error('nothing is encrypted here'); },
    });
    const offer = await session.makeOffer({ codecs: [codec], localAddress: '127.0.0.1', direction: 'sendrecv' });
    const accepted = session.takeAnswer(offer.replace(/m=audio \d+/, `m=audio ${farPort}`).replace(/a=rtcp:\d+\r\n/, ''));
    if (!accepted.ok) throw new Error(accepted.error);
    ports.push(Number(/m=audio (\d+)/.exec(offer)?.[1]));
    if (i < talking) {
      session.setActive(true);
      clockByFarEnd(session, i);
    }
    sessions.push(session);
  }
  setInterval(() => {
    const complexity = followsLoad ? effort.look() : effort.complexity;
    for (const session of sessions) {
      session.setComplexity(complexity);
      session.stats();
    }
  }, STATS_EVERY_MS);
  return ports;
}

function clockByFarEnd(session: MediaSession, index: number): void {
  const take = session.onRtp.bind(session);
  let at = (index * 7_919 * 20) % (said.length - FRAMES);
  session.onRtp = (packet, arrivedMs) => {
    take(packet, arrivedMs);
    session.pull(FRAMES);
    readyUs.push((performance.now() - arrivedMs) * 1000);
    session.pushMic(said.subarray(at, at + FRAMES));
    at = at + 2 * FRAMES > said.length ? 0 : at + FRAMES;
  };
}

function totals(): Totals {
  const all = sessions.map((session) => session.stats());
  const sum = (pick: (stats: (typeof all)[number]) => number): number => all.reduce((total, stats) => total + pick(stats), 0);
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    received: sum(({ packetsReceived }) => packetsReceived), late: sum(({ packetsLate }) => packetsLate),
    discarded: sum(({ packetsDiscarded }) => packetsDiscarded), lost: sum(({ packetsLost }) => packetsLost),
    concealedMs: sum(({ concealedMs }) => concealedMs), rssBytes: rss, heapBytes: heapUsed, outsideBytes: external,
  };
}

serve(async (order: EngineOrder): Promise<EngineAnswer> => {
  switch (order.t) {
    case 'open': return { t: 'opened', ports: await open(order.calls, order.talking, order.codec, order.farPort) };
    case 'begin':
      readyUs = [];
      before = totals();
      return { t: 'begun' };
    case 'end': {
      const now = totals();
      const since = (key: 'received' | 'late' | 'discarded' | 'lost' | 'concealedMs'): number => now[key] - (before?.[key] ?? 0);
      const figures = { ...now, received: since('received'), late: since('late'), discarded: since('discarded'), lost: since('lost'), concealedMs: since('concealedMs'), readyUs, complexity: effort.complexity };
      return { t: 'figures', figures };
    }
  }
});
