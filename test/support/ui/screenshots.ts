/**
 * Takes a picture of every screen: npx tsx test/support/ui/screenshots.ts [folder] [part of a name ...]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { findChromium, openBrowser } from './browser';
import { servePages } from './pages';

interface Shot {
  name: string;
  page?: 'phone' | 'call-bar' | 'ring';
  scene: string;
  /** Page of the phone window. */
  at?: string;
  size?: 'narrow' | 'wide' | 'bar' | 'ring';
  /** Languages and themes beside English in light. */
  also?: readonly ('fr' | 'dark' | 'contrast' | 'forced' | 'wide' | 'large' | 'zoomed' | 'low')[];
  act?: (page: Page) => Promise<void>;
}
const sizes = { narrow: [360, 640], wide: [1000, 700], large: [1600, 1000], zoomed: [180, 280], low: [360, 560], bar: [340, 96], ring: [380, 148] } as const;
const press = (name: string) => async (page: Page): Promise<void> => { await page.getByRole('button', { name: new RegExp(name) }).first().click(); };
const section = (name: string) => async (page: Page): Promise<void> => { await page.getByRole('button', { name: new RegExp(`^${name}`) }).click(); };

const shots: readonly Shot[] = [
  { name: 'welcome', scene: 'fresh', also: ['fr', 'dark', 'wide'] },
  { name: 'connect', scene: 'fresh', act: press('Connect your line') },
  {
    name: 'connect-failed', scene: 'fresh-no-password', also: ['dark'], act: async (page) => {
      await press('Connect your line')(page);
      await page.getByLabel('Server or domain').fill('pbx.example');
      await page.getByLabel('User name').first().fill('201');
      await page.getByLabel('Password').first().fill('wrong');
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByRole('alert').getByText('refused').scrollIntoViewIfNeeded();
    },
  },
  { name: 'practice-ready', scene: 'fresh', act: async (page) => { await press('practice line')(page); await page.getByText('Hear yourself').waitFor(); } },
  { name: 'keypad', scene: 'calm', also: ['fr', 'dark', 'wide', 'contrast', 'forced'] },
  { name: 'keypad-typed', scene: 'calm', also: ['dark', 'wide'], act: async (page) => { await page.keyboard.type('0144'); await page.getByRole('option').first().waitFor(); } },
  { name: 'keypad-number', scene: 'calm', act: async (page) => { await page.keyboard.type('+33144556677'); await page.getByRole('option').first().waitFor(); } },
  { name: 'keypad-name', scene: 'two-lines', act: async (page) => { await page.keyboard.type('ma'); await page.getByRole('option').first().waitFor(); } },
  { name: 'lines-menu', scene: 'two-lines', act: press('^Line to call from') },
  { name: 'reconnecting', scene: 'reconnecting' },
  { name: 'wrong-password', scene: 'wrong-password', act: press('^Fix'), also: ['dark'] },
  { name: 'locked', scene: 'locked' },
  { name: 'no-line', scene: 'no-line' },
  { name: 'people', scene: 'calm', at: 'people', also: ['fr', 'dark'] },
  { name: 'people-empty', scene: 'empty', at: 'people' },
  { name: 'person', scene: 'calm', at: 'people', also: ['dark', 'wide'], act: async (page) => { await page.getByRole('searchbox').fill('Marie'); await page.getByRole('button', { name: /^Marie Renard/ }).click(); await page.getByRole('heading', { name: 'Marie Renard' }).waitFor(); } },
  { name: 'person-edit', scene: 'calm', at: 'people', also: ['wide'], act: async (page) => { await page.getByRole('searchbox').fill('Marie'); await page.getByRole('button', { name: /^Marie Renard/ }).click(); await page.getByRole('button', { name: 'Edit' }).click(); await page.getByLabel('First name').waitFor(); } },
  { name: 'person-deleted', scene: 'calm', at: 'people', act: async (page) => { await page.getByRole('button', { name: /^Ada Okonkwo/ }).click(); await page.getByRole('button', { name: 'Delete' }).click(); await page.getByRole('button', { name: 'Undo' }).waitFor(); } },
  { name: 'import', scene: 'calm', at: 'people', act: async (page) => { await press('^Import and export')(page); await page.getByRole('menuitem', { name: /Import/ }).click(); await page.getByText('148').waitFor(); } },
  { name: 'history', scene: 'calm', at: 'history', also: ['fr', 'dark', 'wide'] },
  { name: 'history-detail', scene: 'calm', at: 'history', also: ['wide', 'dark', 'fr'], act: async (page) => { await page.getByRole('button', { name: /^(Call details|Détails)/ }).first().click(); await page.waitForTimeout(100); await page.locator('section section, h3').last().scrollIntoViewIfNeeded(); } },
  { name: 'history-signs', scene: 'history-signs', at: 'history', also: ['dark', 'fr'] },
  { name: 'history-far-end', scene: 'history-signs', at: 'history', also: ['dark', 'wide', 'zoomed'], act: async (page) => { await page.getByRole('button', { name: /^Call details/ }).first().click(); } },
  { name: 'now-with', scene: 'now-with', also: ['dark', 'fr', 'low'] },
  { name: 'sent-on', scene: 'sent-on' },
  { name: 'send-on', scene: 'incoming-voicemail', also: ['dark', 'zoomed'], act: async (page) => { await page.keyboard.press('Control+Shift+D'); await page.keyboard.type('pri'); await page.getByText('Priya').waitFor(); } },
  { name: 'keypad-hidden', scene: 'calm', also: ['dark', 'fr', 'zoomed'], act: async (page) => { await page.keyboard.type('0144'); await press('Hide my number|Masquer mon')(page); } },
  { name: 'history-empty', scene: 'empty', at: 'history' },
  { name: 'messages', scene: 'calm', at: 'messages', also: ['fr', 'dark', 'wide', 'forced', 'contrast'] },
  { name: 'messages-empty', scene: 'empty', at: 'messages', also: ['fr', 'wide'] },
  { name: 'messages-search', scene: 'calm', at: 'messages', also: ['dark'], act: async (page) => { await page.getByRole('searchbox').fill('m'); await page.getByRole('list', { name: 'Messages found' }).waitFor(); } },
  { name: 'conversation', scene: 'calm', at: 'messages', also: ['fr', 'dark', 'wide', 'contrast', 'forced', 'zoomed'], act: async (page) => { await page.getByRole('button', { name: /^Marie Renard/ }).click(); await page.getByRole('log').waitFor(); } },
  { name: 'conversation-failed', scene: 'calm', at: 'messages', also: ['dark', 'wide'], act: async (page) => { await page.getByRole('button', { name: /^Accueil Dupont/ }).click(); await page.getByRole('button', { name: 'Send again' }).waitFor(); } },
  { name: 'message-new', scene: 'calm', at: 'messages', also: ['wide'], act: async (page) => { await press('^New message')(page); await page.getByRole('textbox').last().fill('ma'); await page.getByRole('button', { name: /^Write to/ }).first().waitFor(); } },
  { name: 'settings-privacy-messages', scene: 'calm', at: 'settings', act: async (page) => { await section('(Links|Privacy)')(page); await page.getByText('Messages').last().scrollIntoViewIfNeeded(); } },
  { name: 'line-keys', scene: 'calm', at: 'settings', also: ['fr', 'dark'], act: async (page) => {
    await section('(Lines|Lignes)')(page);
    await page.getByRole('button', { name: /Line settings|Réglages de/ }).first().click();
    await page.getByRole('button', { name: /More settings|Plus de réglages/ }).click();
    await page.getByRole('button', { name: /^(Keys, voicemail|Touches, messagerie)/ }).click();
    await page.getByLabel(/Code to take|Code pour prendre/).scrollIntoViewIfNeeded();
  } },
  { name: 'keys', scene: 'board', at: 'keys', also: ['fr', 'dark', 'wide', 'contrast', 'zoomed'] },
  { name: 'keys-long', scene: 'board-long', at: 'keys', also: ['dark', 'wide', 'zoomed'] },
  { name: 'people-long', scene: 'board', at: 'people', also: ['dark', 'wide', 'zoomed'], act: async (page) => { await page.getByRole('searchbox').fill('maxi'); await page.getByRole('button', { name: /^Maximilian/ }).first().waitFor(); } },
  { name: 'keys-in-call', scene: 'board-in-call', at: 'keys', also: ['wide', 'low'], act: async (page) => { await press('^Jon Park')(page); await page.getByRole('dialog').waitFor(); } },
  { name: 'keys-fetch', scene: 'board', at: 'keys', also: ['dark', 'fr'], act: async (page) => { await press('^(Fetch|Reprendre)')(page); await page.getByRole('dialog').waitFor(); } },
  { name: 'shared-line', scene: 'shared-line', at: 'keys', also: ['fr', 'dark', 'wide', 'contrast', 'forced', 'zoomed'] },
  { name: 'shared-line-keypad', scene: 'shared-line', also: ['fr', 'dark'] },
  { name: 'shared-line-join', scene: 'shared-line', at: 'keys', also: ['dark'], act: async (page) => { await page.getByRole('button', { name: /^Line 3/ }).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'line-sharing', scene: 'calm', at: 'settings', also: ['fr', 'dark'], act: async (page) => {
    await section('(Lines|Lignes)')(page);
    await page.getByRole('button', { name: /Line settings|Réglages de/ }).first().click();
    await page.getByRole('button', { name: /More settings|Plus de réglages/ }).click();
    await page.getByRole('button', { name: /^(Shared line|Ligne partagée)/ }).click();
    await page.getByRole('button', { name: /^(How the server|Comment le serveur|Not shared|Non partagée)/ }).or(page.getByLabel(/How the server shares|Comment le serveur/)).first().scrollIntoViewIfNeeded();
  } },
  { name: 'keys-empty', scene: 'calm', at: 'keys' },
  { name: 'keys-arrange', scene: 'board', at: 'keys', also: ['dark'], act: press('^Change keys') },
  { name: 'keys-edit', scene: 'board', at: 'keys', also: ['dark'], act: async (page) => { await press('^Change keys')(page); await press('^Marie')(page); await page.getByLabel('Extension or number').waitFor(); } },
  { name: 'voicemail', scene: 'board', also: ['fr', 'dark'] },
  { name: 'people-presence', scene: 'board', at: 'people', also: ['dark'] },
  { name: 'transfer-sheet', scene: 'talking', also: ['fr', 'dark', 'wide', 'contrast', 'zoomed'], act: async (page) => { await press('^Transf')(page); await page.getByRole('combobox').last().waitFor(); await page.waitForTimeout(200); } },
  { name: 'transfer-typed', scene: 'talking', also: ['dark'], act: async (page) => { await press('^Transf')(page); await page.getByRole('combobox').last().fill('ma'); await page.getByRole('option').first().waitFor(); } },
  { name: 'transferring', scene: 'transferring', also: ['fr', 'dark', 'wide'] },
  { name: 'transfer-failed', scene: 'transfer-failed', also: ['fr', 'dark', 'contrast'] },
  { name: 'transfer-unwilling', scene: 'transfer-unwilling', also: ['low', 'dark'] },
  { name: 'consulting', scene: 'consulting', also: ['fr', 'dark', 'wide', 'zoomed'] },
  { name: 'transfer-join', scene: 'two-calls', also: ['fr', 'dark'] },
  { name: 'server-conference', scene: 'server-conference', also: ['low', 'fr', 'dark'] },
  { name: 'referred', scene: 'referred', also: ['dark'] },
  { name: 'settings', scene: 'calm', at: 'settings' },
  { name: 'settings-lines', scene: 'two-lines', at: 'settings', also: ['wide'], act: async (page) => { await section('Lines')(page); } },
  { name: 'settings-sound', scene: 'calm', at: 'settings', also: ['dark', 'fr', 'wide', 'forced'], act: section('(Sound|Son )') },
  { name: 'settings-ringing', scene: 'calm', at: 'settings', act: section('Ringing') },
  { name: 'settings-recording', scene: 'calm', at: 'settings', also: ['fr', 'dark', 'wide'], act: section('(Recording|Enregistrement)') },
  { name: 'settings-appearance', scene: 'calm', at: 'settings', act: section('Appearance') },
  { name: 'settings-privacy', scene: 'calm', at: 'settings', act: section('Links') },
  { name: 'settings-about', scene: 'calm', at: 'settings', act: section('About') },
  { name: 'trace-list', scene: 'calm', at: 'settings', also: ['dark', 'wide'], act: async (page) => { await section('About')(page); await press('^SIP messages')(page); await page.getByText('All together').waitFor(); } },
  { name: 'trace', scene: 'calm', at: 'settings', also: ['fr', 'dark', 'wide', 'zoomed'], act: async (page) => {
    await section('(About|À propos)')(page);
    await press('^(SIP messages|Messages SIP)')(page);
    await press('^INVITE')(page);
    await page.getByRole('button', { name: /407/ }).click();
    await page.waitForTimeout(200);
  } },
  { name: 'line-devices', scene: 'calm', at: 'settings', also: ['dark', 'fr', 'wide'], act: async (page) => { await section('(Lines|Lignes)')(page); await page.getByRole('button', { name: /Line settings|Réglages de/ }).first().click(); await press('^(Devices|Appareils)')(page); await page.getByText('Yealink').waitFor(); } },
  { name: 'line-edit', scene: 'calm', at: 'settings', also: ['wide'], act: async (page) => { await section('Lines')(page); await page.getByRole('button', { name: /Line settings/ }).click(); await page.getByRole('button', { name: 'More settings' }).click(); } },
  ...([['line', 'Name shown'], ['codecs', 'Move L16 up'], ['encryption', 'Encryption of audio'], ['network', 'TURN server']] as const).map(([part, label]): Shot => ({
    name: `line-all-${part}`, scene: 'line-all', at: 'settings', also: part === 'network' ? ['dark', 'wide'] : [], act: async (page) => {
      await section('Lines')(page);
      await page.getByRole('button', { name: /Line settings/ }).click();
      await page.getByRole('button', { name: 'More settings' }).click();
      await page.getByRole('button', { name: 'Network' }).click();
      await page.getByLabel(label, { exact: false }).first().scrollIntoViewIfNeeded();
      await page.mouse.move(180, 400);
      await page.mouse.wheel(0, 220);
      await page.waitForTimeout(250);
    },
  })),
  ...([['plan', 'Dialling', 'Digit map'], ['policy', 'Calls that come in', 'Forward every call to']] as const).map(([part, title, label]): Shot => ({
    name: `line-${part}`, scene: 'line-all', at: 'settings', also: ['dark', 'wide'], act: async (page) => {
      await section('Lines')(page);
      await page.getByRole('button', { name: /Line settings/ }).click();
      await page.getByRole('button', { name: 'More settings' }).click();
      await page.getByRole('button', { name: title }).click();
      await page.getByLabel(label, { exact: true }).fill(part === 'plan' ? '(2xx|<0:+33>xxxxxxxxx)' : '203');
      if (part === 'plan') await page.getByLabel('Try it').fill('0144556677');
      else await page.getByLabel('Switch forwarding on').fill('*72N');
      await page.getByLabel(part === 'plan' ? 'Try it' : 'Switch forwarding on').scrollIntoViewIfNeeded();
      await page.waitForTimeout(250);
    },
  })),
  { name: 'dialling', scene: 'dialling' },
  { name: 'talking', scene: 'talking', also: ['fr', 'dark', 'wide', 'large', 'contrast', 'forced', 'zoomed'] },
  { name: 'quality', scene: 'talking', act: async (page) => { await page.mouse.move(20, 300); await page.mouse.move(24, 304); await page.getByRole('button', { name: /Quality/ }).hover(); await page.getByRole('tooltip').waitFor(); } },
  { name: 'doctor', scene: 'doctor', also: ['dark', 'fr', 'zoomed'] },
  { name: 'doctor-details', scene: 'doctor', also: ['dark', 'fr'], act: press('What is wrong|Qu’est-ce') },
  { name: 'doctor-figures', scene: 'doctor', act: async (page) => { await press('What is wrong')(page); await page.getByRole('button', { name: 'Details' }).click(); } },
  { name: 'doctor-warning', scene: 'doctor-warning', also: ['dark', 'fr', 'contrast'] },
  { name: 'doctor-note', scene: 'doctor-note', also: ['dark'] },
  { name: 'more', scene: 'talking', also: ['fr', 'dark', 'zoomed'], act: press('^(More|Plus)$') },
  { name: 'encrypted', scene: 'encrypted', also: ['dark'] },
  { name: 'lock-why', scene: 'encrypted', also: ['fr'], act: press('^(Encrypted|Chiffré)') },
  { name: 'lock-open-why', scene: 'talking', act: press('^Not encrypted') },
  { name: 'lock-half-why', scene: 'lock-half', act: press('^Audio encrypted') },
  { name: 'lock-failed', scene: 'lock-failed', also: ['dark', 'fr', 'forced'] },
  { name: 'recording', scene: 'recording', also: ['dark', 'fr', 'wide', 'contrast', 'forced'] },
  { name: 'crowded', scene: 'crowded', also: ['low', 'fr', 'dark', 'wide', 'zoomed'] },
  { name: 'long-name', scene: 'long-name', also: ['fr'] },
  { name: 'conference', scene: 'conference', also: ['dark', 'fr', 'wide', 'large', 'zoomed'] },
  { name: 'conference-recorded', scene: 'conference-recorded', also: ['dark'] },
  { name: 'conference-of-8', scene: 'conference-of-8', also: ['low', 'zoomed', 'dark', 'fr', 'wide', 'forced'] },
  { name: 'conference-member', scene: 'conference-of-8', also: ['fr'], act: press('^Options') },
  { name: 'conference-keypad', scene: 'conference-recorded', act: press('^Keypad') },
  { name: 'conference-and-call', scene: 'conference-and-call', also: ['fr'] },
  { name: 'audio-menu', scene: 'talking', act: press('^Audio') },
  { name: 'secure', scene: 'secure', also: ['forced', 'dark'] },
  { name: 'held', scene: 'held' },
  { name: 'digits', scene: 'digits', act: press('^Keypad'), also: ['dark'] },
  { name: 'two-calls', scene: 'two-calls', also: ['wide', 'fr'] },
  { name: 'waiting', scene: 'waiting', also: ['low', 'wide', 'dark', 'zoomed'] },
  { name: 'in-call-browsing', scene: 'talking', act: async (page) => { await page.keyboard.press('Escape'); } },
  { name: 'incoming', scene: 'incoming', also: ['wide', 'dark', 'fr', 'zoomed'] },
  { name: 'incoming-forwarded', scene: 'incoming-forwarded', also: ['wide', 'dark', 'fr', 'zoomed'] },
  { name: 'incoming-long', scene: 'incoming-long', also: ['wide', 'dark', 'zoomed'] },
  { name: 'incoming-verified', scene: 'incoming-verified', also: ['fr', 'dark', 'wide'] },
  { name: 'incoming-false', scene: 'incoming-false', also: ['fr', 'dark'] },
  { name: 'talking-false', scene: 'talking-false', also: ['fr', 'dark', 'low'] },
  { name: 'ring-verified', page: 'ring', scene: 'incoming-verified', size: 'ring', also: ['fr', 'dark'] },
  { name: 'ring-false', page: 'ring', scene: 'incoming-false', size: 'ring', also: ['fr', 'dark'] },
  { name: 'incoming-reply', scene: 'incoming', also: ['wide', 'fr'], act: press('Reply with message|Répondre par un message') },
  { name: 'practice', scene: 'practice', also: ['fr', 'wide'] },
  { name: 'practice-call', scene: 'practice-call', also: ['fr'] },
  { name: 'practice-history', scene: 'practice', at: 'history' },
  { name: 'eight-calls', scene: 'eight-calls', also: ['wide'], act: press('5 other calls') },
  { name: 'busy', scene: 'busy', act: press('^Details') },
  { name: 'ended', scene: 'ended', also: ['dark', 'wide'] },
  { name: 'notice', scene: 'notice', also: ['dark', 'wide'] },
  { name: 'link', scene: 'link', also: ['fr', 'dark'] },
  { name: 'shortcuts', scene: 'calm', also: ['wide'], act: async (page) => { await page.keyboard.type('?'); } },
  { name: 'bar', page: 'call-bar', scene: 'talking', size: 'bar', also: ['dark', 'fr'] },
  { name: 'bar-recording', page: 'call-bar', scene: 'crowded', size: 'bar', also: ['dark', 'fr'] },
  { name: 'bar-conference', page: 'call-bar', scene: 'conference-recorded', size: 'bar', also: ['fr'] },
  { name: 'bar-held', page: 'call-bar', scene: 'held', size: 'bar' },
  { name: 'bar-keypad', page: 'call-bar', scene: 'talking', size: 'bar', act: press('^Keypad') },
  { name: 'ring', page: 'ring', scene: 'incoming', size: 'ring', also: ['dark', 'fr', 'contrast', 'forced'] },
  { name: 'ring-reply', page: 'ring', scene: 'incoming', size: 'ring', also: ['dark', 'fr'], act: press('Reply with message|Répondre par un message') },
  { name: 'ring-send-on', page: 'ring', scene: 'incoming-voicemail', size: 'ring', also: ['dark', 'fr'], act: async (page) => { await press('Send on to|Renvoyer vers')(page); await page.keyboard.type('pri'); await page.getByText('Priya').waitFor(); } },
  { name: 'ring-came-back', page: 'ring', scene: 'came-back', size: 'ring', also: ['dark', 'fr'] },
  { name: 'ring-photo', page: 'ring', scene: 'incoming-photo', size: 'ring' },
  { name: 'ring-practice', page: 'ring', scene: 'practice-rings', size: 'ring', also: ['fr'] },
  { name: 'ring-many', page: 'ring', scene: 'eight-calls', size: 'ring' },
  { name: 'ring-unknown', page: 'ring', scene: 'incoming-unknown', size: 'ring' },
  { name: 'ring-long', page: 'ring', scene: 'incoming-long', size: 'ring' },
  { name: 'ring-waiting', page: 'ring', scene: 'waiting', size: 'ring', also: ['fr'] },
];

async function main(): Promise<void> {
  const [folder = 'out/screenshots', ...wanted] = process.argv.slice(2);
  const executable = findChromium();
  if (executable === null) throw new Error('a Chromium is needed for pictures: apt-get install chromium');
  await mkdir(folder, { recursive: true });
  const pages = await servePages();
  const browser = await openBrowser(executable);
  try {
    for (const shot of shots.filter((one) => wanted.length === 0 || wanted.some((part) => one.name.includes(part)))) {
      for (const variant of ['', ...(shot.also ?? [])] as const) {
        const [width, height] = sizes[variant === 'wide' || variant === 'large' || variant === 'zoomed' || variant === 'low' ? variant : (shot.size ?? 'narrow')];
        const context = await browser.newContext({
          viewport: { width, height }, deviceScaleFactor: 2, reducedMotion: 'reduce',
          colorScheme: variant === 'dark' ? 'dark' : 'light', contrast: variant === 'contrast' ? 'more' : 'no-preference', forcedColors: variant === 'forced' ? 'active' : 'none',
        });
        const page = await context.newPage();
        page.setDefaultTimeout(4_000);
        page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') process.stderr.write(`${shot.name}: ${message.text()}\n`); });
        page.on('pageerror', (error) => process.stderr.write(`${shot.name}: ${String(error)}\n`));
        const lang = variant === 'fr' ? 'fr' : 'en';
        await page.goto(`${pages.url}/${shot.page ?? 'phone'}.html?scene=${shot.scene}&lang=${lang}${shot.at ? `&page=${shot.at}` : ''}`);
        await page.locator('#root > *').first().waitFor();
        await page.evaluate(() => document.fonts.ready);
        try {
          await shot.act?.(page);
        } catch (error) {
          process.stderr.write(`${shot.name} ${variant}: ${String(error).split('\n')[0]}\n`);
        }
        await page.waitForTimeout(160);
        await page.screenshot({ path: join(folder, `${shot.name}${variant === '' ? '' : `-${variant}`}.png`), omitBackground: shot.page !== undefined });
        await context.close();
      }
    }
  } finally {
    await browser.close();
    await pages.dispose();
  }
}

await main();
