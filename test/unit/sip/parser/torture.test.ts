import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../../electron/sip/parser';

const folder = path.resolve(import.meta.dirname, '../../../../../shared/vectors/rfc4475');
const present = existsSync(folder);

/** Verdicts in which we use the freedom RFC 4475 gives to be liberal, or judge later than the parser. */
const ACCEPTED_LIBERALLY = new Set([
  'baddate.dat', // 3.1.2.12: Date is not used here, so a wrong one is ignored
  'baddn.dat', // 3.1.2.15: a display name with a comma is taken as it is
]);

describe.skipIf(!present)('RFC 4475 torture messages (reference vectors absent: skipped)', () => {
  const rows = present
    ? readFileSync(path.join(folder, 'verdicts.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t'))
    : [];

  test('there are 49 of them and each is judged', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.dat'));
    expect(files).toHaveLength(49);
    expect(new Set(rows.map((row) => row[1]))).toEqual(new Set(files));
  });

  test.each(rows.map((row) => [row[1] ?? '', row[2] ?? '', row[3] ?? '']))('%s is %s: %s', (file, verdict, expected) => {
    const result = parseMessage(readFileSync(path.join(folder, file)));
    const valid = verdict.startsWith('valid') || ACCEPTED_LIBERALLY.has(file);
    expect(result.ok, result.ok ? 'parsed' : result.failure.detail).toBe(valid);
    if (!result.ok) {
      const isResponse = verdict.includes('response');
      const status = isResponse ? null : expected.startsWith('505') ? 505 : 400;
      expect(result.failure.status).toBe(status);
    }
  });
});
