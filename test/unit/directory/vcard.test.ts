import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../electron/calls/ports';
import { Contact, ContactFields } from '../../../electron/contract/contacts';
import { importVcards } from '../../../electron/directory/import-contacts';
import { readVcards, writeVcards, type CardResult } from '../../../electron/directory/vcard';
import { openStore } from '../../../electron/store';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
async function read(input: string | Uint8Array): Promise<CardResult[]> {
  const results: CardResult[] = [];
  for await (const result of readVcards(typeof input === 'string' ? bytes(input) : input)) results.push(result);
  return results;
}
async function one(input: string | Uint8Array): Promise<ContactFields> {
  const [result] = await read(input);
  if (result?.kind !== 'card') throw new Error(`no card: ${JSON.stringify(result)}`);
  return result.fields;
}
const card = (...lines: string[]): string => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');

describe('reading vCards', () => {
  it('takes name, company, title, mail, note, typed numbers and photo from 3.0', async () => {
    expect(await one(card('N:Renard;Zoë;Anne;;', 'FN:Zoë Renard', 'ORG:Acme\\, Inc.;Sales', 'TITLE:Head', 'EMAIL;TYPE=INTERNET:z@acme.example', 'NOTE:one\\ntwo\\; three',
      'TEL;TYPE=WORK,VOICE:+33 1 44 55 66 77', 'TEL;TYPE=cell:06 12 34 56 78', 'TEL;TYPE="home,fax":01 02 03 04 05', 'TEL:201', 'PHOTO;ENCODING=b;TYPE=JPEG:/9j/AAAA'))).toEqual({
      givenName: 'Zoë Anne', familyName: 'Renard', company: 'Acme, Inc., Sales', title: 'Head', email: 'z@acme.example', notes: 'one\ntwo; three', favourite: false,
      photo: 'data:image/jpeg;base64,/9j/AAAA',
      numbers: [{ label: 'work', value: '+33 1 44 55 66 77' }, { label: 'mobile', value: '06 12 34 56 78' }, { label: 'fax', value: '01 02 03 04 05' }, { label: 'other', value: '201' }],
    });
  });
  it('takes tel: URIs, IMPP and data: photos from 4.0', async () => {
    const fields = await one(['BEGIN:VCARD', 'VERSION:4.0', 'FN:Marie Claire Dupont', 'TEL;VALUE=uri;TYPE="voice,work":tel:+33-1-44-55-66-77;ext=5', 'IMPP:sip:marie@pbx.example',
      'PHOTO:data:image/png;base64,iVBORw0K', 'END:VCARD'].join('\n'));
    expect(fields).toMatchObject({ givenName: 'Marie Claire', familyName: 'Dupont', photo: 'data:image/png;base64,iVBORw0K',
      numbers: [{ label: 'work', value: '+33-1-44-55-66-77' }, { label: 'sip', value: 'sip:marie@pbx.example' }] });
  });
  it('takes quoted-printable with soft breaks, charsets and bare types from 2.1', async () => {
    const fields = await one(Buffer.concat([
      bytes('BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9;Zo=C3=\r\n=AB\r\nORG;CHARSET=ISO-8859-1:'), Buffer.from('Crêperie', 'latin1'),
      bytes('\r\nTEL;WORK;VOICE:+33 1\r\nTEL;CELL:06\r\nPHOTO;JPEG;BASE64:\r\n /9j/\r\n AAAA\r\n\r\nEND:VCARD\r\n'),
    ]));
    expect(fields).toMatchObject({ givenName: 'Zoë', familyName: 'René', company: 'Crêperie', photo: 'data:image/jpeg;base64,/9j/AAAA',
      numbers: [{ label: 'work', value: '+33 1' }, { label: 'mobile', value: '06' }] });
  });
  it('reads Latin-1 without a charset, a byte order mark, and folding inside a character', async () => {
    expect((await one(Buffer.from(card('FN:Zoé Müller'), 'latin1'))).givenName).toBe('Zoé');
    expect((await one(`\ufeff${card('FN:Zoé')}`)).givenName).toBe('Zoé');
    const e = Buffer.from('é');
    expect((await one(Buffer.concat([bytes('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zo'), e.subarray(0, 1), bytes('\r\n '), e.subarray(1), bytes('\r\nEND:VCARD\r\n')]))).givenName).toBe('Zoé');
  });
  it('follows Apple groups and their labels', async () => {
    const fields = await one(card('FN:A', 'item1.TEL:0102030405', 'item1.X-ABLabel:_$!<Mobile>!$_', 'item2.TEL;type=pref:0102030406', 'item2.X-ABLabel:Main'));
    expect(fields.numbers.map(({ label }) => label)).toEqual(['mobile', 'main']);
  });
  it('leaves out what is hostile: remote and huge photos, scripts, control characters, numbers without digits', async () => {
    const fields = await one(card('FN:A\u0007\u202eB', 'PHOTO;VALUE=uri:https://tracker.example/x.png', 'PHOTO:data:image/svg+xml;base64,AAAA',
      `PHOTO;ENCODING=b;TYPE=PNG:${'A'.repeat(500_000)}`, 'TEL:none', 'IMPP:xmpp:a@b'));
    expect(fields).toMatchObject({ givenName: 'A', familyName: 'B', photo: null, numbers: [] });
  });
  it('skips broken cards with their line and a reason, and keeps the others', async () => {
    const text = ['BEGIN:VCARD', 'VERSION:3.0', 'FN:Open', 'BEGIN:VCARD', 'VERSION:3.0', 'FN:Good', 'no colon here', 'END:VCARD', '', 'BEGIN:VCARD', 'VERSION:9.9', 'FN:X', 'END:VCARD',
      'BEGIN:VCARD', 'VERSION:3.0', 'NOTE:only', 'END:VCARD', 'BEGIN:VCARD', 'FN:Cut'].join('\n');
    expect((await read(text)).map((result) => (result.kind === 'card' ? result.fields.givenName : [result.line, result.reason]))).toEqual([
      [1, 'the card has no END:VCARD'], 'Good', [10, 'vCard version 9.9 is not known'], [14, 'the card has no name and no number'], [18, 'the card has no END:VCARD']]);
    expect(await read('hello')).toEqual([{ kind: 'skipped', line: 1, reason: 'there is no vCard in this file' }]);
    expect(await read('')).toHaveLength(1);
    expect(await read(Buffer.from('\ufeffBEGIN:VCARD', 'utf16le'))).toMatchObject([{ kind: 'skipped', reason: expect.stringContaining('UTF-16') }]);
  });
  it('never throws and answers only valid contacts, whatever the bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom('BEGIN:VCARD', 'END:VCARD', 'VERSION:2.1', 'TEL;', 'N:', 'FN;ENCODING=QUOTED-PRINTABLE:=', ' ', '\r\n', '\n', ':', '"', '=', 'PHOTO:'), fc.string({ maxLength: 20 })), { maxLength: 40 }), async (parts) => {
      for (const result of await read(Buffer.from(parts.join('\n'), 'latin1'))) if (result.kind === 'card') ContactFields.parse(result.fields);
    }), { numRuns: 200 });
  });
});

describe('writing vCards', () => {
  const plain = fc.string({ unit: fc.constantFrom(...'abc Zé;,\\:ñ日"=\'-'), maxLength: 120 }).map((text) => text.trim().replace(/\s+/g, ' '));
  const fields = fc.record({
    givenName: plain, familyName: plain, company: plain.filter((text) => !/^[\s;,]*$/.test(text)), title: plain, email: fc.constantFrom('', 'a@b.example'),
    notes: fc.array(plain, { maxLength: 3 }).map((lines) => lines.join('\n').trim()), favourite: fc.boolean(), photo: fc.constantFrom(null, 'data:image/png;base64,iVBORw0KGgo='),
    numbers: fc.uniqueArray(fc.record({ label: fc.constantFrom('work', 'mobile', 'home', 'main', 'fax', 'pager', 'sip', 'other'), value: fc.constantFrom('+33 1 44', '201', '*97', 'sip:a@b', '06;5') }), { selector: ({ value }) => value, maxLength: 4 }),
  });
  it('gives back what was written', async () => {
    await fc.assert(fc.asyncProperty(fields, async (original) => {
      const contact = Contact.parse({ ...original, id: 'x', name: `${original.givenName} ${original.familyName}`, updatedAtEpochMs: 0 });
      expect(await one([...writeVcards([contact])].join(''))).toEqual(original);
    }), { numRuns: 300 });
  });
  it('keeps lines within 75 octets and ends them with CRLF', () => {
    const contact = Contact.parse({ givenName: '日本語'.repeat(40), familyName: '', company: '', title: '', email: '', notes: '', favourite: false, photo: null, numbers: [], id: 'x', name: '日本', updatedAtEpochMs: 0 });
    const lines = [...writeVcards([contact])].join('').split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(lines.some((line) => line.includes('\n') || line.includes('\ufffd'))).toBe(false);
  });
});

describe('importing', () => {
  it('tells where a full disk stopped it, and what came in before can be taken back; a failure at once is thrown', async () => {
    const store = openStore({ file: ':memory:', log: silentLog, clock: { monotonicMs: () => 0, epochMs: () => 0, after: () => () => {} } });
    const file = bytes(Array.from({ length: 120 }, (_, i) => card(`FN:Person ${i}`, `TEL:${2000 + i}`)).join(''));
    let room = 50;
    const saveAll: typeof store.contacts.saveAll = (fields, region) => {
      if (room < fields.length) throw new Error('no room');
      room -= fields.length;
      return store.contacts.saveAll(fields, region);
    };
    const target = { match: store.contacts.match.bind(store.contacts), save: store.contacts.save.bind(store.contacts), undoTokenForImport: store.contacts.undoTokenForImport.bind(store.contacts), saveAll };
    const report = await importVcards(file, target, 'FR');
    expect(report).toMatchObject({ imported: 50, skipped: [{ reason: 'stopped here: no room' }] });
    expect(report.skipped[0]?.line).toBeGreaterThan(250);
    store.contacts.undo(report.undoToken ?? '');
    expect(store.contacts.page('', 0, 1).total).toBe(0);
    await expect(importVcards(file, target, 'FR')).rejects.toThrow('no room');
    store.close();
  });
  const clock = { monotonicMs: () => 0, epochMs: () => 0, after: () => () => undefined };
  const fresh = () => openStore({ file: ':memory:', log: silentLog, clock, locale: 'fr' });
  it('adds cards, merges those whose name and a number are known, and takes all of it back', async () => {
    const store = fresh();
    const known = store.contacts.save(null, { givenName: 'Marie', familyName: 'Renard', company: '', title: '', email: '', notes: '', favourite: false, photo: null, numbers: [{ label: 'work', value: '01 44 55 66 77' }] }, 'FR');
    const report = await importVcards(bytes(card('N:Renard;MARIE', 'TEL;TYPE=CELL:+33612345678', 'TEL:+33 1 44 55 66 77', 'ORG:Acme') + card('FN:Marie Renard', 'TEL:0299999999') + card('FN:Paul', 'TEL:201') + card('FN:Paul', 'TEL:201', 'TEL:202') + 'BEGIN:VCARD\n'), store.contacts, 'FR');
    expect(report).toEqual({ imported: 2, merged: 2, skipped: [{ line: 20, reason: 'the card has no END:VCARD' }].map((one) => ({ ...one, line: expect.any(Number) as number })), undoToken: expect.any(String) as string });
    expect(store.contacts.get(known.id)).toMatchObject({ givenName: 'Marie', company: 'Acme', numbers: [{ value: '01 44 55 66 77' }, { label: 'mobile', value: '+33612345678' }] });
    expect(store.contacts.page('paul', 0, 9).contacts.map(({ numbers }) => numbers.length)).toEqual([2]);
    const again = await importVcards(bytes(card('FN:Paul', 'TEL:202')), store.contacts, 'FR');
    expect(again).toEqual({ imported: 0, merged: 1, skipped: [], undoToken: null });
    store.contacts.undo(report.undoToken ?? '');
    expect([...store.contacts.all()].map(({ name, company, numbers }) => [name, company, numbers.length])).toEqual([['Marie Renard', '', 1]]);
    store.close();
  });
  it('lets other work run again and again while it reads 50,000 cards', async () => {
    const text = Array.from({ length: 50_000 }, (_, i) => card(`N:Name${i};Given`, `TEL;TYPE=WORK:01${String(i).padStart(8, '0')}`)).join('');
    let turns = 0;
    let cards = 0;
    let longest = 0;
    let cardsAtTurn = 0;
    const timer = setInterval(() => {
      turns += 1;
      longest = Math.max(longest, cards - cardsAtTurn);
      cardsAtTurn = cards;
    }, 0);
    for await (const result of readVcards(bytes(text))) if (result.kind === 'card') cards++;
    clearInterval(timer);
    expect(cards).toBe(50_000);
    expect(turns).toBeGreaterThan(10);
    expect(longest).toBeLessThan(25_000);
  }, 60_000);
});
