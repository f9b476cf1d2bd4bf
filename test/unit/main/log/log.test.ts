import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../../../../electron/main/log/log';
import { RotatingFile } from '../../../../electron/main/log/rotating-file';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'sidetone-log-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function lines(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('writes one JSON line an entry, with component, redacted, readable by the user alone', () => {
    const file = join(folder, 'deep', 'sidetone.log');
    const log = openLog(file, false);
    log.child('sip').child('transport').info('sent to sip:0144556677@pbx.test', { password: 'hunter2', bytes: 12 });
    log.dispose();
    expect(lines(file)).toEqual([expect.objectContaining({ level: 30, component: 'sip.transport', password: '[redacted]', bytes: 12, msg: 'sent to sip:…677@pbx.test' })]);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('writes warnings at once, and details only when verbose', () => {
    const file = join(folder, 'sidetone.log');
    const log = openLog(file, false);
    log.debug('detail');
    log.warn('trouble');
    expect(lines(file).map(({ msg }) => msg)).toEqual(['trouble']);
    log.setVerbose(true);
    log.child('x').debug('detail');
    log.flush();
    expect(lines(file).map(({ msg }) => msg)).toEqual(['trouble', 'detail']);
    log.dispose();
  });

  it('keeps two files of bounded size', () => {
    const file = join(folder, 'sidetone.log');
    const out = new RotatingFile({ file, maxBytes: 1_000, flushAfterMs: 60_000 });
    for (let line = 0; line < 100; line += 1) { out.write(`${String(line).padStart(99, '.')}\n`); out.flush(); }
    out.close();
    expect(statSync(file).size).toBeLessThanOrEqual(1_000);
    expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(1_000);
    expect(readFileSync(file, 'utf8').trim().endsWith('99')).toBe(true);
    expect(existsSync(`${file}.2`)).toBe(false);
  });

  it('goes on where it stopped when the app starts again', () => {
    const file = join(folder, 'sidetone.log');
    for (const message of ['first run', 'second run']) { const log = openLog(file, false); log.info(message); log.dispose(); }
    expect(lines(file).map(({ msg }) => msg)).toEqual(['first run', 'second run']);
  });

  it('never throws where nothing can be written, and counts what was lost once it can', () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, '');
    const file = join(blocked, 'sidetone.log');
    const out = new RotatingFile({ file, maxBytes: 10_000, flushAfterMs: 60_000 });
    for (const line of ['a\n', 'b\n']) out.write(line);
    out.flush();
    rmSync(blocked);
    out.write('{"msg":"c"}\n');
    out.close();
    expect(lines(file)).toEqual([expect.objectContaining({ msg: 'log lines dropped', lines: 2 }), { msg: 'c' }]);
  });
});
