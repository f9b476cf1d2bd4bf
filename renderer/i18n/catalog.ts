import { callers as enCallers } from './en/callers';
import { calling as enCalling } from './en/calling';
import { board as enBoard } from './en/board';
import { conference as enConference } from './en/conference';
import { farEnd as enFarEnd } from './en/far-end';
import { messages as enMessages } from './en/messages';
import { network as enNetwork } from './en/network';
import { phone as enPhone } from './en/phone';
import { policy as enPolicy } from './en/policy';
import { quality as enQuality } from './en/quality';
import { reach as enReach } from './en/reach';
import { recording as enRecording } from './en/recording';
import { security as enSecurity } from './en/security';
import { setup as enSetup } from './en/setup';
import { sharedLines as enSharedLines } from './en/shared-lines';
import { trace as enTrace } from './en/trace';
import { transfer as enTransfer } from './en/transfer';
import { transport as enTransport } from './en/transport';
import { callers as frCallers } from './fr/callers';
import { calling as frCalling } from './fr/calling';
import { board as frBoard } from './fr/board';
import { conference as frConference } from './fr/conference';
import { farEnd as frFarEnd } from './fr/far-end';
import { messages as frMessages } from './fr/messages';
import { network as frNetwork } from './fr/network';
import { phone as frPhone } from './fr/phone';
import { policy as frPolicy } from './fr/policy';
import { quality as frQuality } from './fr/quality';
import { reach as frReach } from './fr/reach';
import { recording as frRecording } from './fr/recording';
import { security as frSecurity } from './fr/security';
import { setup as frSetup } from './fr/setup';
import { sharedLines as frSharedLines } from './fr/shared-lines';
import { trace as frTrace } from './fr/trace';
import { transfer as frTransfer } from './fr/transfer';
import { transport as frTransport } from './fr/transport';

export const english = { ...enPhone, ...enBoard, ...enCallers, ...enCalling, ...enConference, ...enFarEnd, ...enMessages, ...enNetwork, ...enPolicy, ...enQuality, ...enReach, ...enRecording, ...enSecurity, ...enSetup, ...enSharedLines, ...enTrace, ...enTransfer, ...enTransport };
export type MessageKey = keyof typeof english;
export type Catalog = Readonly<Record<MessageKey, string>>;

export const catalogs = { en: english as Catalog, fr: { ...frPhone, ...frBoard, ...frCallers, ...frCalling, ...frConference, ...frFarEnd, ...frMessages, ...frNetwork, ...frPolicy, ...frQuality, ...frReach, ...frRecording, ...frSecurity, ...frSetup, ...frSharedLines, ...frTrace, ...frTransfer, ...frTransport } as Catalog } as const;
export type Language = keyof typeof catalogs;

type Placeholder<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
export type MessageParams<K extends MessageKey> = Placeholder<(typeof english)[K]>;
type Arguments<K extends MessageKey> = [MessageParams<K>] extends [never] ? [] : [Readonly<Record<MessageParams<K>, string | number>>];

/** Keys that exist as `x.one` and `x.other`, both with a {count}. */
export type PluralKey = { [K in MessageKey]: K extends `${infer Base}.other` ? (`${Base}.one` extends MessageKey ? Base : never) : never }[MessageKey];

export interface Text {
  readonly language: Language;
  /** For dates and numbers: the language as the user's region writes it. */
  readonly locale: string;
  <K extends MessageKey>(key: K, ...params: Arguments<K>): string;
  /** The form for `count` by the language's own plural rule; `count` is shown in its digits. */
  count(key: PluralKey, count: number, more?: Readonly<Record<string, string>>): string;
}

export function fill(template: string, params: Readonly<Record<string, string | number>> | undefined): string {
  return params === undefined ? template : template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** The words of one language. */
export function makeText(language: Language, locale: string = language): Text {
  const catalog = catalogs[language];
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(locale);
  const text = <K extends MessageKey>(key: K, ...params: Arguments<K>): string => fill(catalog[key], params[0]);
  return Object.assign(text, {
    language,
    locale,
    count(key: PluralKey, count: number, more: Readonly<Record<string, string>> = {}): string {
      const form = plural.select(count) === 'one' ? 'one' : 'other';
      return fill(catalog[`${key}.${form}` as MessageKey], { ...more, count: number.format(count) });
    },
  });
}

/** The system's own locale where it is of that language, else the language of the user's region. */
export function chooseLocale(language: Language, systemLocale: string, region: string): string {
  const candidates = [systemLocale.toLowerCase().startsWith(language) ? systemLocale : `${language}-${region}`, language];
  return candidates.find((candidate) => {
    try {
      return new Intl.Locale(candidate.replace('_', '-')).language === language;
    } catch {
      return false;
    }
  })?.replace('_', '-') ?? language;
}

/** The language to speak: the user's choice, else the system's where we have it, else English. */
export function chooseLanguage(setting: 'system' | Language, systemLocale: string): Language {
  if (setting !== 'system') return setting;
  const primary = systemLocale.toLowerCase().split(/[-_]/)[0] ?? '';
  return primary in catalogs ? (primary as Language) : 'en';
}
