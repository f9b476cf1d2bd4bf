/** The first that is a BCP 47 tag; the locale "C" of a bare system is none. */
export function firstLocale(candidates: readonly string[]): string {
  return candidates.find((candidate) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/i.test(candidate)) ?? 'en';
}

/** ISO 3166 alpha-2: what the system says, else what its language tag says, else a guess that formats most numbers well. */
export function regionOf(countryCode: string, locale: string): string {
  if (/^[A-Z]{2}$/.test(countryCode)) return countryCode;
  return /[-_]([A-Z]{2})(?:[-_.]|$)/.exec(locale)?.[1] ?? 'US';
}
