import { SaxesParser } from 'saxes';

/** One element, names without their prefixes: servers bind them as they like. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own character data, trimmed. */
  readonly text: string;
}

interface Growing {
  name: string;
  attributes: Map<string, string>;
  children: Growing[];
  text: string;
}

/** More than any state document of one NOTIFY needs. */
const MAX_CHARACTERS = 1_000_000;
const MAX_ELEMENTS = 50_000;
const MAX_DEPTH = 32;
const MAX_TEXT = 10_000;

/**
 * The root element of a document; null where it is not well-formed, too large or too deep, or has a document type: no
 * DTD and no entity of its own is ever read, so nothing can be expanded or fetched. Never throws.
 */
export function parseXml(text: string): XmlElement | null {
  if (text.length > MAX_CHARACTERS) return null;
  try {
    return build(text.replace(/^\uFEFF?\s+(?=<)/, ''));
  } catch {
    return null;
  }
}

class Refused extends Error {}

function build(text: string): XmlElement | null {
  const parser = new SaxesParser({ fragment: false });
  const open: Growing[] = [];
  let root: Growing | null = null;
  let count = 0;
  parser.on('error', (error) => { throw error; });
  parser.on('doctype', () => { throw new Refused('a document type'); });
  parser.on('opentag', ({ name, attributes }) => {
    if (++count > MAX_ELEMENTS || open.length >= MAX_DEPTH) throw new Refused('too much');
    const element: Growing = { name: localName(name), attributes: new Map(), children: [], text: '' };
    for (const [key, value] of Object.entries(attributes as Record<string, string>)) {
      if (!key.startsWith('xmlns')) element.attributes.set(localName(key), value.slice(0, MAX_TEXT).trim());
    }
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed !== undefined) closed.text = closed.text.trim();
  });
  const addText = (piece: string): void => {
    const element = open.at(-1);
    if (element !== undefined && element.text.length < MAX_TEXT) element.text += piece.slice(0, MAX_TEXT);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text).close();
  return root;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return (colon < 0 ? name : name.slice(colon + 1)).toLowerCase();
}

export function child(element: XmlElement | null | undefined, name: string): XmlElement | null {
  return element?.children.find((one) => one.name === name) ?? null;
}

export function childrenOf(element: XmlElement | null | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((one) => one.name === name) ?? [];
}

/** Text of a child, null where there is none or it is empty. */
export function textOf(element: XmlElement | null | undefined, name: string): string | null {
  const text = child(element, name)?.text ?? '';
  return text === '' ? null : text;
}

/** An attribute, null where it is absent or empty. */
export function attribute(element: XmlElement | null | undefined, name: string): string | null {
  const value = element?.attributes.get(name.toLowerCase()) ?? '';
  return value === '' ? null : value;
}

/** A whole number that is not negative, null otherwise. */
export function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,12}$/.test(text.trim()) ? Number(text) : null;
}
