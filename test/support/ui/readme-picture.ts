/**
 * Makes the picture of the README from the real windows with invented people: npx tsx test/support/ui/readme-picture.ts [file]
 */
import type { Browser, Page } from 'playwright-core';
import { findChromium, openBrowser } from './browser';
import { servePages } from './pages';

interface View { scene: string; page?: string; theme: 'light' | 'dark'; act?: (page: Page) => Promise<void> }
const views: readonly View[] = [
  { scene: 'calm', theme: 'light', act: async (page) => { await page.keyboard.type('0144'); await page.getByRole('option').first().waitFor(); } },
  { scene: 'encrypted', theme: 'dark' },
  { scene: 'calm', page: 'history', theme: 'light', act: (page) => page.getByRole('heading', { name: 'Today' }).waitFor() },
];

/** One window, twice as fine as it is shown. */
async function take(browser: Browser, url: string, { scene, page: at, theme, act }: View): Promise<string> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/phone.html?${new URLSearchParams({ scene, theme, lang: 'en', ...(at === undefined ? {} : { page: at }) }).toString()}`);
    await page.locator('#root > *').first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await act?.(page);
    await page.waitForTimeout(200);
    return (await page.screenshot()).toString('base64');
  } finally {
    await context.close();
  }
}

const [file = 'docs/images/sidetone.png'] = process.argv.slice(2);
const executable = findChromium();
if (executable === null) throw new Error('a Chromium is needed for pictures: apt-get install chromium');
const pages = await servePages();
const browser = await openBrowser(executable);
try {
  const pictures: string[] = [];
  for (const view of views) pictures.push(await take(browser, pages.url, view));
  const page = await browser.newPage({ viewport: { width: 1200, height: 752 } });
  await page.setContent(`
    <style>
      body { margin: 0; height: 752px; display: flex; align-items: center; justify-content: center; gap: 30px; background: #e9ebf1; }
      img { width: 350px; height: 622px; border-radius: 13px; box-shadow: 0 0 0 1px #10152314, 0 18px 44px -12px #10152347; }
    </style>
    ${pictures.map((picture) => `<img src="data:image/png;base64,${picture}" />`).join('')}`);
  await page.waitForTimeout(200);
  await page.screenshot({ path: file });
} finally {
  await browser.close();
  await pages.dispose();
}
