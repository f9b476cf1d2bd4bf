import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../../../renderer/theme/theme.css', import.meta.url), 'utf8');
type Theme = 'light' | 'dark';
type Rgb = readonly [number, number, number];

/** Tokens of a block: name -> [light, dark]. */
function tokens(block: string): Map<string, Record<Theme, string>> {
  return new Map([...block.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));
}
const base = tokens(css.slice(css.indexOf(':root {'), css.indexOf('.tinted')));
const contrastStart = css.indexOf('@media (prefers-contrast: more)');
const more = new Map([...base, ...tokens(css.slice(contrastStart, css.indexOf('@theme')))]);

const channel = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]: Rgb): number => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const rgb = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb;
const ratio = (a: Rgb, b: Rgb): number => {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

const grounds = ['canvas', 'surface', 'raised', 'fill', 'accent-soft', 'live-soft', 'stop-soft', 'warn-soft'];
const pairs: readonly (readonly [ink: string, ground: string])[] = [
  ...grounds.flatMap((ground) => [['ink', ground], ['ink-2', ground]] as const),
  ...['canvas', 'surface', 'raised', 'fill', 'accent-soft'].map((ground) => ['ink-3', ground] as const),
  ...['ink', 'ink-2'].flatMap((ink) => ['fill-hover', 'fill-press', 'thumb'].map((ground) => [ink, ground] as const)),
  ...['accent-ink', 'live-ink', 'stop-ink', 'warn-ink'].flatMap((ink) => ['canvas', 'surface', 'raised'].map((ground) => [ink, ground] as const)),
  ['accent-ink', 'accent-soft'], ['accent-ink', 'warn-soft'], ['accent-ink', 'stop-soft'], ['warn-ink', 'warn-soft'], ['stop-ink', 'stop-soft'], ['live-ink', 'live-soft'],
  ...['accent', 'live', 'stop'].flatMap((fill) => ['', '-hover', '-press'].map((state) => [`on-${fill}`, `${fill}${state}`] as const)),
  ['on-inverse', 'inverse'],
];

describe.each([['normal', base], ['more contrast', more]] as const)('%s', (_name, theme) => {
  test.each(['light', 'dark'] as const)('every text stands out from its ground by 4.5 or more in %s', (mode) => {
    const value = (token: string): Rgb => {
      const found = theme.get(token);
      if (!found) throw new Error(`no token --${token}`);
      return rgb(found[mode]);
    };
    const weak = pairs.map(([ink, ground]) => [`${ink} on ${ground}`, Math.round(ratio(value(ink), value(ground)) * 100) / 100] as const).filter(([, found]) => found < 4.5);
    expect(weak).toEqual([]);
  });
});

test('high contrast reaches 7 for text on the pages', () => {
  for (const mode of ['light', 'dark'] as const) {
    for (const ink of ['ink', 'ink-2', 'ink-3', 'accent-ink', 'live-ink', 'stop-ink', 'warn-ink']) {
      expect(ratio(rgb(more.get(ink)?.[mode] ?? ''), rgb(more.get('surface')?.[mode] ?? ''))).toBeGreaterThanOrEqual(7);
    }
  }
});

describe('initials', () => {
  /** OKLCH to linear sRGB (CSS Color 4), clipped, then to gamma. */
  const oklch = (l: number, c: number, hue: number): Rgb => {
    const [a, b] = [c * Math.cos((hue * Math.PI) / 180), c * Math.sin((hue * Math.PI) / 180)];
    const [x, y, z] = [l + 0.3963377774 * a + 0.2158037573 * b, l - 0.1055613458 * a - 0.0638541728 * b, l - 0.0894841775 * a - 1.291485548 * b].map((value) => value ** 3) as [number, number, number];
    const linear = [4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z, -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z, -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z];
    return linear.map((value) => Math.min(1, Math.max(0, value))).map((value) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055)) as unknown as Rgb;
  };
  const read = (token: string): readonly [readonly [number, number], readonly [number, number]] => {
    const line = new RegExp(`--${token}: light-dark\\(oklch\\(([\\d.]+) ([\\d.]+) .*?oklch\\(([\\d.]+) ([\\d.]+) `).exec(css);
    return [[Number(line?.[1]), Number(line?.[2])], [Number(line?.[3]), Number(line?.[4])]];
  };
  test.each([['light', 0], ['dark', 1]] as const)('are readable on every tint in %s', (_mode, at) => {
    const [ground, ink] = [read('tint')[at], read('tint-ink')[at]] as const;
    for (let hue = 0; hue < 360; hue += 3) expect(ratio(oklch(...ground, hue), oklch(...ink, hue))).toBeGreaterThanOrEqual(4.5);
  });
});
