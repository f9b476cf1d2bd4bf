import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { build, type InlineConfig } from 'vite';
import { stopChild, tieToUs } from '../child';

const root = join(import.meta.dirname, '../../..');

/** Bundles the audio window and the little app around it into `folder`, without touching out/. */
export async function buildAudioLoop(folder: string): Promise<void> {
  const common: InlineConfig = { configFile: false, logLevel: 'error', mode: 'production' };
  await build({
    ...common, root: join(root, 'renderer'), worker: { format: 'es' },
    build: { outDir: join(folder, 'renderer'), emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0, rolldownOptions: { input: { audio: join(root, 'renderer/audio.html') } } },
  });
  const bundle = (input: string, entryFileNames: string, format: 'es' | 'cjs'): Promise<unknown> => build({
    ...common, root,
    ssr: { noExternal: true },
    build: { ssr: true, outDir: folder, emptyOutDir: false, target: 'node20', rolldownOptions: { input, external: ['electron'], output: { format, entryFileNames, chunkFileNames: 'chunk-[hash].js' } } },
  });
  await bundle(join(import.meta.dirname, 'main.ts'), 'main.js', 'es');
  await bundle(join(import.meta.dirname, 'echo.ts'), 'echo.js', 'es');
  await bundle(join(root, 'electron/preload/index.ts'), 'preload.cjs', 'cjs');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'sidetone-audio-loop', type: 'module', main: 'main.js' }));
}

export interface Fact { fact: string; atMs: number; [field: string]: unknown }

/** The running little app: orders in, facts out. */
export class AudioLoop {
  readonly facts: Fact[] = [];
  private constructor(private readonly child: ChildProcess, private readonly profile: string) {}

  static async start(folder: string, env: Record<string, string>): Promise<AudioLoop> {
    const electron = createRequire(import.meta.url)('electron') as unknown as string;
    const profile = await mkdtemp(join(tmpdir(), 'sidetone-audio-loop-'));
    const child = tieToUs(spawn(electron, [folder, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...env, AUDIO_LOOP_PROFILE: profile },
    }));
    const loop = new AudioLoop(child, profile);
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString('utf8');
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        if (line.startsWith('{')) loop.facts.push(JSON.parse(line) as Fact);
      }
    });
    await loop.until((fact) => fact.fact === 'up');
    return loop;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  order(name: string, ...args: unknown[]): void {
    this.child.stdin?.write(`${JSON.stringify([name, ...args])}\n`);
  }

  /** The first fact from index `from` on that `matches`; rejects after `timeoutMs`. */
  async until(matches: (fact: Fact) => boolean, from = 0, timeoutMs = 15_000): Promise<Fact> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.facts.slice(from).find(matches);
      if (found !== undefined) return found;
      if (Date.now() > deadline || this.child.exitCode !== null) throw new Error(`it did not happen; facts: ${JSON.stringify(this.facts.filter(({ fact }) => fact !== 'levels').slice(-10))}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async dispose(): Promise<void> {
    this.child.stdin?.end();
    await stopChild(this.child);
    await rm(this.profile, { recursive: true, force: true });
  }
}
