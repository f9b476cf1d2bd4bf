import { EventEmitter } from 'node:events';
import type { Input, WebContents } from 'electron';
import { describe, expect, test } from 'vitest';
import { PageZoom, zoomAfter, zoomKept, zoomOrder } from '../../../../electron/main/windows/page-zoom';
import { pageSource } from '../../../../electron/main/windows/pages';

const press = (key: string, more: Partial<Input> = {}) => ({ type: 'keyDown', key, code: '', control: true, meta: false, alt: false, ...more }) as Input;

describe('the keys of the zoom', () => {
  test.each([['+', 'in'], ['=', 'in'], ['-', 'out'], ['_', 'out'], ['0', 'reset']] as const)('Ctrl %s is %s', (key, order) => {
    expect(zoomOrder(press(key), 'linux')).toBe(order);
  });

  test('0 is known by its place, where another sign stands on it', () => {
    expect(zoomOrder(press('à', { code: 'Digit0' }), 'win32')).toBe('reset');
  });

  test('nothing else asks for it: no command key, AltGr, the key going up, Ctrl on a Mac', () => {
    expect(zoomOrder(press('+', { control: false }), 'linux')).toBeNull();
    expect(zoomOrder(press('+', { alt: true }), 'win32')).toBeNull();
    expect(zoomOrder(press('+', { type: 'keyUp' }), 'linux')).toBeNull();
    expect(zoomOrder(press('+'), 'darwin')).toBeNull();
    expect(zoomOrder(press('+', { control: false, meta: true }), 'darwin')).toBe('in');
    expect(zoomOrder(press('1'), 'linux')).toBeNull();
  });
});

test('steps up to twice and down to four fifths, and stays there', () => {
  let factor = 1;
  const seen = Array.from({ length: 7 }, () => (factor = zoomAfter(factor, 'in')));
  expect(seen).toEqual([1.1, 1.25, 1.5, 1.75, 2, 2, 2]);
  expect(Array.from({ length: 8 }, () => (factor = zoomAfter(factor, 'out')))).toEqual([1.75, 1.5, 1.25, 1.1, 1, 0.9, 0.8, 0.8]);
  expect(zoomAfter(1.75, 'reset')).toBe(1);
});

test('what was kept and is no step of ours counts as none', () => {
  for (const value of [null, undefined, 'large', Number.NaN, 40, 0, {}]) expect(zoomKept(value)).toBe(1);
  expect(zoomKept(1.25)).toBe(1.25);
});

test('zooms its own page by key and wheel, keeps it, and sets it again when the page comes anew', () => {
  const factors: number[] = [];
  const contents = Object.assign(new EventEmitter(), { setZoomFactor: (factor: number) => { factors.push(factor); } });
  const kept = new Map<string, unknown>([['z', 1.5]]);
  new PageZoom(contents as unknown as WebContents, { getState: (key) => kept.get(key), setState: (key, value) => { kept.set(key, value); } }, 'z');
  contents.emit('did-navigate');
  let stopped = 0;
  const event = { preventDefault: () => { stopped += 1; } };
  const command = process.platform === 'darwin' ? { control: false, meta: true } : {};
  contents.emit('before-input-event', event, press('+', command));
  contents.emit('zoom-changed', {}, 'out');
  contents.emit('before-input-event', event, press('5', command));
  contents.emit('did-navigate');
  expect({ factors, stopped, kept: kept.get('z') }).toEqual({ factors: [1.5, 1.75, 1.5, 1.5], stopped: 1, kept: 1.5 });
});

test('the phone page has a host of its own, so that its zoom leaves the small windows alone', () => {
  const { urlOf, isOwnUrl } = pageSource(null);
  const host = (kind: Parameters<typeof urlOf>[0]): string => new URL(urlOf(kind)).host;
  expect([host('callBar'), host('ring'), host('audio')]).not.toContain(host('phone'));
  for (const kind of ['phone', 'callBar', 'ring', 'audio'] as const) expect(isOwnUrl(urlOf(kind))).toBe(true);
});
