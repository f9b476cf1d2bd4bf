import type { Availability, OwnAvailability, PresenceFacts } from '../../../calls/ports/subscriptions';
import { cleanText } from '../../identity/clean';
import { attribute, child, childrenOf, parseXml, textOf, type XmlElement } from '../xml';

const MAX_TUPLES = 50;
const MAX_URI = 1_024;
/** What RPID calls it (RFC 4480 3.2), and which word of ours that is; the first that fits wins. */
const ACTIVITIES: readonly (readonly [Availability, readonly string[]])[] = [
  ['on-the-phone', ['on-the-phone', 'in-call']],
  ['do-not-disturb', ['dnd', 'do-not-disturb']],
  ['busy', ['busy', 'meeting', 'in-transit', 'presentation', 'performance', 'appointment', 'working', 'playing', 'tv', 'worship', 'steering']],
  ['away', ['away', 'vacation', 'holiday', 'meal', 'breakfast', 'dinner', 'sleeping', 'travel', 'permanent-absence', 'shopping', 'spectator', 'looking-for-work']],
];
const QUIET_WORDS = /do not disturb|\bdnd\b|ne pas d[ée]ranger/i;

/** application/pidf+xml with RPID and the data model (RFC 3863, 4479, 4480). Null where it is no such document. */
export function parsePresence(text: string): PresenceFacts | null {
  const root = parseXml(text);
  if (root?.name !== 'presence') return null;
  const tuples = childrenOf(root, 'tuple').slice(0, MAX_TUPLES);
  const persons = [...childrenOf(root, 'person'), ...childrenOf(root, 'device')].slice(0, MAX_TUPLES);
  const words = new Set([...persons, ...tuples].flatMap((element) => [child(element, 'activities'), child(child(element, 'status'), 'activities')].flatMap((activities) => activities?.children.map(({ name }) => name) ?? [])));
  const noteText = [...persons, root, ...tuples].map(noteOf).find((note) => note !== null) ?? '';
  const note = cleanText(noteText, 200);
  return { entity: cleanText(attribute(root, 'entity') ?? '', MAX_URI), availability: availabilityOf(tuples, words, note), note: note === '' ? null : note };
}

function availabilityOf(tuples: readonly XmlElement[], words: ReadonlySet<string>, note: string): Availability {
  const basics = tuples.flatMap((tuple) => textOf(child(tuple, 'status'), 'basic')?.toLowerCase() ?? []);
  if (basics.length > 0 && !basics.includes('open')) return 'offline';
  const word = ACTIVITIES.find(([, names]) => names.some((name) => words.has(name)))?.[0];
  if (word === 'busy' && QUIET_WORDS.test(note)) return 'do-not-disturb';
  if (word !== undefined) return word;
  // Asterisk has notes only: "Ready", "On the phone", "Ringing", "Unavailable".
  if (/^(?:on the phone|ringing)$/i.test(note)) return 'on-the-phone';
  return basics.includes('open') ? 'available' : 'unknown';
}

function noteOf(element: XmlElement): string | null {
  return textOf(element, 'note') ?? textOf(child(element, 'activities'), 'note');
}

const OWN: Readonly<Record<OwnAvailability, { readonly activity: string | null; readonly note: string }>> = {
  available: { activity: null, note: '' },
  'on-the-phone': { activity: 'on-the-phone', note: 'On the phone' },
  // RPID has no word for it; others show the note.
  'do-not-disturb': { activity: 'busy', note: 'Do not disturb' },
  away: { activity: 'away', note: 'Away' },
};

/** Our own state as a document to publish. `tupleId` names this phone among others of the same user. */
export function writePresence(entity: string, tupleId: string, state: OwnAvailability): string {
  const { activity, note } = OWN[state];
  const noteElement = (prefix: string): string => (note === '' ? '' : `<${prefix}note>${note}</${prefix}note>`);
  const person = activity === null ? '' : `<dm:person id="p${tupleId}"><rpid:activities><rpid:${activity}/></rpid:activities>${noteElement('dm:')}</dm:person>`;
  return '<?xml version="1.0" encoding="UTF-8"?>\n'
    + '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid"'
    + ` entity="${escapeXml(entity)}"><tuple id="t${tupleId}"><status><basic>open</basic></status>${noteElement('')}</tuple>${person}</presence>\n`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
