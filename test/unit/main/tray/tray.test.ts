import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { trayMenuOf, type TrayMenuItem } from '../../../../electron/main/tray/tray-menu';
import { trayStateOf, type TrayIcon } from '../../../../electron/main/tray/tray-state';
import { wordsFor } from '../../../../electron/main/words';
import { callIn, established, incoming, lineIn, ready } from '../calls-fixture';

const words = wordsFor('en', 'fr-FR');
const facts = { accounts: [lineIn(ready)], calls: [], missedCount: 0, unreadMessages: 0, newVoiceMessages: 0, doNotDisturb: false };
const failed = lineIn({ kind: 'failed', sinceEpochMs: 0, nextTryAtEpochMs: null, error: { code: 'unreachable', sipStatus: null, detail: '' } });

describe('the state in the tray', () => {
  it.each([
    [facts, 'ready', 'green', 'Ready'],
    [{ ...facts, missedCount: 2 }, 'missed', 'green', 'Ready · 2 missed calls'],
    [{ ...facts, unreadMessages: 1 }, 'missed', 'green', 'Ready · 1 new message'],
    [{ ...facts, newVoiceMessages: 2 }, 'missed', 'green', 'Ready · 2 new voice messages'],
    [{ ...facts, doNotDisturb: true, missedCount: 1 }, 'dnd', 'red', 'Do not disturb · 1 missed call'],
    [{ ...facts, calls: [callIn(established)], doNotDisturb: true }, 'call', 'green', 'In a call'],
    [{ ...facts, calls: [callIn(established), callIn(incoming, 'b')] }, 'ringing', 'green', 'Incoming call'],
    [{ ...facts, accounts: [failed] }, 'offline', 'red', 'Offline'],
    [{ ...facts, accounts: [failed, lineIn(ready)] }, 'ready', 'green', 'Ready'],
    [{ ...facts, accounts: [lineIn({ kind: 'registering', sinceEpochMs: 0 })] }, 'offline', 'amber', 'Connecting…'],
    [{ ...facts, accounts: [] }, 'offline', 'grey', 'No line set up'],
    [{ ...facts, accounts: [lineIn(ready, false)] }, 'offline', 'grey', 'No line set up'],
  ])('of %# is told in picture and words', (given, icon, dot, text) => {
    expect(trayStateOf(given, words)).toEqual({ icon, dot, words: text });
  });

  it('has a picture for every state on every system', () => {
    const icons: Record<TrayIcon, true> = { ringing: true, call: true, dnd: true, missed: true, ready: true, offline: true };
    for (const icon of Object.keys(icons)) {
      for (const file of [`tray/linux/tray-${icon}.png`, `tray/linux/tray-${icon}@2x.png`, `tray/win32/tray-${icon}.png`, `tray/darwin/tray-${icon}Template@2x.png`]) {
        expect(existsSync(`assets/icons/${file}`), file).toBe(true);
      }
    }
    for (const dot of ['green', 'red', 'amber', 'grey']) expect(existsSync(`assets/icons/menu/dot-${dot}.png`)).toBe(true);
  });
});

describe('the tray menu', () => {
  const state = trayStateOf(facts, words);
  function menu(more: Partial<Parameters<typeof trayMenuOf>[0]> = {}) {
    const actions = { open: vi.fn(), callRecent: vi.fn(), dialClipboard: vi.fn(), callVoicemail: vi.fn(), setDoNotDisturb: vi.fn(), quit: vi.fn() };
    return { actions, items: trayMenuOf({ state, recent: [], clipboardNumber: null, doNotDisturb: false, newVoiceMessages: 0, ...more }, actions, words) };
  }
  function find(items: TrayMenuItem[], label: string): TrayMenuItem | undefined {
    return items.find((item) => item.kind !== 'line' && item.label.startsWith(label));
  }

  it('reads from top to bottom: state, open, recent, clipboard, do not disturb, quit', () => {
    expect(menu().items.map((item) => (item.kind === 'line' ? '-' : item.label))).toEqual([
      'Ready', '-', 'Open Sidetone', 'Recent', 'Dial clipboard (no number)', 'Do not disturb', '-', 'Quit',
    ]);
  });

  it('calls voicemail from the line that says how many messages wait', () => {
    const { items, actions } = menu({ newVoiceMessages: 1 });
    const item = find(items, '1 new voice message');
    if (item?.kind !== 'action') throw new Error('no such entry');
    item.run();
    expect(actions.callVoicemail).toHaveBeenCalledOnce();
  });

  it('shows the number it understood in the clipboard, and dials just that', () => {
    const { items, actions } = menu({ clipboardNumber: '+33144556677' });
    const item = find(items, 'Dial +33144556677');
    if (item?.kind !== 'action') throw new Error('no such entry');
    item.run();
    expect(actions.dialClipboard).toHaveBeenCalledWith('+33144556677');
    expect(find(menu().items, 'Dial clipboard')).toMatchObject({ enabled: false });
  });

  it('lists the five newest calls, harmless as text, and calls back', () => {
    const recent = Array.from({ length: 8 }, (_each, index) => ({ number: `20${index}`, name: index === 0 ? `R&D ${'x'.repeat(80)}` : null, missed: index === 1 }));
    const { items, actions } = menu({ recent });
    const list = find(items, 'Recent');
    if (list?.kind !== 'menu') throw new Error('no such entry');
    expect(list.items).toHaveLength(5);
    expect(list.items[0]).toMatchObject({ label: expect.stringMatching(/^R&&D x+…$/) });
    expect(list.items[1]).toMatchObject({ label: '201 (Missed call)' });
    const second = list.items[1];
    if (second?.kind === 'action') second.run();
    expect(actions.callRecent).toHaveBeenCalledWith('201');
  });

  it('turns do not disturb over', () => {
    const { items, actions } = menu({ doNotDisturb: true });
    const item = find(items, 'Do not disturb');
    if (item?.kind !== 'check') throw new Error('no such entry');
    expect(item.checked).toBe(true);
    item.run();
    expect(actions.setDoNotDisturb).toHaveBeenCalledWith(false);
  });
});

it('speaks the language of the setting, else that of the system, else English', () => {
  expect(wordsFor('fr', 'en').quit).toBe('Quitter');
  expect(wordsFor('system', 'fr-CH').quit).toBe('Quitter');
  expect(wordsFor('system', 'de').quit).toBe('Quit');
  expect(wordsFor('en', 'fr').missed(1)).toBe('1 missed call');
});
