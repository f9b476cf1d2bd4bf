import type { Database } from './driver';
import { matchNumber } from './match';
import { indexMessage } from './message-search';
import { SearchIndex, type Owner } from './search-index';
import { rowText } from './contact-rows';
import { Parties } from './parties';

interface IndexedRow { row: number; name_text: string; t9_text: string; digits_text: string }
interface OrphanCall { row: number; number_as_dialled: string; e164: string | null; display_name: string | null; started_at_ms: number }

/** Makes the search tables anew, and what calls need of parties, after rows came in without them. */
export function rebuild(database: Database): void {
  database.transaction(() => {
    const parties = new Parties(database);
    for (const owner of ['contact', 'party'] as const) clear(database, owner);
    database.exec("INSERT INTO message_words (message_words) VALUES ('delete-all')");
    for (const { row, text } of database.all<{ row: number; text: string }>('SELECT row, text FROM messages')) indexMessage(database, row, text);
    index(database, 'contact', 'SELECT row, name_text, t9_text, digits_text FROM contacts WHERE removed_at_ms IS NULL');
    index(database, 'party', 'SELECT row, name_text, t9_text, digits_text FROM parties');
    for (const call of database.all<OrphanCall>(
      'SELECT row, number_as_dialled, e164, display_name, started_at_ms FROM calls WHERE party NOT IN (SELECT row FROM parties)')) {
      const party = parties.noteCall({
        number: call.number_as_dialled, e164: call.e164, displayName: call.display_name, contactRow: null, atEpochMs: call.started_at_ms,
      });
      database.run('UPDATE calls SET party = ? WHERE row = ?', [party, call.row]);
    }
    for (const { row, number, e164 } of database.all<{ row: number; number: string; e164: string | null }>('SELECT row, number, e164 FROM parties')) {
      database.run('UPDATE parties SET contact = ? WHERE row = ?', [matchNumber(database, number, e164)?.contactRow ?? null, row]);
    }
    database.exec(`UPDATE parties SET
      call_count = (SELECT count(*) FROM calls INDEXED BY calls_by_party WHERE party = parties.row AND removed_at_ms IS NULL),
      last_call_at_ms = coalesce((SELECT max(started_at_ms) FROM calls INDEXED BY calls_by_party WHERE party = parties.row AND removed_at_ms IS NULL), last_call_at_ms)`);
    database.exec('UPDATE contacts SET last_call_at_ms = (SELECT max(last_call_at_ms) FROM parties WHERE contact = contacts.row AND call_count > 0)');
  });
}

function clear(database: Database, owner: Owner): void {
  database.exec(`DELETE FROM ${owner}_words`);
  database.exec(`INSERT INTO ${owner}_digits (${owner}_digits) VALUES ('delete-all')`);
}

function index(database: Database, owner: Owner, sql: string): void {
  const searchIndex = new SearchIndex(database, owner);
  for (const row of database.all<IndexedRow>(sql)) searchIndex.add(row.row, rowText(row));
}
