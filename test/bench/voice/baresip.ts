import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CodecName } from '../../../electron/contract/accounts';
import { stopChild, tieToUs } from '../../support/child';
import { freeUdpPort } from '../../support/sip/kamailio';
import { callPhone } from './peer-call';
import type { Subject } from './receiver';
import { MICROPHONE, Speakers } from './speaker';

const names: Readonly<Partial<Record<CodecName, string>>> = { opus: 'opus/48000/2', g722: 'G722/16000/1', pcma: 'PCMA/8000/1', pcmu: 'PCMU/8000/1' };
const speakers = new Speakers();

/** Debian's baresip with the settings of its package (jitter buffer, PLC and Opus with FEC as they come), answering by itself. */
export const baresip: Subject = {
  name: 'baresip',
  missing: () => (spawnSync('baresip', ['-h']).error === undefined ? null : 'baresip is not installed'),
  receive: async (codec, offer) => {
    const speaker = await speakers.open();
    const folder = await mkdtemp(path.join(tmpdir(), 'baresip-voice-'));
    const port = await freeUdpPort();
    await writeFile(path.join(folder, 'accounts'), `<sip:phone@127.0.0.1:${port}>;regint=0;answermode=auto;audio_codecs=${names[codec] ?? codec}\n`);
    await writeFile(path.join(folder, 'contacts'), '');
    await writeFile(path.join(folder, 'config'), [
      `sip_listen 127.0.0.1:${port}`, 'net_interface 127.0.0.1', 'call_local_timeout 60', 'call_max_calls 4',
      `audio_source pulse,${MICROPHONE}`, `audio_player pulse,${speaker.sink}`, 'audio_alert aubridge,nobody',
      // What its own config template sets.
      'audio_buffer 20-160', 'jitter_buffer_delay 5-10', 'opus_bitrate 28000', 'opus_inbandfec yes',
      'module_path /usr/lib/baresip/modules', 'module stdio.so', 'module opus.so', 'module g722.so', 'module g711.so', 'module plc.so', 'module pulse.so', 'module aubridge.so',
      'module_tmp uuid.so', 'module_tmp account.so', 'module_app menu.so', '',
    ].join('\n'));
    const child = tieToUs(spawn('baresip', ['-f', folder], { cwd: folder, stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, ...speaker.env } }));
    const clean = async (): Promise<void> => {
      await stopChild(child);
      await rm(folder, { recursive: true, force: true });
    };
    try {
      const call = await ready(() => callPhone(port, offer));
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
      throw error;
    }
  },
  dispose: () => speakers.dispose(),
};

/** It takes a moment to open its sockets. */
async function ready<T>(call: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => { setTimeout(resolve, 1_500); });
  return call();
}
