import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Account } from '../../../electron/contract/accounts';
import { stopChild, tieToUs } from '../child';

export interface PhoneSpec {
  readonly user: string;
  readonly domain: string;
  readonly transport: Account['transport'];
}

/** How one phone stands; told ten times a second. */
export interface Standing {
  readonly user: string;
  readonly registration: string;
  /** Phase of its first call, null = none. */
  readonly call: string | null;
  /** New offers of far ends so far. */
  readonly offers: number;
  /** Of what was heard in the last 100 ms. */
  readonly loudness: number;
  /** host:port that it registered last. */
  readonly contact: string;
}

export type Order =
  | { readonly kind: 'dial'; readonly user: string; readonly target: string }
  | { readonly kind: 'answer' | 'sing' | 'hangUp'; readonly user: string };

/** Louder than any comfort noise. */
const LOUD = 0.05;

/** Whole phones in a process of their own that runs in some network. */
export class NetPhones {
  private readonly standings = new Map<string, Standing>();
  private readonly lines: string[] = [];
  private toldAtMs = 0;

  private constructor(private readonly child: ChildProcess) {}

  /** `under`: the words before the command, see NetLab. */
  static start(under: readonly string[], specs: readonly PhoneSpec[]): NetPhones {
    const root = path.resolve(import.meta.dirname, '../../..');
    const command = [...under, process.execPath, '--import', path.join(root, 'test/support/raw-sql.mjs'), '--import', 'tsx', path.join(import.meta.dirname, 'phone-child.ts'), JSON.stringify(specs)];
    const child = tieToUs(spawn(command[0] ?? '', command.slice(1), { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] }));
    const phones = new NetPhones(child);
    child.stderr?.on('data', (chunk: Buffer) => phones.lines.push(chunk.toString()));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (!line.startsWith('{')) return void phones.lines.push(line);
      const standing = JSON.parse(line) as Standing;
      phones.toldAtMs = performance.now();
      phones.standings.set(standing.user, standing);
    });
    return phones;
  }

  order(order: Order): void {
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  of(user: string): Standing | null {
    return this.standings.get(user) ?? null;
  }

  isReady(user: string): boolean {
    return this.of(user)?.registration === 'ready';
  }

  hears(user: string): boolean {
    return (this.of(user)?.loudness ?? 0) > LOUD;
  }

  toString(): string {
    const { exitCode, signalCode } = this.child;
    return `${JSON.stringify([...this.standings.values()])} ${exitCode ?? signalCode ?? 'runs'}, told ${Math.round(performance.now() - this.toldAtMs)} ms ago\n${this.lines.join('').slice(-2_000)}`;
  }

  async stop(): Promise<void> {
    const gone = new Promise<void>((resolve) => { this.child.once('exit', () => resolve()); });
    this.child.stdin?.end();
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 4_000))]);
    await stopChild(this.child);
  }
}

/** Waits until it is so; answers how long that took, ms. `phones`: shown where it is never so. */
export async function untilSo(what: string, isSo: () => boolean, withinMs: number, phones: readonly NetPhones[]): Promise<number> {
  const startedMs = performance.now();
  while (!isSo()) {
    if (performance.now() - startedMs > withinMs) throw new Error(`not ${what} within ${withinMs} ms: ${phones.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - startedMs;
}
