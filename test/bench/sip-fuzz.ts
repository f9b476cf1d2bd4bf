/**
 * Damaged SIP at the parser, at the whole receiving path and at what is made of names and bodies: the torture messages of RFC 4475
 * where they lie beside the project, else messages of our own. Fails on the first throw, on an answer to rubbish that cannot be read
 * back, and where memory or what the phone remembers grows.
 *   npm run bench:sip-fuzz [-- --inputs N] [--seed N] [--json FILE]
 */
import { readdirSync } from 'node:fs';
import { type Log, silentLog } from '../../electron/calls/ports';
import { cleanText } from '../../electron/sip/identity/clean';
import { bodyParts, listValues, parseChallenges, parseMessage, parseNameAddrList, parseUri } from '../../electron/sip/parser';
import { OfflinePhone, SERVER, STRANGER } from '../support/sip/offline-phone';
import { seededRandom } from '../support/random';
import { typicalInvite } from '../support/sip/typical-invite';
import { haveTorture, torture, tortureFolder } from '../unit/sip/parser/torture-messages';
import { argument, Report, sleep } from './lib/report';

const inputs = Number(argument('inputs') ?? 1_000_000);
const random = seededRandom(Number(argument('seed') ?? 1));
const below = (limit: number): number => Math.floor(random() * limit);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

const good = [...(haveTorture ? readdirSync(tortureFolder).filter((name) => name.endsWith('.dat')).map(torture) : []), Buffer.from(typicalInvite(1, 'sip:alice@192.0.2.10'))];
/** What breaks parsers when it stands where it should not. */
const spices = ['\r\n', '\n', '\r\n ', '\r\n\r\n', ',', ';', '"', '\\', '<', '>', '@', ':', '%', '%00', '\0', '=', '?', '[', ']', '*', '/', ' ', '\t', '\u202e', '\ud83d\ude00', '4294967296', '-1', '9'.repeat(40),
  'SIP/2.0', 'sip:', 'tel:', ';tag=', ';branch=z9hG4bK', ';rport', ';received=', ';boundary=a', '--a', 'Via: ', 'To: ', 'Content-Length: ', 'Content-Type: multipart/mixed;boundary=a\r\n'].map((text) => Buffer.from(text));

/** A good message with bytes changed, pieces left out, doubled, mixed with another's or spiced. */
function damaged(): Buffer {
  let bytes = Buffer.from(pick(good));
  for (let times = 1 + below(3); times > 0; times--) {
    const [at, to] = [below(bytes.length + 1), below(bytes.length + 1)].sort((a, b) => a - b) as [number, number];
    switch (below(7)) {
      case 0: if (bytes.length > 0) bytes[at % bytes.length] = below(256); break;
      case 1: bytes = Buffer.concat([bytes.subarray(0, at), pick(spices), bytes.subarray(at)]); break;
      case 2: bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(to, at + 40))]); break;
      case 3: bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, Math.min(to, at + 80)), bytes.subarray(at)]); break;
      case 4: { if (below(4) > 0) break; const other = pick(good); bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(below(other.length))]); break; }
      default: if (below(10) === 0) bytes = bytes.subarray(0, at);
    }
  }
  return bytes;
}

/** Where a fault inside is caught and logged by the socket, it is a fault all the same. */
const faults: string[] = [];
const listening: Log = { ...silentLog, error: (message, details) => { faults.push(`${message} ${JSON.stringify(details)}`); }, child: () => listening };

const report = new Report('sip-fuzz');
const TRANSACTION_MS = 36_000;
/** Compiled code and the like; one datagram kept of each hundred would be more. */
const MOST_GROWN_MIB = 12;

interface Tally { count: number; taken: number; tookMs: number }

function measure(count: number, once: () => boolean): Tally {
  const startedAtMs = performance.now();
  let taken = 0;
  for (let i = 0; i < count; i++) if (once()) taken++;
  return { count, taken, tookMs: performance.now() - startedAtMs };
}

function tell(name: string, { count, taken, tookMs }: Tally): void {
  report.add(name, 'sidetone', 'inputs without a throw', count, '1');
  report.add(name, 'sidetone', 'of these taken', taken, '1');
  report.add(name, 'sidetone', 'each, damaging it too', (tookMs / count) * 1_000, 'us');
}

tell('parser', measure(inputs * 0.6, () => {
  const result = parseMessage(damaged());
  if (result.ok && (result.message.vias.length === 0 || result.message.callId === '')) throw new Error('a message without Via or Call-ID was taken');
  return result.ok;
}));
tell('bodies, names, lists, challenges', measure(inputs * 0.2, () => {
  const text = damaged();
  const words = text.toString('utf8', 0, 200);
  const clean = cleanText(words);
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(clean)) throw new Error('a name is not clean');
  parseChallenges(words);
  parseNameAddrList(words);
  parseUri(`sip:${words.replace(/[\s<>"]/g, '')}`);
  listValues({ headers: [{ name: 'a', value: words }] }, 'a');
  return (bodyParts({ headers: [{ name: 'content-type', value: 'multipart/mixed;boundary=7a9cbec02ceef655' }], body: text }) ?? []).length > 0;
}));
await throughSocket(inputs * 0.2);
report.finish();

/** A registered phone that takes anything: what is let in reaches sip.js and the domain's events, and each call is refused at once. */
async function throughSocket(count: number): Promise<void> {
  const line = await OfflinePhone.start(listening);
  const { phone, network } = line;
  phone.signalling.setAllowDirectIpCalls(true);
  phone.signalling.onEvent((event) => {
    if (event.kind === 'incoming') phone.signalling.reject(event.callId, 486);
  });
  const once = (): boolean => {
    const before = network.sent.length;
    network.deliver(damaged(), below(20) === 0 ? STRANGER : SERVER);
    for (const { text } of network.sent.slice(before)) if (!/^SIP\/2\.0 [1-6]\d\d .*\r\n/.test(text) || !text.endsWith('\r\n\r\n')) throw new Error(`an answer that is none: ${text}`);
    return network.sent.length > before;
  };
  const piece = async (size: number): Promise<Tally> => {
    const tally = measure(size, once);
    network.sent.length = 0;
    phone.events.length = 0;
    await sleep(0);
    return tally;
  };
  await piece(2_000);
  const beforeMiB = await settledHeapMiB();
  const sum: Tally = { count: 0, taken: 0, tookMs: 0 };
  while (sum.count < count) {
    const { count: done, taken, tookMs } = await piece(Math.min(5_000, count - sum.count));
    sum.count += done;
    sum.taken += taken;
    sum.tookMs += tookMs;
  }
  tell('socket to answer', sum);
  network.sent.length = 0;
  const grownMiB = await settledHeapMiB() - beforeMiB;
  report.add('socket to answer', 'sidetone', 'heap grown by all of them', grownMiB, 'MiB');
  await line.stop();
  if (faults.length > 0) throw new Error(`${faults.length} faults inside, the first: ${faults[0] ?? ''}`);
  if (grownMiB > MOST_GROWN_MIB) throw new Error(`grown by ${grownMiB} MiB`);

  /** Transactions live up to 64*T1 after their last answer (RFC 3261 17): only what stays longer has grown. */
  async function settledHeapMiB(): Promise<number> {
    await sleep(TRANSACTION_MS);
    network.sent.length = 0;
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 2 ** 20;
  }
}
