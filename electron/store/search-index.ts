import type { Database } from './driver';
import { indexedWords, type SearchText } from './search-text';

export type Owner = 'contact' | 'party';

/** The keys of contact_words.how and party_words.how. */
export const HOW = { name: 0, t9: 1 } as const;

/** Keeps the word tables and the digit index of one owner table in step with its search texts. */
export class SearchIndex {
  constructor(private readonly database: Database, private readonly owner: Owner) {}

  add(row: number, text: SearchText): void {
    for (const word of indexedWords(text.nameText)) this.#word('INSERT OR IGNORE INTO', HOW.name, word, row);
    for (const word of indexedWords(text.t9Text)) this.#word('INSERT OR IGNORE INTO', HOW.t9, word, row);
    if (text.digitsText !== '') this.database.run(`INSERT INTO ${this.owner}_digits (rowid, digits) VALUES (?, ?)`, [row, text.digitsText]);
  }

  /** `text` as it was added. */
  remove(row: number, text: SearchText): void {
    for (const word of indexedWords(text.nameText)) this.#word('DELETE FROM', HOW.name, word, row);
    for (const word of indexedWords(text.t9Text)) this.#word('DELETE FROM', HOW.t9, word, row);
    if (text.digitsText !== '') this.database.run(`DELETE FROM ${this.owner}_digits WHERE rowid = ?`, [row]);
  }

  #word(verb: 'INSERT OR IGNORE INTO' | 'DELETE FROM', how: number, word: string, row: number): void {
    this.database.run(verb === 'DELETE FROM'
      ? `DELETE FROM ${this.owner}_words WHERE how = ? AND word = ? AND owner = ?`
      : `INSERT OR IGNORE INTO ${this.owner}_words (how, word, owner) VALUES (?, ?, ?)`, [how, word, row]);
  }
}
