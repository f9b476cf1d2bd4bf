/**
 * INVITE received to 180 sent, and dial to INVITE on the wire, on loopback, seen from the other end of the wire.
 * Prints a table; `--json FILE` writes the rows.
 */
import { writeFileSync } from 'node:fs';
import { hasBaresip, startBaresip } from '../support/sip/baresip';
import { sdp, startPhone } from '../support/sip/phone';
import { requestText, ScriptedPeer } from '../support/sip/scripted-peer';

interface Row { bench: string; case: string; subject: string; metric: string; value: number; unit: string }

const ROUNDS = 200;
const rows: Row[] = [];
let serial = 0;

function report(name: string, subject: string, samplesMs: number[]): void {
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const at = (share: number): number => Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(2));
  for (const [metric, value] of [['median', at(0.5)], ['p95', at(0.95)], ['max', at(1)]] as const) {
    rows.push({ bench: 'sip-latency', case: name, subject, metric, value, unit: 'ms' });
  }
}

/** Sends an INVITE, waits for the 180, refuses or cancels, `rounds` times. */
async function ringing(server: ScriptedPeer, to: { address: string; port: number }, uri: string, rounds: number): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const call = ++serial;
    const branch = `z9hG4bKbench${call}`;
    const parts = { via: `SIP/2.0/UDP ${server.address};branch=${branch};rport`, from: '"Bench" <sip:bench@example.com>;tag=1', to: `<${uri}>`, callId: `bench-${call}`, headers: [`Contact: <sip:bench@${server.address}>`] };
    const startedAtMs = performance.now();
    server.send(requestText('INVITE', uri, { ...parts, body: sdp() }), to);
    samples.push((await server.response(180)).atMs - startedAtMs);
    server.send(requestText('CANCEL', uri, parts), to);
    const refused = await server.response(487);
    server.send(requestText('ACK', uri, { ...parts, to: refused.message.to.text }), to);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return samples;
}

async function sidetone(): Promise<void> {
  const server = await ScriptedPeer.open();
  const phone = startPhone('alice', server.address);
  const registered = phone.register();
  const { from, message } = await server.acceptRegister();
  await registered;
  phone.signalling.onEvent((event) => {
    if (event.kind === 'incoming') phone.signalling.ring(event.callId);
  });
  const uri = message.contacts[0]?.uri.text ?? '';
  await ringing(server, from, uri, 10);
  report('INVITE received to 180 sent', 'sidetone', await ringing(server, from, uri, ROUNDS));
  const dialled: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const startedAtMs = performance.now();
    phone.call('bob');
    const invite = await server.request('INVITE');
    dialled.push(invite.atMs - startedAtMs);
    server.reply(invite, 486);
    await phone.next('failed');
  }
  report('invite() to INVITE on the wire', 'sidetone', dialled);
  await phone.signalling.dispose();
  server.close();
}

async function baresip(): Promise<void> {
  const server = await ScriptedPeer.open();
  const starting = startBaresip('bare', 'x', server.address);
  const { from, message } = await server.acceptRegister(60);
  const phone = await starting;
  report('INVITE received to 180 sent', 'baresip', await ringing(server, from, message.contacts[0]?.uri.text ?? '', 50));
  await phone.stop();
  server.close();
}

await sidetone();
if (hasBaresip) await baresip();
process.stdout.write(`${rows.map((row) => `${row.case.padEnd(32)} ${row.subject.padEnd(10)} ${row.metric.padEnd(7)} ${String(row.value).padStart(8)} ${row.unit}`).join('\n')}\n`);
const file = process.argv[process.argv.indexOf('--json') + 1];
if (process.argv.includes('--json') && file !== undefined) writeFileSync(file, `${JSON.stringify({ rows }, null, 2)}\n`);
