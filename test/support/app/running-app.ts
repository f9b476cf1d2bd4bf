import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import type { AccountWithState, CallSnapshot, CommandName, CommandRequest, CommandResponse, CommandResult, HistoryEntry, Notice, WindowKind } from '../../../electron/contract';
import type { Desk } from './desk';
import { kill, killTree, processTree } from './processes';
import { appFolder, runtimeArguments, runtimeBinary } from './runtime';
import { pause, until } from './until';

export interface AppOptions {
  /** Data folder; a new one where left out. */
  profile?: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

export interface LogLine { level: number; time: number; msg: string; component?: string; [field: string]: unknown }

/** What main knows of one window. */
export interface WindowFacts {
  visible: boolean; minimised: boolean; focused: boolean; alwaysOnTop: boolean; destroyed: boolean; crashed: boolean;
  bounds: { x: number; y: number; width: number; height: number };
}

const pageOf: Readonly<Record<WindowKind, string>> = { phone: 'phone.html', callBar: 'call-bar.html', ring: 'ring.html', audio: 'audio.html' };
const pictures = fileURLToPath(new URL('../../output/e2e/', import.meta.url));
const START_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 10_000;

/** The real app, started on a desk, with its windows in the hands of the test. */
export class RunningApp {
  /** What pages threw and nobody caught, of every window. */
  readonly pageErrors: string[] = [];
  private ended = false;

  private constructor(readonly desk: Desk, readonly profile: string, readonly electron: ElectronApplication, private readonly process: ChildProcess) {}

  get pid(): number {
    return this.process.pid ?? 0;
  }

  static async start(desk: Desk, options: AppOptions = {}): Promise<RunningApp> {
    const profile = options.profile ?? await desk.folder();
    const electron = await _electron.launch({
      executablePath: runtimeBinary(), timeout: START_TIMEOUT_MS, cwd: profile,
      args: [...runtimeArguments(), '--disable-gpu', appFolder(), '--profile', profile, ...options.args ?? []],
      env: desk.env(options.env),
    });
    const app = new RunningApp(desk, profile, electron, electron.process());
    const watch = (page: Page): void => { page.on('pageerror', (error) => app.pageErrors.push(error.stack ?? error.message)); };
    electron.windows().forEach(watch);
    electron.on('window', watch);
    desk.onDispose(() => app.close());
    electron.context().setDefaultTimeout(10_000);
    return app;
  }

  get running(): boolean {
    // The driver forgets its process as soon as the connection ends.
    const { exitCode, signalCode } = this.process;
    return exitCode === null && signalCode === null;
  }

  /** The page of a window, shown or not. */
  window(kind: WindowKind, withinMs = 15_000): Promise<Page> {
    return until(`window ${kind}`, () => this.electron.windows().find((page) => !page.isClosed() && page.url().endsWith(pageOf[kind])), withinMs);
  }

  /** The phone window, with something drawn in it. */
  async phone(): Promise<Page> {
    const page = await this.window('phone');
    await page.locator('#root > *').first().waitFor();
    return page;
  }

  /** Main's own view of a window; null where there is none. */
  facts(kind: WindowKind): Promise<WindowFacts | null> {
    return this.electron.evaluate(({ BrowserWindow }, page) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith(page));
      if (!window) return null;
      return {
        visible: window.isVisible(), minimised: window.isMinimized(), focused: window.isFocused(), alwaysOnTop: window.isAlwaysOnTop(),
        destroyed: window.isDestroyed(), crashed: window.webContents.isCrashed(), bounds: window.getBounds(),
      };
    }, pageOf[kind]);
  }

  /** Closes the phone window as its close button would. */
  async closePhoneWindow(): Promise<void> {
    await this.electron.evaluate(({ BrowserWindow }, page) => {
      BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith(page))?.close();
    }, pageOf.phone);
    await until('the phone window is away', async () => {
      const facts = await this.facts('phone');
      return facts !== null && (!facts.visible || facts.minimised);
    });
  }

  /** A command of the contract, asked from the phone window as its page would. Throws the code where it is refused. */
  async invoke<N extends CommandName>(name: N, request: CommandRequest<N>): Promise<CommandResponse<N>> {
    const result = await this.ask(name, request);
    if (result.ok) return result.value;
    throw new Error(`${name}: ${result.error.code} (${result.error.message})`);
  }

  /** As invoke, for what may be refused. */
  ask<N extends CommandName>(name: N, request: CommandRequest<N>): Promise<CommandResult<CommandResponse<N>>> {
    return this.run('phone', `window.sidetone.invoke(${JSON.stringify(name)}, ${JSON.stringify(request)})`) as Promise<CommandResult<CommandResponse<N>>>;
  }

  /** Runs an expression in a page, by way of main: works also after a crash, when the driver has given its page up. */
  run(kind: WindowKind, expression: string): Promise<unknown> {
    return this.electron.evaluate(async ({ BrowserWindow }, [page, code]) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith(page));
      if (!window || window.webContents.isCrashed()) throw new Error(`no page ${page}`);
      return await (window.webContents.executeJavaScript(code) as Promise<unknown>);
    }, [pageOf[kind], expression] as const);
  }

  calls(): Promise<CallSnapshot[]> {
    return this.invoke('call:list', null);
  }

  /** The first call that fits, as soon as there is one. */
  call(what: string, fits: (call: CallSnapshot) => boolean, withinMs = 10_000): Promise<CallSnapshot> {
    let seen: CallSnapshot[] = [];
    return until(what, async () => {
      seen = await this.calls();
      return seen.find(fits);
    }, withinMs, () => `calls: ${JSON.stringify(seen.map((call) => [call.remote.number, call.phase]))}\n${this.logTail()}`);
  }

  waitForCall(phase: CallSnapshot['phase']['kind'], withinMs = 10_000): Promise<CallSnapshot> {
    return this.call(phase, (call) => call.phase.kind === phase, withinMs);
  }

  /** No call is left that could be heard. */
  async quiet(withinMs = 8_000): Promise<void> {
    await until('no live call', async () => (await this.calls()).every((call) => call.phase.kind === 'ended'), withinMs);
  }

  async hangUpAll(): Promise<void> {
    for (const call of await this.calls()) if (call.phase.kind !== 'ended') await this.invoke('call:hangUp', { callId: call.id });
    await this.quiet();
    for (const call of await this.calls()) await this.invoke('call:dismiss', { callId: call.id });
  }

  /** The line that is ready, as soon as one is. */
  ready(withinMs = 15_000): Promise<AccountWithState> {
    let seen: AccountWithState[] = [];
    return until('a line is ready', async () => {
      seen = await this.invoke('accounts:list', null);
      return seen.find(({ registration }) => registration.kind === 'ready');
    }, withinMs, () => `${JSON.stringify(seen.map(({ registration }) => registration))}\n${this.logTail()}`);
  }

  notice(code: Notice['code'], withinMs = 8_000): Promise<Notice> {
    let seen: Notice[] = [];
    return until(`notice ${code}`, async () => {
      seen = await this.invoke('app:notices', null);
      return seen.find((notice) => notice.code === code);
    }, withinMs, () => JSON.stringify(seen.map((notice) => notice.code)));
  }

  history(): Promise<HistoryEntry[]> {
    return this.invoke('history:page', { query: '', only: 'all', before: null, limit: 100 });
  }

  /** Every line of the log so far. */
  log(): LogLine[] {
    const file = join(this.profile, 'sidetone.log');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8').split('\n').flatMap((line) => {
      try { return [JSON.parse(line) as LogLine]; } catch { return []; }
    });
  }

  logged(message: string, withinMs = 8_000): Promise<LogLine> {
    return until(`"${message}" in the log`, () => this.log().findLast((line) => line.msg === message), withinMs, () => this.logTail());
  }

  /** Files of the profile that hold this text in plain. */
  filesHolding(text: string): string[] {
    const files = readdirSync(this.profile, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map((entry) => join(entry.parentPath, entry.name)).filter((file) => readFileSync(file).includes(text));
  }

  logTail(lines = 12): string {
    return this.log().slice(-lines).map((line) => JSON.stringify(line)).join('\n');
  }

  /** A picture of a window in test/output/e2e; answers its path. */
  async screenshot(name: string, kind: WindowKind = 'phone', folder = pictures): Promise<string> {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await (await this.window(kind)).screenshot({ path, animations: 'disabled' });
    return path;
  }

  /** The pid of a helper process whose command line holds `words`. */
  helperPid(words: string): number {
    const found = processTree(this.pid).find(({ pid, commandLine }) => pid !== this.pid && commandLine.includes(words));
    if (found === undefined) throw new Error(`no process with "${words}" below ${this.pid}`);
    return found.pid;
  }

  /** kill -9 of the media process. */
  killMedia(): void {
    kill(this.mediaPid());
  }

  mediaPid(): number {
    const found = processTree(this.pid).filter(({ commandLine }) => commandLine.includes('--utility-sub-type=node.mojom.NodeService'));
    const pid = found.at(-1)?.pid;
    if (pid === undefined) throw new Error('no media process');
    return pid;
  }

  /** kill -9 of the process that draws a window. */
  async killPage(kind: WindowKind): Promise<void> {
    const pid = await this.electron.evaluate(({ BrowserWindow }, page) => (
      BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith(page))?.webContents.getOSProcessId() ?? 0
    ), pageOf[kind]);
    if (pid === 0) throw new Error(`no page process of ${kind}`);
    kill(pid);
  }

  /** kill -9 of the whole app: main, media, windows, all. */
  async killAll(): Promise<void> {
    this.ended = true;
    killTree(this.pid);
    await until('the app is dead', () => processTree(this.pid).length === 0);
    await this.electron.close().catch(() => undefined);
  }

  /** Quits as a user would; what does not go in time is killed. */
  async close(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    const tree = processTree(this.pid);
    await Promise.race([this.electron.close().catch(() => undefined), pause(CLOSE_TIMEOUT_MS)]);
    for (const { pid } of processTree(this.pid)) kill(pid);
    await until('every process has gone', () => tree.every(({ pid }) => processTree(pid).length === 0), 5_000).catch(() => tree.forEach(({ pid }) => kill(pid)));
  }
}
