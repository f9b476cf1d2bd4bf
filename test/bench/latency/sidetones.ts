import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import type { CodecName } from '../../../electron/contract/accounts';
import type { CommandName, CommandRequest, CommandResponse, CommandResult, SidetoneApi } from '../../../electron/contract/channels';
import { hasKamailio, passwordOf, startKamailio, type Kamailio } from '../../support/sip/kamailio';
import type { Rig, Subject } from './subject';

const root = join(import.meta.dirname, '../../..');
const WAIT_MS = 20_000;

/** Two Sidetones of this checkout, each with a profile of its own, registered at a Kamailio on loopback. */
export const sidetones = pairOf('sidetone', false);
/** With echo cancellation, noise suppression and gain control. */
export const sidetonesProcessing = pairOf('sidetone, processing', true);

function pairOf(name: string, processing: boolean): Subject {
  return {
    name,
    missing: () => (hasKamailio ? null : 'kamailio is not installed'),
    call: (rig, codec) => callBetween(rig, codec, processing),
  };
}

async function callBetween(rig: Rig, codec: CodecName, processing: boolean): Promise<{ end(): Promise<void> }> {
  const started: { end(): Promise<void> }[] = [];
  const end = async (): Promise<void> => { for (const each of started.reverse()) await each.end(); };
  try {
    const server = await startKamailio();
    started.push({ end: () => server.stop() });
    const b = await Sidetone.start('b', server, codec, processing, { ...rig.envB, DISPLAY: rig.display });
    started.push(b);
    const a = await Sidetone.start('a', server, codec, processing, { ...rig.envA, DISPLAY: rig.display });
    started.push(a);
    await a.ask('call:dial', { number: 'b', accountId: null });
    const callId = await b.until(async () => (await b.ask('call:list', null)).find(({ phase }) => phase.kind === 'incoming')?.id, 'an incoming call');
    await b.ask('call:answer', { callId });
    for (const side of [a, b]) {
      await side.until(async () => (await side.ask('call:list', null)).find(({ phase }) => phase.kind === 'established'), 'an established call');
    }
  } catch (error) {
    await end();
    throw error;
  }
  return { end };
}

class Sidetone {
  private constructor(private readonly app: ElectronApplication, private readonly page: Page, private readonly profile: string) {}

  static async start(user: string, server: Kamailio, codec: CodecName, processing: boolean, env: Record<string, string>): Promise<Sidetone> {
    const profile = await mkdtemp(join(tmpdir(), 'sidetone-latency-'));
    const provisioning = join(profile, 'provisioning.json');
    await writeFile(provisioning, JSON.stringify({
      version: 1,
      accounts: [{ label: user, username: user, password: passwordOf(user), domain: `127.0.0.1:${server.port}`, codecs: [codec] }],
      settings: { echoCancellation: processing, noiseSuppression: processing, autoGainControl: processing, onboarded: true },
    }));
    const app = await _electron.launch({
      executablePath: createRequire(import.meta.url)('electron') as unknown as string,
      args: [root, '--profile', profile, '--provision', provisioning, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      env: { ...process.env, ...env } as Record<string, string>,
      timeout: WAIT_MS,
    });
    const page = await phoneWindow(app);
    const sidetone = new Sidetone(app, page, profile);
    await sidetone.until(async () => (await sidetone.ask('accounts:list', null)).find(({ registration }) => registration.kind === 'ready'), 'a registration');
    return sidetone;
  }

  /** Asks main what the window could ask. */
  async ask<N extends CommandName>(name: N, request: CommandRequest<N>): Promise<CommandResponse<N>> {
    // As text both ways: the driver's own types for what crosses into a page do not follow a generic one.
    const text = await this.page.evaluate(async ([command, body]) => {
      const { sidetone } = window as unknown as { sidetone: { invoke(command: string, body: unknown): Promise<unknown> } };
      return JSON.stringify(await sidetone.invoke(command, JSON.parse(body)));
    }, [name as string, JSON.stringify(request)] as const);
    const result = JSON.parse(text) as CommandResult<CommandResponse<N>>;
    if (!result.ok) throw new Error(`${name}: ${result.error.message}`);
    return result.value;
  }

  async until<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`no ${what} within ${WAIT_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async end(): Promise<void> {
    const child = this.app.process();
    const closed = this.app.close().catch(() => undefined);
    const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
    await closed;
    clearTimeout(timer);
    await rm(this.profile, { recursive: true, force: true });
  }
}

/** The phone window; the audio window and the floating ones may come before it. */
async function phoneWindow(app: ElectronApplication): Promise<Page> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    for (const page of app.windows()) {
      const kind = await page.evaluate(() => (window as unknown as { sidetone?: SidetoneApi }).sidetone?.windowKind).catch(() => undefined);
      if (kind === 'phone') return page;
    }
    if (Date.now() > deadline) throw new Error('the phone window did not open');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
