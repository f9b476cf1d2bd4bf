import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, copyFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

interface Case { file: string; code: string; rule: string | null }

const imports = (file: string, specifier: string, rule: string | null): Case => (
  { file, code: `import { thing } from '${specifier}';\nexport const kept = thing;\n`, rule }
);
const typeImport = (file: string, specifier: string, rule: string | null): Case => (
  { file, code: `import type { Thing } from '${specifier}';\nexport type Kept = Thing;\n`, rule }
);
const refused = 'no-restricted-imports';

/** Each line: what is written where, and the rule that must refuse it (null: nothing may). */
const cases: Record<string, Case> = {
  'calls takes types of contract': typeImport('electron/calls/a1.ts', '../contract/ids', null),
  'calls takes no values of contract': imports('electron/calls/a2.ts', '../contract/ids', refused),
  'calls does not know sip': typeImport('electron/calls/a3.ts', '../sip/agent', refused),
  'calls does not know the store, from a folder below': imports('electron/calls/ports/a4.ts', '../../store/driver', refused),
  'calls does not know electron': imports('electron/calls/a5.ts', 'electron', refused),
  'contract does not know calls': imports('electron/contract/b1.ts', '../calls/errors', refused),
  'contract takes zod': imports('electron/contract/b2.ts', 'zod', null),
  'sip takes calls': imports('electron/sip/c1.ts', '../calls/errors', null),
  'sip does not know media': imports('electron/sip/c2.ts', '../media/sdp/offer', refused),
  'sip does not know native': imports('electron/sip/lines/c3.ts', '../../../native', refused),
  'sip leaves sip.js to its folder': imports('electron/sip/transport/c4.ts', 'sip.js', refused),
  'sip leaves the inside of sip.js to its folder': imports('electron/sip/c5.ts', 'sip.js/lib/core/index.js', refused),
  'sip/sipjs takes sip.js': imports('electron/sip/sipjs/c6.ts', 'sip.js', null),
  'sip/sipjs does not know media': imports('electron/sip/sipjs/c7.ts', '../../media/engine', refused),
  'sip/sipjs does not know electron': imports('electron/sip/sipjs/c8.ts', 'electron', refused),
  'media takes native': imports('electron/media/codecs/d1.ts', '../../../native', null),
  'media does not know sip': imports('electron/media/d2.ts', '../sip/agent', refused),
  'media does not know electron': imports('electron/media/d3.ts', 'electron/main', refused),
  'store takes schemas of contract': imports('electron/store/e1.ts', '../contract/contacts', null),
  'store does not know sip': imports('electron/store/e2.ts', '../sip/agent', refused),
  'directory does not know the store': imports('electron/directory/f1.ts', '../store/contacts', refused),
  'practice takes sip': imports('electron/practice/g1.ts', '../sip/parser', null),
  'practice does not know electron': imports('electron/practice/g2.ts', 'electron', refused),
  'practice does not know the store': imports('electron/practice/g3.ts', '../store/driver', refused),
  'preload takes electron': imports('electron/preload/h1.ts', 'electron', null),
  'preload does not know main': imports('electron/preload/h2.ts', '../main/quit', refused),
  'main takes electron': imports('electron/main/i1.ts', 'electron', null),
  'main takes the store': imports('electron/main/commands/i2.ts', '../../store/driver', null),
  'main does not know the renderer': imports('electron/main/i3.ts', '../../renderer/theme', refused),
  'main does not know preload': imports('electron/main/i4.ts', '../preload', refused),
  'main leaves sip.js to its folder': imports('electron/main/i5.ts', 'sip.js', refused),
  'renderer takes types of contract': typeImport('renderer/call/j1.ts', '../../electron/contract', null),
  'renderer takes no values of contract, which bring zod': imports('renderer/call/j6.ts', '../../electron/contract', refused),
  'renderer takes plain defaults': imports('renderer/call/j7.ts', '../../electron/contract/line-defaults', null),
  'renderer does not know calls': typeImport('renderer/call/j2.ts', '../../electron/calls/call', refused),
  'renderer does not know electron': imports('renderer/j3.ts', 'electron', refused),
  'renderer does not know Node': imports('renderer/j4.ts', 'node:fs', refused),
  'renderer may call a folder of its own like one of main\'s': imports('renderer/j/j5.ts', '../call/view', null),
  'native knows nothing of ours': imports('native/k1.ts', '../electron/calls/errors', refused),
  'the app imports no test code': imports('electron/main/l1.ts', '../../test/support/fake-clock', refused),
  'a promise nobody waits for': { file: 'electron/calls/m1.ts', code: 'async function f(): Promise<void> {}\nexport function g(): void { f(); }\n', rule: 'no-floating-promises' },
  'a switch with a case missing': { file: 'electron/calls/m2.ts', code: 'export function f(x: \'a\' | \'b\'): void {\n  switch (x) { case \'a\': break; }\n}\n', rule: 'switch-exhaustiveness-check' },
  any: { file: 'electron/calls/m3.ts', code: 'export const x: any = 1;\n', rule: 'no-explicit-any' },
  'console in electron': { file: 'electron/calls/m4.ts', code: 'console.log(1);\n', rule: 'no-console' },
  'console in the renderer': { file: 'renderer/m5.ts', code: 'console.log(1);\n', rule: 'no-console' },
  'a file of 401 lines': { file: 'electron/calls/m6.ts', code: 'export {};\n'.repeat(401), rule: 'max-lines' },
  'a file of 400 lines': { file: 'electron/calls/m7.ts', code: `${'export {};\n'.repeat(399)}export {};`, rule: null },
};

describe('the lint run', () => {
  let folder: string;
  const findings = new Map<string, string[]>();

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sidetone-lint-'));
    copyFileSync(path.join(root, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
    copyFileSync(path.join(root, 'tsconfig.json'), path.join(folder, 'tsconfig.json'));
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    for (const { file, code } of Object.values(cases)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), code);
    }
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: { lint: string } };
    const [, ...args] = scripts.lint.split(' ');
    const result = spawnSync(process.execPath, [path.join(root, 'node_modules/oxlint/bin/oxlint'), ...args, '--format=json'], { cwd: folder, encoding: 'utf8' });
    const report = JSON.parse(result.stdout) as { diagnostics: { code: string; filename: string; severity: string }[] };
    for (const { code, filename, severity } of report.diagnostics) {
      if (severity === 'error') findings.set(filename, [...findings.get(filename) ?? [], code]);
    }
  }, 60_000);

  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

  it.each(Object.entries(cases))('%s', (_name, { file, rule }) => {
    const found = findings.get(file) ?? [];
    if (rule === null) expect(found).toEqual([]);
    else expect(found.some((code) => code.includes(rule))).toBe(true);
  });
});
