import { splitOutside, unquote } from './scan';

/** One WWW-Authenticate or Proxy-Authenticate challenge. Parameter names in lower case, values unquoted. */
export interface Challenge {
  readonly scheme: string;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * The challenges of one header value. Servers put several into one line by commas, so a part that
 * starts with `Scheme name=` opens the next one. Broken parts are left out.
 */
export function parseChallenges(value: string): Challenge[] {
  const challenges: { scheme: string; params: Map<string, string> }[] = [];
  for (const part of splitOutside(value, ',') ?? []) {
    const opening = /^([A-Za-z][A-Za-z0-9-]*)(?:\s+([\s\S]*))?$/.exec(part);
    const opens = opening !== null && (opening[2] === undefined || /^[A-Za-z0-9_-]+\s*=/.test(opening[2]));
    if (opens) challenges.push({ scheme: (opening[1] ?? '').toLowerCase(), params: new Map() });
    const pair = /^([A-Za-z0-9_-]+)\s*=\s*([\s\S]*)$/.exec(opens ? (opening[2] ?? '') : part);
    const current = challenges.at(-1);
    if (pair === null || current === undefined) continue;
    const name = (pair[1] ?? '').toLowerCase();
    if (!current.params.has(name)) current.params.set(name, unquote((pair[2] ?? '').trim()));
  }
  return challenges;
}
