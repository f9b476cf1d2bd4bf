const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** "2 min ago", "3 hr ago", in the words of the language; null for less than a minute. */
export function formatAgo(locale: string, epochMs: number, nowEpochMs: number): string | null {
  const ageMs = nowEpochMs - epochMs;
  if (ageMs < MINUTE_MS) return null;
  const words = new Intl.RelativeTimeFormat(locale, { style: 'short' });
  return ageMs < HOUR_MS ? words.format(-Math.floor(ageMs / MINUTE_MS), 'minute') : words.format(-Math.floor(ageMs / HOUR_MS), 'hour');
}
