import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Arrivals } from '../arrivals';
import { stopChild, tieToUs } from '../child';
import { readWav, writeWav } from '../sound/wav';

export interface BaresipEvent {
  readonly type: string;
  readonly param?: string;
}

export interface Baresip {
  readonly pid: number;
  readonly events: BaresipEvent[];
  /** A command as in its menu: `dial`, `accept`, `hangup`, `hold`, `resume`, ... */
  command(command: string, params?: string): void;
  /** The next event of the type not taken yet. */
  next(type: string, withinMs?: number): Promise<BaresipEvent>;
  /** What it heard so far, 48 kHz mono, one recording a call in their order; whole once CALL_CLOSED was told. It does not record past a re-INVITE. */
  recordings(): Promise<Float32Array[]>;
  stop(): Promise<void>;
}

export interface BaresipOptions {
  /** As in its account, e.g. `opus/48000/2`. */
  readonly codecs?: readonly string[];
  /** Its `mediaenc`: SDES where the far end has it, SDES or nothing, or DTLS. None unless given. */
  readonly encryption?: 'srtp' | 'srtp-mand' | 'dtls_srtp';
  /** Packet time it asks for and sends, ms. */
  readonly ptimeMs?: number;
  /** What its microphone says in every call, 48 kHz mono, from the moment sound starts; a sine of 440 Hz unless given. */
  readonly speech?: Float32Array;
  /** Whom its command `message` writes to, a SIP URI. */
  readonly contact?: string;
  /** Takes part in ICE, with a STUN or TURN server, e.g. `stun:127.0.0.1:3478`. */
  readonly ice?: { readonly server: string; readonly username?: string; readonly password?: string };
  /** A sound server in place of that: whose microphone and speaker it uses, and the variables that lead there. */
  readonly pulse?: { readonly source: string; readonly sink: string; readonly env: Readonly<Record<string, string>> };
}

export const hasBaresip = spawnSync('baresip', ['-h']).error === undefined;

/** Starts baresip with a configuration of its own and its control socket, recording what it hears; resolves once it is registered. */
export async function startBaresip(user: string, password: string, server: string, options: BaresipOptions = {}): Promise<Baresip> {
  const { codecs = ['pcmu/8000/1', 'pcma/8000/1'], speech, pulse, encryption, ptimeMs } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'baresip-'));
  const controlPort = await freeTcpPort();
  writeFileSync(path.join(folder, 'accounts'), `"The ${user}" <sip:${user}@${server};transport=udp>;auth_user=${user};auth_pass=${password};regint=60;audio_codecs=${codecs.join(',')}${ptimeMs === undefined ? '' : `;ptime=${ptimeMs}`}${encryption === undefined ? '' : `;mediaenc=${encryption}`}${iceParameters(options)}\n`);
  writeFileSync(path.join(folder, 'contacts'), options.contact === undefined ? '' : `"Contact" <${options.contact}>\n`);
  const speechFile = path.join(folder, 'speech.wav');
  if (speech !== undefined) await writeWav(speechFile, speech);
  writeFileSync(path.join(folder, 'config'), [
    'sip_listen 127.0.0.1:0', 'net_interface 127.0.0.1', 'call_local_timeout 120', 'call_max_calls 4',
    `audio_source ${sourceOf(options, speechFile)}`, `audio_player ${pulse === undefined ? 'aubridge,nobody' : `pulse,${pulse.sink}`}`, 'audio_alert aubridge,nobody',
    'ausrc_srate 48000', `ausrc_channels ${speech === undefined && pulse === undefined ? 2 : 1}`, 'module_path /usr/lib/baresip/modules',
    'module g711.so', 'module g722.so', 'module l16.so', 'module opus.so', 'module ausine.so', 'module aufile.so', 'module aubridge.so', 'module sndfile.so', `snd_path ${folder}`,
    ...(pulse === undefined ? [] : ['module pulse.so']),
    ...(options.ice === undefined ? [] : ['module stun.so', 'module turn.so', 'module ice.so']),
    ...(encryption === undefined ? [] : [`module ${encryption === 'dtls_srtp' ? 'dtls_srtp' : 'srtp'}.so`]),
    'module_tmp uuid.so', 'module_tmp account.so',
    ...(options.contact === undefined ? [] : ['module_app contact.so']),
    'module_app menu.so', 'module_app ctrl_tcp.so', `ctrl_tcp_listen 127.0.0.1:${controlPort}`, '',
  ].join('\n'));
  const child = tieToUs(spawn('baresip', ['-f', folder], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...pulse?.env } }));
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const socket = await control(controlPort, log);
  // It may register before anyone listens for its events, so its own words are looked at.
  await until(() => /200 .*binding/.test(log.join('')), () => `baresip did not register:\n${log.join('')}`);
  const arrivals = new Arrivals<BaresipEvent>();
  readNetstrings(socket, (text) => {
    const message = JSON.parse(text) as { event?: boolean; type?: string; param?: string };
    if (message.event !== true || message.type === undefined) return;
    arrivals.add({ type: message.type, ...(message.param === undefined ? {} : { param: message.param }) });
  });
  const next = (type: string, withinMs = 5_000): Promise<BaresipEvent> => arrivals.take(
    (event) => event.type === type, withinMs,
    () => `baresip: no ${type} within ${withinMs} ms; got ${arrivals.all.map((event) => event.type).join(' ')}\n${log.join('').slice(-2_000)}`,
  );
  return {
    pid: child.pid ?? 0, events: arrivals.all, next,
    command: (command, params) => {
      const text = JSON.stringify({ command, params: params ?? '', token: '1' });
      socket.write(`${Buffer.byteLength(text)}:${text},`);
    },
    recordings: () => Promise.all(readdirSync(folder).filter((name) => name.endsWith('-dec.wav')).sort().map((name) => readWav(path.join(folder, name)))),
    stop: async () => {
      socket.destroy();
      await stopChild(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function iceParameters({ ice }: BaresipOptions): string {
  if (ice === undefined) return '';
  const { server, username, password } = ice;
  return `;medianat=ice;stunserver="${server}"${username === undefined ? '' : `;stunuser=${username}`}${password === undefined ? '' : `;stunpass=${password}`}`;
}

function sourceOf({ speech, pulse }: BaresipOptions, speechFile: string): string {
  if (pulse !== undefined) return `pulse,${pulse.source}`;
  return speech === undefined ? 'ausine,440' : `aufile,${speechFile}`;
}

async function until(fits: () => boolean, complaint: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (fits()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(complaint());
}

async function control(port: number, log: readonly string[]): Promise<Socket> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = await new Promise<Socket | null>((resolve) => {
      const trial = connect(port, '127.0.0.1', () => resolve(trial));
      trial.once('error', () => resolve(null));
    });
    if (socket !== null) return socket.on('error', () => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`baresip did not start:\n${log.join('')}`);
}

function readNetstrings(socket: Socket, take: (text: string) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const colon = rest.indexOf(58);
      const length = Number(rest.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || rest.length < colon + length + 2) return;
      take(rest.subarray(colon + 1, colon + 1 + length).toString());
      rest = rest.subarray(colon + length + 2);
    }
  });
}

function freeTcpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
