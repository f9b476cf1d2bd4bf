export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; url: string };

/** Web addresses only: nothing else is made to be clicked. */
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"“”«»]{2,1500}/giu;
/** At the end of an address these belong to the sentence. */
const TRAILING = /[.,;:!?'’)\]}…]+$/u;
const MAX_LINKS = 50;

/** A message in its words and web addresses. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  let links = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = trimmed(match[0]);
    const url = urlOf(shown);
    if (url === null || (links += 1) > MAX_LINKS) continue;
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) });
    parts.push({ kind: 'link', text: shown, url });
    at = match.index + shown.length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

/** Without what the sentence put behind it; a closing bracket stays where one was opened. */
function trimmed(found: string): string {
  const bare = found.replace(TRAILING, '');
  const rest = found.slice(bare.length);
  return rest.startsWith(')') && bare.includes('(') && !bare.includes(')') ? `${bare})` : bare;
}

function urlOf(shown: string): string | null {
  const address = /^www\./i.test(shown) ? `https://${shown}` : shown;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // A name before an @ is dressed up as the host: that is shown as text.
  return url.hostname.includes('.') && url.username === '' && url.password === '' ? url.href : null;
}
