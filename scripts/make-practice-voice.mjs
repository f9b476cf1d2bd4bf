#!/usr/bin/env node
// Speaks the practice line's texts into assets/practice/*.ulaw (mono, 8 kHz, mu-law without a header).
// Needs espeak-ng and sox; run by hand after a text changes, the files are kept in the repository.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../assets/practice');
const texts = {
  talk: 'Hello! This is the Sidetone practice line. It lives inside your computer, and nothing you say here leaves it. '
    + 'Dial echo, 3 2 4 6, to hear yourself. Dial ring, 7 4 6 4, and I call you back. '
    + '2 8 7 9 is busy, and 9 2 4 8 never answers. While I talk, try mute, hold and the keypad.',
  ring: 'Hang up, or let me do it. I ring you back in five seconds.',
  back: 'Here I am again. Your phone rings as it should. Goodbye!',
};

const work = mkdtempSync(join(tmpdir(), 'practice-voice-'));
try {
  for (const [name, text] of Object.entries(texts)) {
    const spoken = join(work, `${name}.wav`);
    execFileSync('espeak-ng', ['-v', 'en-gb+f2', '-s', '165', '-p', '46', '-w', spoken, text]);
    execFileSync('sox', [spoken, '-t', 'ul', '-r', '8000', '-c', '1', join(folder, `${name}.ulaw`),
      'highpass', '200', 'lowpass', '3400', 'norm', '-3', 'silence', '1', '0.01', '0.5%', 'pad', '0.1', '0.1']);
  }
} finally {
  rmSync(work, { recursive: true });
}
