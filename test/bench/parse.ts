/**
 * Reading SIP: typical INVITEs per second, ours beside the parsers of sip.js, jssip and npm's sip in the same run, then the whole way of ours
 * from the socket to the line's user agent core, and what the worst datagrams of 64 KB cost. One process, so one core.
 * npm run bench:parse [-- --json FILE] [--rounds N]
 */
import { UserAgentCore } from 'sip.js/lib/core/index.js';
import { OfflinePhone, SERVER } from '../support/sip/offline-phone';
import { worstInputs } from '../support/sip/worst-inputs';
import { argument, median, quantile, Report } from './lib/report';
import { invitesTo, measureParsers, rate } from './parse/rates';

const rounds = Number(argument('rounds') ?? 15);

const report = new Report('parse');

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

measureParsers(report, rounds);
const line = await OfflinePhone.start();
try {
  measureRoute(line);
  measureWorst(line);
} finally {
  await line.stop();
}
report.finish();
