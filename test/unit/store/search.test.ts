import { describe, expect, it } from 'vitest';
import { nameRanges, numberRanges } from '../../../electron/store/highlight';
import { parseQuery } from '../../../electron/store/query';
import { begun, HandClock, openForTest, person } from './support';

const lit = (text: string, ranges: readonly (readonly [number, number])[]): string[] => ranges.map(([start, end]) => text.slice(start, end));

describe('suggest', () => {
  it('answers a contact with the number, label and lit parts that match', () => {
    const store = openForTest();
    const marie = store.contacts.save(null, person('Marie', 'Renard', [['work', '01 44 55 66 77'], ['mobile', '06 12 34 56 78']], { company: 'Acme', photo: 'data:,x' }), 'FR');
    expect(store.search.suggest('ren', 1)).toEqual([{
      kind: 'contact', number: '01 44 55 66 77', name: 'Marie Renard', label: 'work', company: 'Acme', contactId: marie.id, photo: 'data:,x',
      nameMatch: [[6, 9]], numberMatch: [], lastCallAtEpochMs: null,
    }]);
    expect(store.search.suggest('ren', 8).map(({ label }) => label)).toEqual(['work', 'mobile']);
    expect(store.search.suggest('0612', 8)[0]).toMatchObject({ label: 'mobile', numberMatch: [[0, 5]] });
    expect(store.search.suggest('+336 12', 8)[0]).toMatchObject({ label: 'mobile' });
  });
  it('finds one and two digits, inside numbers and as extensions', () => {
    const store = openForTest();
    store.contacts.saveAll([person('Desk', 'One', ['201']), person('Far', 'Away', ['01 99 88 77 66'])], 'FR');
    expect(store.search.suggest('20', 5).map(({ name }) => name)).toEqual(['Desk One']);
    expect(store.search.suggest('9', 5).map(({ name }) => name)).toEqual(['Far Away']);
    expect(store.search.suggest('201', 5)[0]).toMatchObject({ name: 'Desk One', numberMatch: [[0, 3]] });
  });
  it('reads digits as keypad letters too, through the words of a name', () => {
    const store = openForTest();
    store.contacts.saveAll([person('Zoë', 'Renard', ['201'])], 'FR');
    for (const [digits, part] of [['96', ['Zo']], ['736', ['Ren']], ['963736', ['Zoë Ren']]] as const) {
      const [line] = store.search.suggest(digits, 5);
      expect(lit('Zoë Renard', line?.nameMatch ?? []), digits).toEqual(part);
    }
    expect(store.search.suggest('63736', 5)).toEqual([]);
  });
  it('collapses calls with one number into one line with the last call', () => {
    const store = openForTest();
    for (let i = 0; i < 5; i++) store.history.begin(begun(i % 2 === 0 ? '+33144556677' : '01 44 55 66 77', { e164: '+33144556677', displayName: 'Hôtel du Port', startedAtEpochMs: 1000 + i }));
    expect(store.search.suggest('hotel', 5)).toMatchObject([{ kind: 'history', number: '+33144556677', name: 'Hôtel du Port', lastCallAtEpochMs: 1004, nameMatch: [[0, 5]] }]);
    expect(store.search.suggest('5566', 5)).toHaveLength(1);
  });
  it('shows a contact once, not again for its calls, with the number last called first', () => {
    const store = openForTest();
    store.contacts.save(null, person('Marie', 'Renard', [['work', '01 44 55 66 77'], ['mobile', '06 12 34 56 78']]), 'FR');
    store.history.begin(begun('+33612345678', { displayName: 'MARIE R', startedAtEpochMs: 5 }));
    expect(store.search.suggest('marie', 1)).toMatchObject([{ kind: 'contact', label: 'mobile', lastCallAtEpochMs: 5 }]);
    expect(store.search.suggest('marie', 9).map(({ kind }) => kind)).toEqual(['contact', 'contact']);
  });
  it('puts recent and favourite ones first among many that match', () => {
    const clock = new HandClock();
    const store = openForTest({ clock });
    store.contacts.saveAll(Array.from({ length: 600 }, (_, i) => person('Marie', `Aa${String(i).padStart(4, '0')}`, [`01 44 5${String(i).padStart(5, '0')}`])), 'FR');
    store.contacts.save(null, person('Marie', 'Zz-Favourite', ['0200000001'], { favourite: true }), 'FR');
    const recent = store.contacts.save(null, person('Marie', 'Zz-Recent', ['0200000002']), 'FR');
    store.history.begin(begun('0200000002', { contactId: recent.id, startedAtEpochMs: clock.epochMs() - 1000 }));
    store.history.begin(begun('0300000003', { displayName: 'Marie Zz-Unknown', startedAtEpochMs: clock.epochMs() - 2000 }));
    expect(store.search.suggest('mar', 3).map(({ name }) => name)).toEqual(['Marie Zz-Recent', 'Marie Zz-Unknown', 'Marie Zz-Favourite']);
    expect(store.search.suggest('m', 3).map(({ name }) => name)).toEqual(['Marie Zz-Recent', 'Marie Zz-Unknown', 'Marie Zz-Favourite']);
  });
  it('keeps to the limit, skips contacts without numbers, and stays calm on odd queries', () => {
    const store = openForTest();
    store.contacts.saveAll([person('No', 'Number'), ...Array.from({ length: 30 }, (_, i) => person('Many', `X${i}`, [`02000000${10 + i}`, `03000000${10 + i}`]))], 'FR');
    expect(store.search.suggest('many', 7)).toHaveLength(7);
    expect(store.search.suggest('number', 7)).toEqual([]);
    for (const query of ['', ' ', '"', '%_', 'a" OR b', '*', '#', '+', '00', '\u0000', '山', '💥', 'x'.repeat(200), '9'.repeat(200)]) expect(() => store.search.suggest(query, 5), query).not.toThrow();
  });
  it('finds SIP addresses', () => {
    const store = openForTest();
    store.contacts.saveAll([person('Bob', '', [['sip', 'sip:robert@pbx.example']])], 'FR');
    expect(store.search.suggest('rob', 5)).toMatchObject([{ number: 'sip:robert@pbx.example', numberMatch: [[4, 7]] }]);
  });
});

describe('highlight', () => {
  it('lights words in the original text, accents and ligatures included', () => {
    expect(lit('Hôtel Œuvre Straße', nameRanges('Hôtel Œuvre Straße', parseQuery('hot oe')))).toEqual(['Hôt', 'Œ']);
    expect(lit('Straße', nameRanges('Straße', parseQuery('stras')))).toEqual(['Straß']);
    expect(lit('O’Brien', nameRanges('O’Brien', parseQuery('627')))).toEqual(['O’Br']);
  });
  it('lights digits through spaces, and in the other form of the number', () => {
    expect(lit('+33 1 44 55', numberRanges('+33 1 44 55', null, parseQuery('144')))).toEqual(['1 44']);
    expect(lit('+33 1 44 55 66 77', numberRanges('+33 1 44 55 66 77', '+33144556677', parseQuery('0144')))).toEqual(['1 44']);
    expect(lit('01 44 55 66 77', numberRanges('01 44 55 66 77', '+33144556677', parseQuery('+33144')))).toEqual(['1 44']);
    expect(numberRanges('201', null, parseQuery('marie'))).toEqual([]);
  });
});
