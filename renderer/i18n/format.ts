import type { Text } from './catalog';

const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** Formatters are costly to make and there are few; each is made once. */
function formatter(locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`;
  let found = timeFormats.get(key);
  if (found === undefined) timeFormats.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  return found;
}

const dayMs = 86_400_000;
const startOfDay = (epochMs: number): number => new Date(epochMs).setHours(0, 0, 0, 0);
/** Whole local days between two moments; robust on the days of 23 and 25 hours. */
const daysBetween = (fromEpochMs: number, toEpochMs: number): number =>
  Math.round((startOfDay(toEpochMs) - startOfDay(fromEpochMs)) / dayMs);

/** "14:05" or "2:05 PM". */
export function formatTime(locale: string, epochMs: number): string {
  return formatter(locale, 'time', { timeStyle: 'short' }).format(epochMs);
}

/** Heading of a day in the history: Today, Yesterday, Monday, 3 March, 3 March 2024. */
export function formatDay(text: Text, epochMs: number, nowEpochMs: number): string {
  const days = daysBetween(epochMs, nowEpochMs);
  if (days <= 0) return text('history.today');
  if (days === 1) return text('history.yesterday');
  const { locale } = text;
  const day = days < 7
    ? formatter(locale, 'weekday', { weekday: 'long' }).format(epochMs)
    : new Date(epochMs).getFullYear() === new Date(nowEpochMs).getFullYear()
      ? formatter(locale, 'day', { weekday: 'long', day: 'numeric', month: 'long' }).format(epochMs)
      : formatter(locale, 'year', { day: 'numeric', month: 'long', year: 'numeric' }).format(epochMs);
  return day.charAt(0).toLocaleUpperCase(locale) + day.slice(1);
}

/** "3 March 2026, 14:05:12", for the details of one call. */
export function formatMoment(locale: string, epochMs: number): string {
  return formatter(locale, 'moment', { dateStyle: 'long', timeStyle: 'medium' }).format(epochMs);
}

/** Short moment for a line of a list: the time today, else the date. */
export function formatShortMoment(locale: string, epochMs: number, nowEpochMs: number): string {
  const days = daysBetween(epochMs, nowEpochMs);
  if (days <= 0) return formatTime(locale, epochMs);
  return days < 7
    ? `${formatter(locale, 'short weekday', { weekday: 'short' }).format(epochMs)} ${formatTime(locale, epochMs)}`
    : formatter(locale, 'short day', { day: 'numeric', month: 'short' }).format(epochMs);
}

/** Call timer: "02:14", from one hour "1:02:14". */
export function formatTimer(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${rest}` : rest;
}

/** Duration in a list, without a leading zero: "2:14", "0:07", "1:02:14". */
export function formatDuration(ms: number): string {
  return formatTimer(Math.round(ms / 1000)).replace(/^0(?=\d:)/, '');
}

export function formatDecimal(locale: string, value: number, digits = 1): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** Name of a region in the user's language, "France". */
export function formatRegion(locale: string, region: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'region' }).of(region) ?? region;
  } catch {
    return region;
  }
}
