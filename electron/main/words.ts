import type { Settings } from '../contract/settings';

/** The few words the shell itself shows: tray, notifications, dialogs. The windows have their own. */
export interface Words {
  ready: string; offline: string; connecting: string; noAccount: string; inCall: string; ringing: string; doNotDisturb: string;
  missed(count: number): string;
  voicemail(count: number): string;
  unread(count: number): string;
  newMessage: string;
  open: string; recent: string; noRecent: string; dialClipboard(number: string | null): string; quit: string;
  incomingCall: string; missedCall: string; answer: string; decline: string; callBack: string;
  on(line: string): string;
  cut: string; copy: string; paste: string; selectAll: string;
}

const en: Words = {
  ready: 'Ready', offline: 'Offline', connecting: 'Connecting…', noAccount: 'No line set up', inCall: 'In a call', ringing: 'Incoming call', doNotDisturb: 'Do not disturb',
  missed: (count) => (count === 1 ? '1 missed call' : `${count} missed calls`),
  voicemail: (count) => (count === 1 ? '1 new voice message' : `${count} new voice messages`),
  unread: (count) => (count === 1 ? '1 new message' : `${count} new messages`), newMessage: 'New message',
  open: 'Open Sidetone', recent: 'Recent', noRecent: 'No calls yet',
  dialClipboard: (number) => (number === null ? 'Dial clipboard (no number)' : `Dial ${number}`), quit: 'Quit',
  incomingCall: 'Incoming call', missedCall: 'Missed call', answer: 'Answer', decline: 'Decline', callBack: 'Call back',
  on: (line) => `on ${line}`,
  cut: 'Cut', copy: 'Copy', paste: 'Paste', selectAll: 'Select all',
};

const fr: Words = {
  ready: 'Prêt', offline: 'Hors ligne', connecting: 'Connexion…', noAccount: 'Aucune ligne', inCall: 'En appel', ringing: 'Appel entrant', doNotDisturb: 'Ne pas déranger',
  missed: (count) => (count === 1 ? '1 appel manqué' : `${count} appels manqués`),
  voicemail: (count) => (count === 1 ? '1 nouveau message vocal' : `${count} nouveaux messages vocaux`),
  unread: (count) => (count === 1 ? '1 nouveau message' : `${count} nouveaux messages`), newMessage: 'Nouveau message',
  open: 'Ouvrir Sidetone', recent: 'Récents', noRecent: 'Aucun appel',
  dialClipboard: (number) => (number === null ? 'Appeler le presse-papiers (aucun numéro)' : `Appeler ${number}`), quit: 'Quitter',
  incomingCall: 'Appel entrant', missedCall: 'Appel manqué', answer: 'Répondre', decline: 'Refuser', callBack: 'Rappeler',
  on: (line) => `sur ${line}`,
  cut: 'Couper', copy: 'Copier', paste: 'Coller', selectAll: 'Tout sélectionner',
};

/** The language to speak: the setting, else the system's where we have it, else English. */
export function languageOf(language: Settings['language'], systemLocale: string): 'en' | 'fr' {
  const wanted = language === 'system' ? systemLocale.toLowerCase().split(/[-_]/, 1)[0] : language;
  return wanted === 'fr' ? 'fr' : 'en';
}

/** `systemLocale` is a BCP 47 tag, used where the setting follows the system. */
export function wordsFor(language: Settings['language'], systemLocale: string): Words {
  return languageOf(language, systemLocale) === 'fr' ? fr : en;
}
