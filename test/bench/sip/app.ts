import type { Page } from 'playwright-core';
import { calm } from '../lib/calm';
import { lineReady, startRegisteredApp, type RegisteredApp } from '../lib/registered-app';
import { nowMs, sleep, type Report } from '../lib/report';
import { isRing, type Rig } from '../lib/rig';
import { DIALLING, RINGING, ringOnce, SETTING_UP, setUpOnce } from './caller';

const SUBJECT = 'sidetone';
/** The window has to go before it can appear again. */
const BETWEEN_CALLS_MS = 150;

/** The real app: its own processes, windows, store and sound. */
export async function measureApp(rig: Rig, report: Report, rounds: number): Promise<void> {
  const phone = await startRegisteredApp(rig, { debug: true });
  try {
    const page = await phone.app.page('phone');
    const ring = await phone.app.page('ring');
    await lineReady(page);
    await sleep(2_000);
    await incoming(rig, report, rounds, phone, ring);
    await outgoing(report, rounds, phone, page);
    await registering(report, Math.min(rounds, 30), page);
  } finally {
    await phone.dispose();
  }
}

async function incoming(rig: Rig, report: Report, rounds: number, phone: RegisteredApp, ring: Page): Promise<void> {
  await watchForCalls(ring);
  const figures = { ringing: [] as number[], visible: [] as number[], drawn: [] as number[] };
  for (let round = -3; round < rounds; round++) {
    if (round % 10 === 0) await calm();
    let visibleMs = Number.NaN;
    let drawnMs = Number.NaN;
    const { ringingMs } = await ringOnce(phone.server, phone.address, phone.contact, async (sentAtMs) => {
      visibleMs = (await rig.watch.next(isRing, sentAtMs)).atMs - sentAtMs;
      drawnMs = await drawnAt(ring) - sentAtMs;
    });
    await sleep(BETWEEN_CALLS_MS);
    if (round < 0) continue;
    figures.ringing.push(ringingMs);
    figures.visible.push(visibleMs);
    figures.drawn.push(Math.max(visibleMs, drawnMs));
  }
  report.times(RINGING, SUBJECT, figures.ringing);
  report.times('INVITE received to ring window on the screen', SUBJECT, figures.visible);
  report.times('INVITE received to caller drawn in the ring window', SUBJECT, figures.drawn);
}

/** Notes in the page when a frame with the caller's buttons has been drawn. */
async function watchForCalls(ring: Page): Promise<void> {
  await ring.evaluate(() => {
    const marks = window as unknown as { drawnAtMs: number | null; shows: boolean };
    marks.drawnAtMs = null;
    marks.shows = false;
    new MutationObserver(() => {
      const shows = document.querySelector('main button') !== null;
      if (shows === marks.shows) return;
      marks.shows = shows;
      marks.drawnAtMs = null;
      // The second frame begins when the first has been handed over.
      if (shows) requestAnimationFrame(() => { requestAnimationFrame((atMs) => { marks.drawnAtMs = performance.timeOrigin + atMs; }); });
    }).observe(document.body, { childList: true, subtree: true });
  });
}

async function drawnAt(ring: Page): Promise<number> {
  return ring.evaluate(async () => {
    const marks = window as unknown as { drawnAtMs: number | null };
    for (;;) {
      if (marks.drawnAtMs !== null) return marks.drawnAtMs;
      await new Promise((resolve) => { setTimeout(resolve, 5); });
    }
  });
}

async function outgoing(report: Report, rounds: number, phone: RegisteredApp, page: Page): Promise<void> {
  const asked: number[] = [];
  const pressed: number[] = [];
  await page.evaluate(() => {
    // The time the input event was made, not the time somebody listened to it.
    window.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') (window as unknown as { pressedAtMs: number }).pressedAtMs = performance.timeOrigin + event.timeStamp;
    }, true);
  });
  for (let round = -3; round < rounds; round++) {
    if (round % 10 === 0) await calm();
    const askedAtMs = await page.evaluate(() => {
      const atMs = performance.timeOrigin + performance.now();
      void window.sidetone.invoke('call:dial', { number: '0123456789', accountId: null });
      return atMs;
    });
    const first = await refuse(phone);
    await dismiss(page);
    await page.getByRole('combobox').first().fill('0123456789');
    await sleep(50);
    await page.keyboard.press('Enter');
    const second = await refuse(phone);
    const pressedAtMs = await page.evaluate(() => (window as unknown as { pressedAtMs: number }).pressedAtMs);
    await dismiss(page);
    if (round < 0) continue;
    asked.push(first - askedAtMs);
    pressed.push(second - pressedAtMs);
  }
  const settingUp: number[] = [];
  for (let round = 0; round < rounds; round++) {
    settingUp.push(await setUpOnce(phone.server, () => void page.evaluate(() => window.sidetone.invoke('call:dial', { number: '0123456789', accountId: null }))));
    await dismiss(page);
  }
  report.times(SETTING_UP, SUBJECT, settingUp);
  report.times(DIALLING, SUBJECT, asked);
  report.times('Enter pressed in the dialer to INVITE on the wire', SUBJECT, pressed);
}

/** Takes the next INVITE, says busy, and answers when it arrived. */
async function refuse({ server }: RegisteredApp): Promise<number> {
  const invite = await server.request('INVITE');
  server.reply(invite, 486, { reason: 'Busy Here' });
  return performance.timeOrigin + invite.atMs;
}

/** The ended call leaves the screen, so that the dialer is there again. */
async function dismiss(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (;;) {
      const calls = await window.sidetone.invoke('call:list', null);
      if (!calls.ok || calls.value.length === 0) return;
      for (const call of calls.value) if (call.phase.kind === 'ended') await window.sidetone.invoke('call:dismiss', { callId: call.id });
      await new Promise((resolve) => { setTimeout(resolve, 10); });
    }
  });
  await sleep(30);
}

/** From asking main to register again until the window knows that it is done. */
async function registering(report: Report, rounds: number, page: Page): Promise<void> {
  const whole: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const askedAtMs = nowMs();
    const done = page.evaluate(() => new Promise<number>((resolve) => {
      const off = window.sidetone.on('accounts:changed', (lines) => {
        if (lines[0]?.registration.kind !== 'ready') return;
        off();
        resolve(performance.now() - askedMs);
      });
      let askedMs = performance.now();
      void window.sidetone.invoke('accounts:list', null).then((lines) => {
        askedMs = performance.now();
        if (lines.ok && lines.value[0]) void window.sidetone.invoke('accounts:reconnect', { accountId: lines.value[0].account.id });
      });
    }));
    whole.push(await done);
    if (nowMs() - askedAtMs > 5_000) throw new Error('registering took too long');
  }
  report.times('register again asked for to line ready in the window', SUBJECT, whole);
}
