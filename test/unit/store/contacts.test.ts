import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ContactId } from '../../../electron/contract/ids';
import { createSortKey } from '../../../electron/store/collation';
import { begun, HandClock, openForTest, person, temporaryFolder } from './support';

const names = (store: ReturnType<typeof openForTest>, query = ''): string[] => store.contacts.page(query, 0, 100).contacts.map(({ name }) => name);

describe('contacts', () => {
  it('come back whole, with typed numbers in order and the photo', () => {
    const store = openForTest();
    const fields = person('Marie', 'Renard', [['work', '01 44 55 66 77'], ['mobile', '+33 6 12 34 56 78'], ['sip', 'sip:marie@pbx.example']],
      { company: 'Acme', title: 'Ops', email: 'm@acme.example', notes: 'Two\nlines', favourite: true, photo: 'data:image/png;base64,AAAA' });
    const saved = store.contacts.save(null, fields, 'FR');
    expect(saved).toEqual({ ...fields, id: saved.id, name: 'Marie Renard', updatedAtEpochMs: new HandClock().now });
    expect(store.contacts.get(saved.id)).toEqual(saved);
    const changed = store.contacts.save(saved.id, { ...fields, photo: null, numbers: [] }, 'FR');
    expect(changed).toMatchObject({ id: saved.id, photo: null, numbers: [] });
    expect(store.contacts.match('0144556677', '+33144556677')).toBeNull();
  });
  it('are named by company or number where there is no name', () => {
    const store = openForTest();
    expect(store.contacts.save(null, person('', '', ['201'], { company: 'Acme' }), 'FR').name).toBe('Acme');
    expect(store.contacts.save(null, person('', '', ['201']), 'FR').name).toBe('201');
  });
  it('refuse fields out of bounds and ids that do not exist', () => {
    const store = openForTest();
    expect(() => store.contacts.save(null, person('x'.repeat(500), ''), 'FR')).toThrow(expect.objectContaining({ code: 'INVALID' }));
    expect(() => store.contacts.save('nobody' as ContactId, person('A', 'B'), 'FR')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
  it('are listed in the order of the language, page by page', () => {
    const store = openForTest();
    store.contacts.saveAll(['Zoé', 'Élodie', 'émile', 'Eric', 'Anna', 'Œdipe', 'Olaf'].map((name) => person(name, '')), 'FR');
    expect(names(store)).toEqual(['Anna', 'Élodie', 'émile', 'Eric', 'Œdipe', 'Olaf', 'Zoé']);
    expect(store.contacts.page('', 2, 2)).toMatchObject({ total: 7, contacts: [{ name: 'émile' }, { name: 'Eric' }] });
  });
  it('are put in the new order when the language changes', () => {
    const file = join(temporaryFolder(), 'c.db');
    const french = openForTest({ file, locale: 'fr' });
    french.contacts.saveAll(['Zorn', 'Ångström', 'Öberg', 'Bo'].map((name) => person(name, '')), 'SE');
    expect(names(french)).toEqual(['Ångström', 'Bo', 'Öberg', 'Zorn']);
    french.close();
    expect(names(openForTest({ file, locale: 'sv' }))).toEqual(['Bo', 'Zorn', 'Ångström', 'Öberg']);
  });
  it('sort as Intl.Collator does, for several languages', () => {
    const samples = ['Adam', 'Ängel', 'angel', 'Zebra', 'Ñandú', 'Nube', 'Noz', 'Österlund', 'Oslo', 'Łukasz', 'Lucas', 'Lz', 'Étienne', 'Etna', 'Яна', 'Анна', 'Βασίλης', 'Ære', 'Aarhus', 'O’Neil', '3M', 'de la Cruz'];
    for (const locale of ['en', 'fr', 'de', 'sv', 'es', 'pl']) {
      const key = createSortKey(locale);
      const collator = new Intl.Collator(locale, { sensitivity: 'base', ignorePunctuation: false });
      const letters = samples.filter((name) => /^[\p{L}\p{N}]+$/u.test(name));
      expect([...letters].sort((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual([...letters].sort((a, b) => collator.compare(a, b) || (key(a) < key(b) ? -1 : 1)));
    }
  });
  it('are found by the start of any word without accents, by company, number and keypad', () => {
    const store = openForTest();
    store.contacts.save(null, person('Zoë', 'Le Bihan', ['01 44 55 66 77'], { company: 'Crêperie Armor' }), 'FR');
    store.contacts.save(null, person('Jean-Luc', 'Martin', ['+32 2 555 12 12']), 'FR');
    for (const query of ['zoe', 'BIH', 'creperie', 'le bi', '4455', '+331445', '0144', '963', '24426']) expect(names(store, query), query).toEqual(['Zoë Le Bihan']);
    for (const query of ['luc', 'jean mar', '555 12', '582', '0032 2']) expect(names(store, query), query).toEqual(['Jean-Luc Martin']);
    expect(names(store, 'ihan')).toEqual([]);
    expect(names(store, "'\"*(NEAR")).toEqual([]);
  });
  it('go and come back by undo, once, also from search and match', () => {
    const store = openForTest();
    const marie = store.contacts.save(null, person('Marie', 'Renard', ['0144556677']), 'FR');
    const { undoToken } = store.contacts.remove([marie.id]);
    expect([store.contacts.get(marie.id), names(store), names(store, 'marie'), store.contacts.match('0144556677', null), store.search.suggest('4455', 5)]).toEqual([null, [], [], null, []]);
    store.contacts.undo(undoToken);
    expect(store.contacts.get(marie.id)).toEqual(marie);
    expect(names(store, 'marie')).toEqual(['Marie Renard']);
    expect(store.contacts.match('0144556677', null)?.contact.id).toBe(marie.id);
    expect(() => store.contacts.undo(undoToken)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
  it('stay removed after a restart, and are gone from the file after the next', () => {
    const file = join(temporaryFolder(), 'c.db');
    const clock = new HandClock();
    const first = openForTest({ file, clock });
    first.contacts.remove(first.contacts.saveAll([person('Secret', 'Person', ['0144556677'])], 'FR'));
    first.close();
    clock.advance(1000);
    const second = openForTest({ file, clock });
    expect(names(second)).toEqual([]);
    clock.advance(60_000);
    expect([...second.contacts.all()]).toEqual([]);
    expect(clock.pending).toBe(0);
  });
  it('take an import back as a whole, merged ones as they were', () => {
    const store = openForTest();
    const old = store.contacts.save(null, person('Old', 'Friend', ['0144556677']), 'FR');
    const ids = store.contacts.saveAll([person('New', 'One'), person('New', 'Two')], 'FR');
    store.contacts.save(old.id, person('Old', 'Friend', ['0144556677', '0244556677']), 'FR');
    const token = store.contacts.undoTokenForImport(ids, [old], 'FR');
    store.contacts.undo(token);
    expect([...store.contacts.all()].map(({ name, numbers }) => [name, numbers.length])).toEqual([['Old Friend', 1]]);
  });
  it('iterate in full', () => {
    const store = openForTest();
    store.contacts.saveAll(Array.from({ length: 450 }, (_, i) => person(`P${i}`, '')), 'FR');
    expect([...store.contacts.all()]).toHaveLength(450);
  });
});

describe('match', () => {
  it('goes by E.164, then national digits, then extension, then SIP address', () => {
    const store = openForTest();
    const marie = store.contacts.save(null, person('Marie', '', [['mobile', '06 12 34 56 78'], ['work', '201'], ['sip', 'sip:Marie@PBX.example;transport=udp']]), 'FR');
    const label = (number: string, e164: string | null): string | null => {
      const match = store.contacts.match(number, e164);
      expect(match === null || match.contact.id === marie.id).toBe(true);
      return match?.label ?? null;
    };
    expect(label('+33612345678', '+33612345678')).toBe('mobile');
    expect(label('0612345678', null)).toBe('mobile');
    expect(label('0033612345678', null)).toBe('mobile');
    expect(label('90612345678', null)).toBe('mobile');
    expect(label('201', null)).toBe('work');
    expect(label('2011', null)).toBeNull();
    expect(label('20', null)).toBeNull();
    expect(label('marie@pbx.example', null)).toBe('sip');
    expect(label('sip:201@pbx.example', null)).toBe('work');
    expect(label('', null)).toBeNull();
    // Same ending, another country: known in full, so different.
    expect(label('+32612345678', '+32612345678')).toBeNull();
  });
  it('does not guess between two contacts whose numbers end alike', () => {
    const store = openForTest();
    store.contacts.saveAll([person('A', '', ['11 5551234']), person('B', '', ['22 5551234'])], 'ZZ');
    expect(store.contacts.match('5551234', null)).toBeNull();
    expect(store.contacts.match('115551234', null)?.contact.name).toBe('A');
  });
  it('gives a shared number to the favourite', () => {
    const store = openForTest();
    store.contacts.saveAll([person('Anna', '', ['0144556677']), person('Boss', '', ['0144556677'], { favourite: true })], 'FR');
    expect(store.contacts.match('0144556677', '+33144556677')?.contact.name).toBe('Boss');
  });
  it('names calls of before in the history when a contact is added, renamed or removed', () => {
    const store = openForTest();
    store.history.begin(begun('+33144556677', { displayName: 'M. RENARD' }));
    const shown = (): (string | null)[] => store.history.recent(1).map(({ contactName }) => contactName);
    expect(shown()).toEqual([null]);
    const marie = store.contacts.save(null, person('Marie', '', ['01 44 55 66 77']), 'FR');
    expect(shown()).toEqual(['Marie']);
    store.contacts.save(marie.id, person('Marie', 'Renard', ['01 44 55 66 77']), 'FR');
    expect(shown()).toEqual(['Marie Renard']);
    store.contacts.remove([marie.id]);
    expect(shown()).toEqual([null]);
  });
});
