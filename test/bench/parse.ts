/**
 * Reading SIP: typical INVITEs per second, ours beside the parsers of sip.js, jssip and npm's sip in the same run, then the whole way of ours
 * from the socket to the line's user agent core, and what the worst datagrams of 64 KB cost. One process, so one core.
 * npm run bench:parse [-- --json FILE] [--rounds N]
 */
import { UserAgentCore } from 'sip.js/lib/core/index.js';
import { OfflinePhone, SERVER } from '../support/sip/offline-phone';
import { typicalInvite } from '../support/sip/typical-invite';
import { worstInputs } from '../support/sip/worst-inputs';
import { argument, median, quantile, Report } from './lib/report';
import { jssip, npmSip, sidetone, sipJs, type Subject } from './parse/subjects';

const rounds = Number(argument('rounds') ?? 15);
/** Of each subject in each round, ms: long enough for its garbage to be collected within. */
const SLICE_MS = 150;
/** More than a processor's caches keep apart, fewer than fill memory. */
const DIFFERENT = 512;

const report = new Report('parse');
const invitesTo = (uri: string): Buffer[] => Array.from({ length: DIFFERENT }, (_, i) => Buffer.from(typicalInvite(i, uri)));

/** Messages per second over one slice. */
function rate(messages: readonly Buffer[], once: (bytes: Buffer) => void): number {
  const startedAtMs = performance.now();
  let count = 0;
  for (;;) {
    for (const bytes of messages) once(bytes);
    count += messages.length;
    const tookMs = performance.now() - startedAtMs;
    if (tookMs >= SLICE_MS) return (count / tookMs) * 1_000;
  }
}

function compareParsers(): void {
  const subjects: Record<string, Subject> = { 'sidetone': sidetone(), 'sip.js 0.21.2': sipJs(), 'jssip 3.13.8': jssip(), 'npm sip 0.0.6': npmSip() };
  const messages = invitesTo('sip:s1a2b3c4d5e6@192.0.2.10:5062');
  const [first = Buffer.alloc(0)] = messages;
  const sizes = Object.entries(subjects).map(([name, subject]) => `${name} ${subject(first)}`);
  if (new Set(sizes.map((each) => each.split(' ').at(-1))).size !== 1) throw new Error(`they do not read the same: ${sizes.join(', ')}`);
  const rates = new Map(Object.keys(subjects).map((name) => [name, [] as number[]]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, subject] of Object.entries(subjects)) {
      const perSecond = rate(messages, subject);
      if (round >= 0) rates.get(name)?.push(perSecond);
    }
  }
  for (const [name, samples] of rates) {
    report.add('typical INVITE, parsed', name, 'median', Math.round(median(samples)), '/s');
    report.add('typical INVITE, parsed', name, 'worst round', Math.round(quantile(samples, 0)), '/s');
  }
}

/** From the socket's event through transport, admission and answer rules to the point where sip.js takes over. */
function measureRoute(line: OfflinePhone): void {
  const messages = invitesTo(line.contact);
  const take = UserAgentCore.prototype.receiveIncomingRequestFromTransport;
  let arrived = 0;
  UserAgentCore.prototype.receiveIncomingRequestFromTransport = () => { arrived++; };
  const samples: number[] = [];
  let sent = 0;
  try {
    for (let round = -2; round < rounds; round++) {
      const perSecond = rate(messages, (bytes) => {
        sent++;
        line.network.deliver(bytes, SERVER);
      });
      if (round >= 0) samples.push(perSecond);
    }
  } finally {
    UserAgentCore.prototype.receiveIncomingRequestFromTransport = take;
  }
  if (arrived !== sent) throw new Error(`${sent - arrived} of ${sent} INVITEs did not arrive`);
  report.add('typical INVITE, parsed to routed', 'sidetone', 'median', Math.round(median(samples)), '/s');
  report.add('typical INVITE, parsed to routed', 'sidetone', 'worst round', Math.round(quantile(samples, 0)), '/s');
}

/** Each datagram is new to the phone; all it sets off is counted, answers too. */
function measureWorst(line: OfflinePhone): void {
  line.phone.signalling.setAllowDirectIpCalls(true);
  const times = new Map<string, number[]>();
  for (let serial = 0; serial < 7; serial++) {
    for (const [name, bytes] of worstInputs('sip:alice@192.0.2.77', serial)) {
      const startedAtMs = performance.now();
      line.network.deliver(bytes, SERVER);
      const tookMs = performance.now() - startedAtMs;
      if (serial > 0) times.set(name, [...times.get(name) ?? [], tookMs]);
    }
  }
  const worst = [...times].map(([name, samples]) => ({ name, samples })).sort((a, b) => median(b.samples) - median(a.samples));
  for (const { name, samples } of worst.slice(0, 3)) report.add(`64 KB: ${name}`, 'sidetone', 'median', median(samples), 'ms');
  report.add(`64 KB: worst of ${worst.length} shapes`, 'sidetone', 'median', median(worst[0]?.samples ?? []), 'ms');
  report.add(`64 KB: worst of ${worst.length} shapes`, 'sidetone', 'max of all tries', Math.max(...worst.flatMap(({ samples }) => samples)), 'ms');
}

compareParsers();
const line = await OfflinePhone.start();
try {
  measureRoute(line);
  measureWorst(line);
} finally {
  await line.stop();
}
report.finish();
