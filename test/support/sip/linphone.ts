import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopChild, tieToUs } from '../child';
import { freeUdpPort } from './kamailio';

export const hasLinphone = spawnSync('linphonec', ['-v']).error === undefined;

const LOOK_EVERY_MS = 20;
const ASK_EVERY_MS = 200;

/** Linphone's own core with its console in place of a window; without a sound card. */
export class Linphone {
  private said = '';

  private constructor(private readonly child: ChildProcess, private readonly home: string) {
    child.stdout?.on('data', (data: Buffer) => { this.said += data.toString(); });
  }

  /** Resolves once it is registered at that server. */
  static async start(user: string, password: string, server: string): Promise<Linphone> {
    const home = mkdtempSync(path.join(tmpdir(), 'linphone-'));
    for (const folder of ['.local/share/linphone', '.config/linphone']) mkdirSync(path.join(home, folder), { recursive: true });
    const config = path.join(home, 'linphonerc');
    writeFileSync(config, `[sip]\nsip_port=${await freeUdpPort()}\nsip_tcp_port=0\nsip_tls_port=0\nregister_only_when_network_is_up=0\n[rtp]\naudio_rtp_port=${await freeUdpPort()}\n`);
    const child = tieToUs(spawn('linphonec', ['-c', config], { env: { ...process.env, HOME: home, PULSE_SERVER: 'nowhere' }, stdio: ['pipe', 'pipe', 'ignore'] }));
    const linphone = new Linphone(child, home);
    try {
      await linphone.says(/linphonec>/);
      linphone.command(`register sip:${user}@${server} sip:${server} ${password}`);
      await linphone.says(/registered, identity=/, { ask: 'status register' });
    } catch (error) {
      await linphone.stop();
      throw error;
    }
    return linphone;
  }

  /** As typed at its console. */
  command(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** Waits until it has said so; what it said until then does not count again. `ask`: typed now and then meanwhile. */
  async says(text: RegExp, { withinMs = 8_000, ask = null as string | null } = {}): Promise<string> {
    const startedAtMs = performance.now();
    let askedAtMs = -Infinity;
    for (;;) {
      const found = text.exec(this.said);
      if (found !== null) {
        this.said = this.said.slice(found.index + found[0].length);
        return found[0];
      }
      const nowMs = performance.now();
      if (nowMs - startedAtMs > withinMs) throw new Error(`linphone did not say ${text} within ${withinMs} ms:\n${this.said.slice(-1_500)}`);
      if (ask !== null && nowMs - askedAtMs > ASK_EVERY_MS) {
        askedAtMs = nowMs;
        this.command(ask);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async stop(): Promise<void> {
    await stopChild(this.child);
    rmSync(this.home, { recursive: true, force: true });
  }
}
