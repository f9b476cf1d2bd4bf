import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopChild, tieToUs } from '../../support/child';
import { freeUdpPort } from '../../support/sip/kamailio';
import { callPhone } from './peer-call';
import type { Subject } from './receiver';
import { MICROPHONE, Speakers } from './speaker';

const speakers = new Speakers();
/** How it names the devices of a PulseAudio that has no cards. */
const DEVICE = 'PulseAudio Unknown: ';

/** Linphone's own core with its console in place of a window (Debian's linphone-cli), with its own settings, answering by itself. */
export const linphone: Subject = {
  name: 'linphone',
  missing: () => (spawnSync('linphonec', ['-v']).error === undefined ? null : 'linphonec is not installed (Debian: linphone-cli)'),
  receive: async (_codec, offer) => {
    const speaker = await speakers.open();
    const home = await mkdtemp(path.join(tmpdir(), 'linphone-voice-'));
    for (const folder of ['.local/share/linphone', '.config/linphone']) mkdirSync(path.join(home, folder), { recursive: true });
    const port = await freeUdpPort();
    const config = path.join(home, 'linphonerc');
    await writeFile(config, [
      '[sip]', `sip_port=${port}`, 'sip_tcp_port=0', 'sip_tls_port=0', 'register_only_when_network_is_up=0', 'bind_address=127.0.0.1',
      '[rtp]', `audio_rtp_port=${await freeUdpPort()}`,
      '[sound]', `playback_dev_id=${DEVICE}${speaker.sink}`, `ringer_dev_id=${DEVICE}silent`, `capture_dev_id=${DEVICE}${MICROPHONE}`,
      // G.722 is there but switched off in its package.
      ...[['opus', 48_000, 2, 'recv_fmtp=useinbandfec=1'], ['PCMU', 8_000, 1, ''], ['PCMA', 8_000, 1, ''], ['G722', 8_000, 1, '']].flatMap(([mime, rate, channels, extra], i) => [
        `[audio_codec_${i}]`, `mime=${mime}`, `rate=${rate}`, `channels=${channels}`, 'enabled=1', ...(extra === '' ? [] : [String(extra)]),
      ]), '',
    ].join('\n'));
    const child = tieToUs(spawn('linphonec', ['-a', '-c', config], { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...speaker.env, HOME: home } }));
    let said = '';
    child.stdout.on('data', (data: Buffer) => { said = (said + data.toString('utf8')).slice(-4_000); });
    const clean = async (): Promise<void> => {
      await stopChild(child);
      await rm(home, { recursive: true, force: true });
    };
    try {
      for (let attempt = 0; attempt < 100 && !said.includes('linphonec>'); attempt += 1) await new Promise((resolve) => { setTimeout(resolve, 100); });
      const call = await callPhone(port, offer);
      return {
        rtpPort: call.rtpPort,
        stop: async () => {
          const heard = await speaker.stop();
          await call.end();
          await clean();
          return heard;
        },
      };
    } catch (error) {
      await clean();
      await speaker.stop();
      throw new Error(`${String(error)}\n${said.slice(-500)}`, { cause: error });
    }
  },
  dispose: () => speakers.dispose(),
};
