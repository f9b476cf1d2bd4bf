import { access } from 'node:fs/promises';
import { readWav } from './wav';

const FOLDER = '/usr/share/asterisk/sounds/en_US_f_Allison';

/** Real speech of Debian's asterisk-core-sounds-en-wav at 48 kHz; null where the package is absent. */
export async function speech(name = 'demo-congrats'): Promise<Float32Array | null> {
  const file = `${FOLDER}/${name}.wav`;
  try {
    await access(file);
  } catch {
    return null;
  }
  return readWav(file);
}
