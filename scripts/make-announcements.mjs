#!/usr/bin/env node
// Speaks what both ends hear when a recording begins into assets/announcements/recording-*.opus (mono, 48 kHz).
// Needs espeak-ng, sox and opusenc (opus-tools); run by hand after a text changes, the files are kept in the repository.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../assets/announcements');
const texts = {
  en: { voice: 'en-gb+f2', text: 'This call is being recorded.' },
  fr: { voice: 'fr+f2', text: 'Cet appel est enregistré.' },
};

const work = mkdtempSync(join(tmpdir(), 'announcements-'));
try {
  for (const [language, { voice, text }] of Object.entries(texts)) {
    const spoken = join(work, `${language}.wav`);
    const cleaned = join(work, `${language}-48.wav`);
    execFileSync('espeak-ng', ['-v', voice, '-s', '150', '-p', '46', '-w', spoken, text]);
    execFileSync('sox', [spoken, '-r', '48000', '-c', '1', cleaned, 'highpass', '120', 'norm', '-9', 'silence', '1', '0.01', '0.5%', 'reverse', 'silence', '1', '0.01', '0.5%', 'reverse', 'pad', '0.1', '0.1']);
    execFileSync('opusenc', ['--quiet', '--bitrate', '32', '--discard-comments', '--discard-pictures', cleaned, join(folder, `recording-${language}.opus`)]);
  }
} finally {
  rmSync(work, { recursive: true });
}
