import { cleanLines } from '../identity/clean';
import { decodeEntities } from './xml';

/** Code points; as the contract has it. */
const MAX_MESSAGE_LENGTH = 10_000;
/** After these a new line begins. */
const BLOCKS = new Set(['br', 'p', 'div', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre']);
/** What stands in these is not for reading. */
const UNREAD = new Set(['script', 'style', 'head', 'title']);

/** Bytes as text by the charset named, else UTF-8, else Windows-1252, which every byte fits. */
export function decodeText(bytes: Uint8Array, charset: string | null): string {
  for (const label of [charset ?? 'utf-8', 'utf-8']) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // An unknown charset, or bytes that are not of it: the next.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** The words of an HTML text: tags, scripts, styles and comments go, blocks become lines. Linear; nothing of it is ever rendered as HTML. */
export function htmlToText(html: string): string {
  const lower = html.toLowerCase();
  let out = '';
  let from = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', from)) {
    out += html.slice(from, at);
    const name = /^\/?([a-z][a-z0-9]{0,20})/.exec(lower.slice(at + 1, at + 24))?.[1];
    const isComment = lower.startsWith('<!--', at);
    if (name === undefined && !isComment && !/[!?]/.test(html[at + 1] ?? '')) {
      // Not a tag: "3 < 4".
      out += '<';
      from = at + 1;
      continue;
    }
    const end = isComment ? lower.indexOf('-->', at) : html.indexOf('>', at);
    if (end < 0) return tidy(out);
    from = end + (isComment ? 3 : 1);
    if (name === undefined) continue;
    if (BLOCKS.has(name) && !(html[at + 1] === '/' && name === 'br')) out += '\n';
    if (UNREAD.has(name) && html[at + 1] !== '/') {
      const close = lower.indexOf(`</${name}`, from);
      if (close < 0) return tidy(out);
      from = close;
    }
  }
  return tidy(out + html.slice(from));
}

/** What a person may be shown: no controls, nothing unseen, no tricks of direction, cut to size. */
export function readableText(text: string): string {
  return cleanLines(text, MAX_MESSAGE_LENGTH);
}

function tidy(text: string): string {
  return decodeEntities(text).replace(/[ \t\r]*\n[ \t\r]*/g, '\n').replace(/\n{3,}/g, '\n\n').trim();
}
