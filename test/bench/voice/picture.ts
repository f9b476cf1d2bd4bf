import type { Row } from '../lib/report';

/** Colours that stay apart for the colour-blind and in grey. */
const COLOURS = ['#4f46e5', '#e0912f', '#5b9b6f', '#a3617f'];
const BAR = 13;
const GROUP_GAP = 16;
const LEFT = 56;
/** The headline needs it. */
const MIN_WIDTH = 700;
const TOP = 64;
const PANEL_HEIGHT = 150;
const DELAY_HEIGHT = 84;
const PANEL_GAP = 46;

/** The benchmark's rows as a picture: for each codec the score of every case and phone as bars, and under it the added delay. */
export function picture(rows: readonly Row[], subjects: readonly string[], codecs: readonly string[], cases: readonly string[]): string {
  const group = subjects.length * BAR + GROUP_GAP;
  const width = Math.max(MIN_WIDTH, LEFT + cases.length * group + 24);
  const block = PANEL_HEIGHT + DELAY_HEIGHT + PANEL_GAP + 24;
  const height = TOP + codecs.length * block + 12;
  const value = (codec: string, name: string, subject: string, metric: string): number | null =>
    rows.find((row) => row.case === `${codec}, ${name}` && row.subject === subject && row.metric === metric)?.value ?? null;
  const slowest = Math.max(100, ...rows.filter(({ metric }) => metric === 'added delay').map((row) => row.value));
  const delayTop = Math.ceil(slowest / 100) * 100;

  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Inter, Helvetica, Arial, sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(LEFT, 22, 'Speech after a bad network: score 1 to 5 (higher is better), added delay in ms (lower is better)', 'font-size="14" font-weight="600"'),
    ...subjects.map((subject, i) => `<rect x="${LEFT + i * 110}" y="34" width="11" height="11" rx="2" fill="${COLOURS[i % COLOURS.length]}"/>${text(LEFT + i * 110 + 17, 44, subject)}`),
  ];
  codecs.forEach((codec, c) => {
    const top = TOP + c * block;
    parts.push(text(8, top + 14, codec, 'font-size="13" font-weight="600"'));
    parts.push(...axis(top, PANEL_HEIGHT, width, [1, 2, 3, 4, 5], 1, 5, ''));
    const delayAt = top + PANEL_HEIGHT + 22;
    parts.push(...axis(delayAt, DELAY_HEIGHT, width, [0, delayTop / 2, delayTop], 0, delayTop, ' ms'));
    cases.forEach((name, n) => {
      const x = LEFT + 8 + n * group;
      subjects.forEach((subject, s) => {
        const colour = COLOURS[s % COLOURS.length] ?? '#000';
        const score = value(codec, name, subject, 'speech score');
        const delay = value(codec, name, subject, 'added delay');
        if (score !== null) parts.push(bar(x + s * BAR, top, PANEL_HEIGHT, (score - 1) / 4, colour, score.toFixed(1)));
        if (delay !== null) parts.push(bar(x + s * BAR, delayAt, DELAY_HEIGHT, Math.max(0, delay) / delayTop, colour, delay.toFixed(0)));
      });
      parts.push(text(x + (subjects.length * BAR) / 2, top + PANEL_HEIGHT + 13, name, 'text-anchor="middle" fill="#444"'));
    });
  });
  return `${parts.join('\n')}\n</svg>\n`;
}

function axis(top: number, height: number, width: number, ticks: readonly number[], low: number, high: number, unit: string): string[] {
  return ticks.flatMap((tick) => {
    const y = top + height - ((tick - low) / (high - low)) * height;
    return [`<line x1="${LEFT}" x2="${width - 12}" y1="${y}" y2="${y}" stroke="#e3e5ea"/>`, text(LEFT - 6, y + 4, `${tick}${unit}`, 'text-anchor="end" fill="#667"')];
  });
}

function bar(x: number, top: number, height: number, share: number, colour: string, label: string): string {
  const length = Math.min(1, share) * height;
  const y = top + height - length;
  return `<rect x="${x}" y="${y.toFixed(1)}" width="${BAR - 2}" height="${length.toFixed(1)}" fill="${colour}"/>${text(x + (BAR - 2) / 2, y - 3, label, 'text-anchor="middle" font-size="7.5" fill="#333"')}`;
}

function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}
