/** What is sent and wished for where nobody says otherwise. */
export const DEFAULT_PTIME_MS = 20;

/**
 * The longest packet the codec knows that is no longer than the far end's wish (RFC 8866 6.4), and not shorter than
 * the Opus parameter minptime where there is one (RFC 7587 6.1). Some write ptime and maxptime into fmtp; a= lines win.
 */
export function packetTime(
  possibleMs: readonly number[], ptimeMs: number | null, maxptimeMs: number | null, parameters: ReadonlyMap<string, string> = new Map(),
): number {
  const longestMs = maxptimeMs ?? positive(parameters.get('maxptime')) ?? Number.POSITIVE_INFINITY;
  const shortestMs = positive(parameters.get('minptime')) ?? 0;
  const wantedMs = Math.min(Math.max(ptimeMs ?? positive(parameters.get('ptime')) ?? DEFAULT_PTIME_MS, shortestMs), longestMs);
  return possibleMs.filter((ms) => ms <= wantedMs).at(-1) ?? possibleMs[0] ?? DEFAULT_PTIME_MS;
}

function positive(text: string | undefined): number | null {
  const number = Number(text);
  return text !== undefined && number > 0 && Number.isFinite(number) ? number : null;
}
