import { extractNumber } from '../../calls/numbers/extract-number';

const scheme = /^(tel|sips?|callto):/i;

/** True for anything that names one of our schemes, honest or not. */
export function looksLikeDialLink(text: string): boolean {
  return scheme.test(text.trim());
}

/** The number in a link that some other program handed over; null where it is refused. */
export function readDialLink(link: string): string | null {
  return looksLikeDialLink(link) ? extractNumber(link)?.number ?? null : null;
}

/** What `--dial` was given: as a link or a pasted number, and also a plain user name of one's own server. */
export function readDialArgument(text: string): string | null {
  if (looksLikeDialLink(text)) return readDialLink(text);
  const trimmed = text.trim();
  return extractNumber(trimmed)?.number ?? (/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(trimmed) ? trimmed : null);
}
