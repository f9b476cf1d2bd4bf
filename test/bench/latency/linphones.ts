import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodecName } from '../../../electron/contract/accounts';
import { stopChild, tieToUs } from '../../support/child';
import { freeUdpPort } from '../../support/sip/kamailio';
import { microphoneAt, sinks, type Subject } from './subject';

const CODECS = [
  { name: 'opus', mime: 'opus', rate: 48_000, channels: 2 }, { name: 'g722', mime: 'G722', rate: 8_000, channels: 1 },
  { name: 'pcmu', mime: 'PCMU', rate: 8_000, channels: 1 }, { name: 'pcma', mime: 'PCMA', rate: 8_000, channels: 1 },
] as const;
const WAIT_MS = 15_000;

interface Options { port: number; codec: CodecName; source: string; player: string; env: Record<string, string>; answers: boolean }

/** Two of Linphone's consoles with its defaults, but for sound devices, codec, direct calls and no echo canceller. */
export const linphones: Subject = {
  name: 'linphone',
  missing: () => (spawnSync('linphonec', ['-v']).error === undefined ? null : 'linphone-cli is not installed'),
  call: async (rig, codec) => {
    const portB = await freeUdpPort();
    const b = await Linphone.start({ port: portB, codec, source: microphoneAt(sinks.quiet), player: rig.ear, env: rig.envB, answers: true });
    const a = await Linphone.start({ port: await freeUdpPort(), codec, source: microphoneAt(rig.mouth), player: sinks.besideA, env: rig.envA, answers: false });
    const end = async (): Promise<void> => { await Promise.all([a.end(), b.end()]); };
    try {
      a.type(`call sip:b@127.0.0.1:${portB}`);
      await Promise.all([a.says(/connected|running|established/i), b.says(/connected|running|established/i)]);
    } catch (error) {
      await end();
      throw error;
    }
    return { end };
  },
};

class Linphone {
  private said = '';

  private constructor(private readonly child: ChildProcess, private readonly folder: string) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => { this.said += data.toString('utf8'); });
  }

  static async start(options: Options): Promise<Linphone> {
    const folder = await mkdtemp(join(tmpdir(), 'linphone-latency-'));
    for (const part of ['.local/share/linphone', '.config/linphone']) await mkdir(join(folder, part), { recursive: true });
    await writeFile(join(folder, 'linphonerc'), [
      '[sip]', `sip_port=${options.port}`, 'sip_tcp_port=0', 'sip_tls_port=0', 'register_only_when_network_is_up=0', 'guess_hostname=0', 'contact="b" <sip:b@127.0.0.1>',
      '[net]', 'nat_policy_ref=', 'force_ice_disablement=1',
      '[rtp]', 'audio_rtp_port=-1',
      '[sound]', 'echocancellation=0', ...['playback', 'ringer', 'media'].map((use) => `${use}_dev_id=PulseAudio Unknown: ${options.player}`), `capture_dev_id=PulseAudio Unknown: ${options.source}`, 'remote_ring=', 'local_ring=',
      ...CODECS.flatMap(({ name, mime, rate, channels }, at) => [`[audio_codec_${at}]`, `mime=${mime}`, `rate=${rate}`, `channels=${channels}`, `enabled=${name === options.codec ? 1 : 0}`]),
      '',
    ].join('\n'));
    const env = { ...process.env, ...options.env, HOME: folder };
    const child = tieToUs(spawn('linphonec', ['-c', join(folder, 'linphonerc'), ...(options.answers ? ['-a'] : [])], { env, stdio: ['pipe', 'pipe', 'pipe'] }));
    const linphone = new Linphone(child, folder);
    await linphone.says(/linphonec>/);
    return linphone;
  }

  type(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  async says(words: RegExp): Promise<void> {
    for (const deadline = Date.now() + WAIT_MS; !words.test(this.said);) {
      if (Date.now() > deadline || this.child.exitCode !== null) throw new Error(`linphone did not say ${words.source}:\n${this.said.slice(-2_000)}`);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  }

  async end(): Promise<void> {
    await stopChild(this.child);
    await rm(this.folder, { recursive: true, force: true });
  }
}
