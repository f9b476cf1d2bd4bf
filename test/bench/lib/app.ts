import { spawn, type ChildProcess } from 'node:child_process';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { WindowKind } from '../../../electron/contract/app';
import { appFolder, runtimeArguments, runtimeBinary } from '../../support/app/runtime';
import { stopChild, tieToUs } from '../../support/child';
import { mainProcessOf } from './processes';
import { nowMs, sleep } from './report';

export interface StartOptions {
  /** The whole surroundings: display, sound and session bus. */
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Opens the runtime's debugging port, so that pages can be looked into. Costs a little. */
  readonly debug?: boolean;
  /** Another program that ends up starting the app, e.g. npm. */
  readonly command?: { readonly program: string; readonly args: readonly string[] };
}

/** A real app started as a user would, from the outside. */
export class StartedApp {
  readonly startedAtMs: number;
  private stderr = '';
  private browser: Browser | null = null;

  private constructor(readonly child: ChildProcess, startedAtMs: number) {
    this.startedAtMs = startedAtMs;
    child.stderr?.on('data', (data: Buffer) => { this.stderr += data.toString('utf8'); });
    child.stdout?.on('data', () => undefined);
  }

  static start(options: StartOptions): StartedApp {
    const { program, args } = options.command ?? { program: runtimeBinary(), args: [...runtimeArguments(), appFolder()] };
    const debug = options.debug === true ? ['--remote-debugging-port=0'] : [];
    const startedAtMs = nowMs();
    const child = tieToUs(spawn(program, [...args, ...debug, ...(options.args ?? [])], { env: options.env, stdio: ['ignore', 'pipe', 'pipe'], cwd: appFolder() }));
    return new StartedApp(child, startedAtMs);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The page of a window, once there is one. Needs `debug`. */
  async page(kind: WindowKind, withinMs = 15_000): Promise<Page> {
    this.browser ??= await chromium.connectOverCDP(await this.debugAddress());
    for (const untilMs = nowMs() + withinMs; nowMs() < untilMs; await sleep(20)) {
      for (const page of this.browser.contexts().flatMap((context) => context.pages())) {
        const found = await page.evaluate(() => (window as Partial<Window>).sidetone?.windowKind ?? null).catch(() => null);
        if (found === kind) return page;
      }
    }
    throw new Error(`no ${kind} window within ${withinMs} ms\n${this.stderr.slice(-2_000)}`);
  }

  /** Any page: of an app that is not ours. */
  async anyPage(): Promise<Page> {
    this.browser ??= await chromium.connectOverCDP(await this.debugAddress());
    for (;;) {
      const page = this.browser.contexts().flatMap((context) => context.pages())[0];
      if (page !== undefined) return page;
      await sleep(20);
    }
  }

  /** Quits like a session that ends, and waits until every process is gone. */
  async stop(): Promise<void> {
    await this.browser?.close().catch(() => undefined);
    const main = mainProcessOf(this.pid);
    if (main !== null && main !== this.pid) await this.stopBehindCommand(main);
    await stopChild(this.child, 8_000);
  }

  /** npm ends before the app does when it is told to; so the app itself is told, and npm follows. */
  private async stopBehindCommand(main: number): Promise<void> {
    const gone = new Promise<void>((resolve) => { this.child.once('exit', () => resolve()); });
    process.kill(main, 'SIGTERM');
    await Promise.race([gone, sleep(8_000)]);
  }

  private async debugAddress(): Promise<string> {
    for (const untilMs = nowMs() + 15_000; nowMs() < untilMs; await sleep(10)) {
      const address = /DevTools listening on (ws:\S+)/.exec(this.stderr)?.[1];
      if (address !== undefined) return address;
      if (this.child.exitCode !== null) break;
    }
    throw new Error(`the app did not come up:\n${this.stderr.slice(-2_000)}`);
  }
}
