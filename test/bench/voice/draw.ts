/** Draws the rows of one or more runs of the voice benchmark: `npx tsx test/bench/voice/draw.ts OUT.svg ROWS.json...` */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from '../lib/report';
import { cases } from './cases';
import { picture } from './picture';

const [out, ...files] = process.argv.slice(2);
if (out === undefined || files.length === 0) {
  process.stderr.write('draw.ts OUT.svg ROWS.json...\n');
  process.exit(1);
}
const rows = files.flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as { rows: Row[] }).rows);
const has = (part: 0 | 1) => (name: string): boolean => rows.some((row) => row.case.split(', ')[part] === name);
const subjects = [...new Set(rows.map(({ subject }) => subject))];
writeFileSync(out, picture(rows, subjects, ['opus', 'g722', 'pcmu'].filter(has(0)), cases.map(({ name }) => name).filter(has(1))));
