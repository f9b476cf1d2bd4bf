import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodecName } from '../../../electron/contract/accounts';
import { stopChild, tieToUs } from '../../support/child';
import { freeUdpPort } from '../../support/sip/kamailio';
import { sinks, type Subject } from './subject';

const audioCodecs: Readonly<Record<CodecName, string>> = { opus: 'opus/48000/2', g722: 'G722/16000/1', pcma: 'PCMA/8000/1', pcmu: 'PCMU/8000/1', l16: 'L16/48000/1' };
const modules: Readonly<Record<CodecName, string>> = { opus: 'opus.so', g722: 'g722.so', pcma: 'g711.so', pcmu: 'g711.so', l16: 'l16.so' };
const MODULE_FOLDERS = ['/usr/lib/baresip/modules', '/usr/lib/x86_64-linux-gnu/baresip/modules'];
const ESTABLISHED_TIMEOUT_MS = 15_000;

interface Options { user: string; port: number; codec: CodecName; source: string; player: string; env: Record<string, string>; dial: string | null }

/** Two baresips with the defaults of their package, but for sound devices, codec and direct calls. */
export const baresips: Subject = {
  name: 'baresip',
  missing: () => (spawnSync('baresip', ['-h']).error === undefined ? null : 'baresip is not installed'),
  call: async (rig, codec) => {
    const portB = await freeUdpPort();
    const b = await startBaresip({ user: 'b', port: portB, codec, source: `${sinks.quiet}.monitor`, player: rig.ear, env: rig.envB, dial: null });
    const a = await startBaresip({ user: 'a', port: await freeUdpPort(), codec, source: `${rig.mouth}.monitor`, player: sinks.besideA, env: rig.envA, dial: `sip:b@127.0.0.1:${portB}` });
    const end = async (): Promise<void> => { await Promise.all([a.end(), b.end()]); };
    try {
      await Promise.all([a.established(), b.established()]);
    } catch (error) {
      await end();
      throw error;
    }
    return { end };
  },
};

async function startBaresip(options: Options): Promise<{ established(): Promise<void>; end(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'baresip-latency-'));
  await writeFile(join(folder, 'accounts'), `<sip:${options.user}@127.0.0.1:${options.port}>;regint=0;answermode=auto;audio_codecs=${audioCodecs[options.codec]}\n`);
  await writeFile(join(folder, 'contacts'), '');
  await writeFile(join(folder, 'config'), [
    `sip_listen 127.0.0.1:${options.port}`, 'net_interface 127.0.0.1', 'call_local_timeout 60',
    `audio_source pulse,${options.source}`, `audio_player pulse,${options.player}`, `audio_alert pulse,${sinks.quiet}`,
    `module_path ${moduleFolder()}`,
    'module stdio.so', `module ${modules[options.codec]}`, 'module pulse.so', 'module_tmp uuid.so', 'module_tmp account.so', 'module_app menu.so', '',
  ].join('\n'));
  const dial = options.dial === null ? [] : ['-e', `/dial ${options.dial}`];
  const child = tieToUs(spawn('baresip', ['-f', folder, '-v', ...dial], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...options.env } }));
  const log = collect(child);
  return {
    established: async () => {
      const deadline = Date.now() + ESTABLISHED_TIMEOUT_MS;
      while (!/established/i.test(log())) {
        if (Date.now() > deadline || child.exitCode !== null) throw new Error(`baresip ${options.user} got no call:\n${log().slice(-2_000)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    end: async () => {
      await stopChild(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => { text += data.toString('utf8'); });
  return () => text;
}

function moduleFolder(): string {
  return MODULE_FOLDERS.find((folder) => existsSync(folder)) ?? MODULE_FOLDERS[0] ?? '';
}
