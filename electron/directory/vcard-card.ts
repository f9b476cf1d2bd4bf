import type { ContactFields, ContactNumber } from '../contract/contacts';
import { components, unescapeText, type Property } from './vcard-lines';

const MAX_NUMBERS = 50;
/** Of the data: URL; the contract's limit. */
const MAX_PHOTO = 400_000;
/** Formats every window can show; an SVG could hold a script. */
const photoTypes = new Map([['jpeg', 'image/jpeg'], ['jpg', 'image/jpeg'], ['png', 'image/png'], ['gif', 'image/gif'], ['webp', 'image/webp']]);

/** In this order: a work fax is a fax, a work mobile is a mobile. */
const labels: readonly (readonly [ContactNumber['label'], readonly string[]])[] = [
  ['fax', ['fax', 'facsimile', 'home fax', 'work fax']], ['pager', ['pager']], ['sip', ['x-sip', 'sip']],
  ['mobile', ['cell', 'mobile', 'iphone', 'mobil', 'x-mobile']], ['main', ['main', 'x-main']], ['home', ['home']], ['work', ['work', 'office', 'company']],
];

/** A card's properties as a contact. Values longer than the contract allows are cut; what cannot be dialled is left out. */
export function contactOfCard(properties: readonly Property[]): ContactFields {
  const first = (name: string): Property | undefined => properties.find((property) => property.name === name && property.value.trim() !== '');
  const text = (name: string, max: number): string => clean(unescapeText(first(name)?.value ?? ''), max);
  const n = components(first('N')?.value ?? '');
  let givenName = [n[1], n[2]].filter((part) => part !== undefined && part !== '').join(' ');
  let familyName = n[0] ?? '';
  const company = clean(components(first('ORG')?.value ?? '').filter((part) => part !== '').join(', '), 200);
  const full = text('FN', 400);
  if (givenName === '' && familyName === '' && full !== '' && full !== company) {
    const at = full.lastIndexOf(' ');
    givenName = at === -1 ? full : full.slice(0, at);
    familyName = at === -1 ? '' : full.slice(at + 1);
  }
  return {
    givenName: clean(givenName, 200), familyName: clean(familyName, 200), company, title: text('TITLE', 200), email: text('EMAIL', 320),
    notes: properties.filter(({ name }) => name === 'NOTE').map(({ value }) => unescapeText(value)).join('\n').slice(0, 20_000).trim(),
    favourite: text('X-SIDETONE-FAVOURITE', 5) === '1', photo: photoOf(properties), numbers: numbersOf(properties),
  };
}

function clean(text: string, max: number): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim().slice(0, max).trim();
}

function numbersOf(properties: readonly Property[]): ContactNumber[] {
  const numbers: ContactNumber[] = [];
  for (const property of properties) {
    const number = property.name === 'TEL' ? telNumber(property, properties) : ['IMPP', 'X-SIP', 'X-SIP-ADDRESS'].includes(property.name) ? sipNumber(property, properties) : null;
    if (number !== null && !numbers.some(({ value }) => value === number.value) && numbers.length < MAX_NUMBERS) numbers.push(number);
  }
  return numbers;
}

function telNumber(property: Property, properties: readonly Property[]): ContactNumber | null {
  let value = clean(unescapeText(property.value), 255);
  if (/^sips?:/i.test(value)) return { label: 'sip', value };
  if (/^tel:/i.test(value)) {
    // RFC 6350 6.4.1: a tel: URI; its parameters (extension, context) are not part of what is dialled.
    try {
      value = decodeURIComponent(value.slice(4)).split(';', 1)[0] ?? '';
    } catch {
      return null;
    }
  }
  return /[\d]/.test(value) ? { label: labelOf(property, properties), value } : null;
}

function sipNumber(property: Property, properties: readonly Property[]): ContactNumber | null {
  const value = clean(unescapeText(property.value), 255);
  if (/^sips?:\S+$/i.test(value)) return { label: property.parameters.has('TYPE') ? labelOf(property, properties) : 'sip', value };
  return property.name !== 'IMPP' && /^[^\s@:]+@[^\s@]+$/.test(value) ? { label: 'sip', value: `sip:${value}` } : null;
}

function labelOf(property: Property, properties: readonly Property[]): ContactNumber['label'] {
  const types = [...(property.parameters.get('TYPE') ?? [])];
  if (property.group !== null) {
    // Apple: item1.TEL with its name in item1.X-ABLabel, known ones as _$!<Mobile>!$_
    const named = properties.find(({ group, name }) => group === property.group && name === 'X-ABLABEL');
    if (named !== undefined) types.push(unescapeText(named.value).replace(/^_\$!<|>!\$_$/g, '').trim().toLowerCase());
  }
  return labels.find(([, words]) => types.some((type) => words.includes(type)))?.[0] ?? 'other';
}

function photoOf(properties: readonly Property[]): string | null {
  for (const property of properties) {
    if (property.name !== 'PHOTO') continue;
    const value = property.value.replace(/\s+/g, '');
    const url = /^data:image\/(jpeg|jpg|png|gif|webp);base64,(.*)$/i.exec(value);
    const type = url?.[1]?.toLowerCase() ?? (property.parameters.get('TYPE') ?? property.parameters.get('MEDIATYPE') ?? []).map((one) => one.replace('image/', '')).find((one) => photoTypes.has(one));
    const data = url?.[2] ?? value;
    const mime = photoTypes.get(type ?? sniff(data));
    // A photo elsewhere (http:) is not fetched: opening an address book must not tell anyone.
    if (mime === undefined || data === '' || !/^[A-Za-z0-9+/]+=*$/.test(data)) continue;
    const photo = `data:${mime};base64,${data}`;
    if (photo.length <= MAX_PHOTO) return photo;
  }
  return null;
}

/** By the first bytes, in base64. */
function sniff(data: string): string {
  if (data.startsWith('/9j/')) return 'jpeg';
  if (data.startsWith('iVBORw')) return 'png';
  if (data.startsWith('R0lGOD')) return 'gif';
  return data.startsWith('UklGR') ? 'webp' : '';
}
