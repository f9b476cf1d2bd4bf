import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { median, mouthToEar } from '../../test/support/sound/mouth-to-ear';
import { faultsOf, findSpeech, type SpeechFindings } from '../../test/support/sound/speech-check';
import { writeWav } from '../../test/support/sound/wav';
import { Desk, pause, plainSound, RunningApp, sentence, sinks, until, type LogLine } from '../../test/support/app';
import { howMeasured, type DemoFacts } from './facts';

const SECONDS_SPOKEN = 5;
const CLICKS = 9;
const TAIL_MS = 1_000;
const MOST_ATTEMPTS = 4;

/** The whole demo: two starts of the real app, one call to the echo. Everything it starts is gone when it resolves. */
export async function runDemo(runtime: string, folder: string, say: (text: string) => void): Promise<DemoFacts> {
  mkdirSync(folder, { recursive: true });
  const screenshots: string[] = [];
  const desk = await Desk.start({ display: 'visible' });
  try {
    const profile = await desk.folder();
    await firstStart(desk, profile, folder, screenshots, say);
    say('second start: the line is known and registers by itself');
    const app = await RunningApp.start(desk, { profile });
    const page = await app.phone();
    const shot = async (name: string): Promise<void> => void screenshots.push(await app.screenshot(name, 'phone', folder));
    await app.ready();
    await page.getByRole('combobox', { name: 'Name or number' }).waitFor();

    say('3246 and Enter on the keyboard: the echo');
    await page.keyboard.type('3246');
    await page.keyboard.press('Enter');
    const { id: callId } = await app.waitForCall('established');
    await pause(700);
    say('speaking into the microphone, recording the speaker');
    const heard = await speakAndListen(desk, folder);
    await shot('3-in-call');
    say('clicks from mouth to ear');
    const clicks = await measureMouthToEar(desk);
    await page.keyboard.press('Control+Shift+H');
    await app.quiet();
    await shot('4-call-ended');
    await page.keyboard.press('Control+3');
    await page.getByRole('button', { name: /, Outgoing, / }).first().waitFor();
    await shot('5-history');
    const history = await until('the history row with its figures', async () => {
      const rows = await app.history();
      return rows[0]?.quality ? rows : null;
    });
    const log = app.log();
    const figure = (message: string, field: string, fits: (line: LogLine) => boolean = () => true): number | null => {
      const value = log.findLast((line) => line.msg === message && fits(line))?.[field];
      return typeof value === 'number' ? value : null;
    };
    const ours = (line: LogLine): boolean => line['callId'] === callId;
    const quality = history[0]?.quality ?? null;
    return {
      runtime,
      startToWindowMs: figure('window-ready', 'sinceStartMs'),
      startToRegisteredMs: figure('line-ready', 'sinceStartMs'),
      dialTo180Ms: figure('call progress', 'afterMs', (line) => ours(line) && line['status'] === 180),
      dialTo200Ms: figure('call answered', 'afterMs', ours),
      answerToFirstRtpMs: figure('first sound', 'afterAnswerMs', ours),
      codec: history[0]?.codec ?? null,
      packetsSent: quality?.packetsSent ?? null, packetsReceived: quality?.packetsReceived ?? null, packetsLost: quality?.packetsLost ?? null,
      correlation: heard.median, wholeShare: heard.wholeShare, speechFaults: faultsOf(heard), attemptsToSpeak: heard.attempts,
      mouthToEarMs: clicks.length === 0 ? null : median(clicks), mouthToEarClicks: clicks,
      historyRows: history.map((entry) => ({
        direction: entry.direction, number: entry.numberAsDialled, codec: entry.codec, endedBy: entry.end?.by ?? null,
        seconds: entry.answeredAtEpochMs === null || entry.endedAtEpochMs === null ? null : (entry.endedAtEpochMs - entry.answeredAtEpochMs) / 1000,
      })),
      screenshots, recordings: { spoken: join(folder, 'spoken.wav'), heard: join(folder, 'heard.wav') }, howMeasured,
    };
  } finally {
    await desk.dispose();
  }
}

async function firstStart(desk: Desk, profile: string, folder: string, screenshots: string[], say: (text: string) => void): Promise<void> {
  say('first start: welcome, "Try the practice line"');
  const app = await RunningApp.start(desk, { profile });
  const page = await app.phone();
  await page.getByRole('heading', { name: 'Welcome to Sidetone' }).waitFor();
  screenshots.push(await app.screenshot('1-welcome', 'phone', folder));
  await page.getByRole('button', { name: /Try the practice line/ }).click();
  await page.getByRole('button', { name: 'Open the keypad' }).waitFor();
  await app.ready();
  screenshots.push(await app.screenshot('2-practice-line-ready', 'phone', folder));
  await page.getByRole('button', { name: 'Open the keypad' }).click();
  await app.invoke('settings:set', plainSound);
  await app.close();
}

/** Said again where a machine busy with other things has spoilt it; that can only make it worse, never better. The best is kept. */
async function speakAndListen(desk: Desk, folder: string): Promise<SpeechFindings & { attempts: number }> {
  const spoken = await sentence(SECONDS_SPOKEN);
  await writeWav(join(folder, 'spoken.wav'), spoken);
  let best: (SpeechFindings & { attempts: number }) | null = null;
  for (let attempts = 1; attempts <= MOST_ATTEMPTS && (best === null || faultsOf(best).length > 0); attempts += 1) {
    const ear = await desk.listen();
    const from = ear.position;
    await desk.speak(spoken);
    await pause(TAIL_MS);
    const heard = (await ear.stop()).subarray(from);
    const found = findSpeech(spoken, heard);
    if (best === null || faultsOf(found).length < faultsOf(best).length || found.median > best.median) {
      best = { ...found, attempts };
      await writeWav(join(folder, 'heard.wav'), heard);
    }
  }
  if (best === null) throw new Error('nothing was said');
  return best;
}

/** The speaker is moved into the sink that the microphone hears, so that click and echo are in one recording. */
async function measureMouthToEar(desk: Desk): Promise<number[]> {
  if (await desk.pulse.moveStreams(sinks.speaker, sinks.mouth) === 0) return [];
  await pause(500);
  return mouthToEar(desk.pulse, sinks.mouth, CLICKS);
}
