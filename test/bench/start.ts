/**
 * From the start of the process to a window that can be used, and to a line that is registered; beside an empty window
 * of the same runtime, and `npm start` where nothing has changed.
 * npm run bench:start [-- --json FILE] [--rounds N]
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runtimeArguments, runtimeBinary } from '../support/app/runtime';
import { StartedApp, type StartOptions } from './lib/app';
import { calm } from './lib/calm';
import { argument, median, Report, sleep } from './lib/report';
import { isPhone, startRig, type Rig } from './lib/rig';

const ROUNDS = Number(argument('rounds') ?? 9);

interface Start {
  /** ms since the process was started. */
  readonly mappedMs: number;
  readonly paintedMs: number;
  readonly usableMs: number;
  readonly registeredMs: number;
  readonly answerMs: number;
}

/** Runs once with the first steps done and the practice line stored. */
async function prepareProfile(rig: Rig, profile: string): Promise<void> {
  const app = StartedApp.start({ env: rig.desk.env(), debug: true, args: ['--profile', profile] });
  const page = await app.page('phone');
  const done = await page.evaluate(async () => {
    const started = await window.sidetone.invoke('practice:start', null);
    const settings = await window.sidetone.invoke('settings:set', { onboarded: true });
    return started.ok && settings.ok;
  });
  if (!done) throw new Error('the practice line did not start');
  await app.stop();
}

/** Usable: on the screen, painted with its content, and main answers. The page draws nothing before main has answered four questions. */
async function startOnce(rig: Rig, options: Omit<StartOptions, 'env' | 'debug'>): Promise<Start> {
  await calm();
  const app = StartedApp.start({ ...options, env: rig.desk.env(), debug: true });
  try {
    const mapped = await rig.watch.next(isPhone, app.startedAtMs);
    const page = await app.page('phone');
    const seen = await page.evaluate(async () => {
      while (document.querySelector('#root > *') === null || performance.getEntriesByName('first-contentful-paint').length === 0) await new Promise((resolve) => { setTimeout(resolve, 10); });
      const paint = performance.getEntriesByName('first-contentful-paint')[0];
      const askedMs = performance.now();
      const info = await window.sidetone.invoke('app:info', null);
      const answerMs = performance.now() - askedMs;
      for (;;) {
        const lines = await window.sidetone.invoke('accounts:list', null);
        const state = lines.ok ? lines.value[0]?.registration : undefined;
        if (state?.kind === 'ready') return { ok: info.ok, answerMs, paintedAtMs: performance.timeOrigin + (paint?.startTime ?? Number.NaN), registeredAtMs: state.sinceEpochMs };
        await new Promise((resolve) => { setTimeout(resolve, 20); });
      }
    });
    if (!seen.ok) throw new Error('main did not answer');
    const since = (atMs: number): number => atMs - app.startedAtMs;
    return {
      mappedMs: since(mapped.atMs), paintedMs: since(seen.paintedAtMs), usableMs: since(Math.max(mapped.atMs, seen.paintedAtMs)),
      registeredMs: since(seen.registeredAtMs), answerMs: seen.answerMs,
    };
  } finally {
    await app.stop();
  }
}

/** The floor: what the runtime itself needs for a window with a word in it. */
function writeEmptyApp(folder: string): void {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.cjs' }));
  writeFileSync(path.join(folder, 'main.cjs'), `
    const { app, BrowserWindow } = require('electron');
    app.setPath('userData', require('node:path').join(__dirname, 'profile'));
    app.whenReady().then(() => {
      const window = new BrowserWindow({ width: 360, height: 640, show: false, webPreferences: { sandbox: true } });
      window.once('ready-to-show', () => window.show());
      window.loadURL('data:text/html,<h1>empty</h1>');
    });
  `);
}

async function emptyOnce(rig: Rig, folder: string): Promise<number> {
  await calm();
  const app = StartedApp.start({ env: rig.desk.env(), debug: true, command: { program: runtimeBinary(), args: [...runtimeArguments(), folder] } });
  try {
    const mapped = await rig.watch.next(isPhone, app.startedAtMs);
    const page = await app.anyPage();
    const paintedAtMs = await page.evaluate(async () => {
      for (;;) {
        const paint = performance.getEntriesByName('first-contentful-paint')[0];
        if (paint !== undefined) return performance.timeOrigin + paint.startTime;
        await new Promise((resolve) => { setTimeout(resolve, 10); });
      }
    });
    return Math.max(mapped.atMs, paintedAtMs) - app.startedAtMs;
  } finally {
    await app.stop();
  }
}

const report = new Report('start');
const rig = await startRig();
const [profile, emptyApp] = await Promise.all([rig.desk.folder(), rig.desk.folder('empty')]);
try {
  writeEmptyApp(emptyApp);
  await prepareProfile(rig, profile);
  const ours: Start[] = [];
  const viaNpm: Start[] = [];
  const empty: number[] = [];
  const npmStart = { command: { program: 'npm', args: ['start', '--silent', '--'] }, args: ['--profile', profile] };
  // The first of each warms the caches and is not counted.
  for (let round = -1; round < ROUNDS; round++) {
    const start = await startOnce(rig, { args: ['--profile', profile] });
    const floor = await emptyOnce(rig, emptyApp);
    const npm = await startOnce(rig, npmStart);
    if (round < 0) continue;
    ours.push(start);
    empty.push(floor);
    viaNpm.push(npm);
    process.stderr.write(`round ${round + 1}: usable ${start.usableMs.toFixed(0)} ms, empty window ${floor.toFixed(0)} ms, npm start ${npm.usableMs.toFixed(0)} ms\n`);
    await sleep(200);
  }
  const electronDot = 'warm `electron .`';
  report.times(`${electronDot}: window on the screen`, 'sidetone', ours.map((start) => start.mappedMs));
  report.times(`${electronDot}: content painted`, 'sidetone', ours.map((start) => start.paintedMs));
  report.times(`${electronDot}: usable`, 'sidetone', ours.map((start) => start.usableMs));
  report.times(`${electronDot}: usable`, 'empty window', empty);
  report.add(`${electronDot}: usable`, 'sidetone / empty window', 'ratio', median(ours.map((start, index) => start.usableMs / (empty[index] ?? Number.NaN))), 'x');
  report.times('first question answered', 'sidetone', ours.map((start) => start.answerMs));
  report.times(`${electronDot}: registered (practice line)`, 'sidetone', ours.map((start) => start.registeredMs));
  report.times('registered after usable', 'sidetone', ours.map((start) => start.registeredMs - start.usableMs));
  report.times('second `npm start`: usable', 'sidetone', viaNpm.map((start) => start.usableMs));
} finally {
  await rig.desk.dispose();
}
report.finish();
