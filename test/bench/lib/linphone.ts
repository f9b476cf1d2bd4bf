import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stopChild, tieToUs } from '../../support/child';
import { freeUdpPort } from '../../support/sip/kamailio';
import type { Rig } from './rig';

/** Debian's linphone-cli; set-up does not install it. */
export const hasLinphone = spawnSync('linphonec', ['-v']).error === undefined;

export interface Linphone {
  readonly pid: number;
  /** As typed at its console. */
  command(line: string): void;
  stop(): Promise<void>;
}

/** Linphone's own core with its console in place of a window, registered. */
export async function startLinphone(rig: Rig, server: string): Promise<Linphone> {
  const home = await rig.desk.folder('linphone');
  for (const folder of ['.local/share/linphone', '.config/linphone']) mkdirSync(path.join(home, folder), { recursive: true });
  const config = path.join(home, 'linphonerc');
  writeFileSync(config, `[sip]\nsip_port=${await freeUdpPort()}\nsip_tcp_port=0\nsip_tls_port=0\nregister_only_when_network_is_up=0\n`);
  const child = tieToUs(spawn('linphonec', ['-c', config], { env: rig.desk.env({ HOME: home }), stdio: ['pipe', 'pipe', 'ignore'] }));
  let said = '';
  child.stdout.on('data', (data: Buffer) => { said += data.toString('utf8'); });
  const words = async (text: RegExp, ask: string): Promise<void> => {
    for (let attempt = 0; attempt < 40; attempt += 1) {
      if (text.test(said)) return;
      child.stdin.write(ask);
      await new Promise((resolve) => { setTimeout(resolve, 500); });
    }
    throw new Error(`linphone did not register:\n${said.slice(-1_000)}`);
  };
  await words(/linphonec>/, '');
  child.stdin.write(`register sip:bench@${server} sip:${server} bench\n`);
  await words(/registered, identity=/, 'status register\n');
  return { pid: child.pid ?? 0, command: (line) => void child.stdin.write(`${line}\n`), stop: () => stopChild(child) };
}
