import type { EndCause } from '../contract/calls';
import type { HistoryEntry, HistoryFilter } from '../contract/contacts';
import type { CallId, HistoryId } from '../contract/ids';
import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';
import type { CallFacts, HistoryStore } from '../calls/ports/store';
import type { Database, SqlValue } from './driver';
import { findByIndex } from './find';
import type { HistoryJournal } from './history-journal';
import { ENTRY_COLUMNS, ENTRY_JOINS, isMissed, toEntries } from './history-rows';
import { Parties } from './parties';
import { digitsPattern, parseQuery, predicate, type Query } from './query';
import type { UndoTokens } from './undo';

/** Up to here the calls of each matching party are fetched; above, calls are walked by time and checked. */
const FEW_PARTIES = 100;
const MANY_PARTIES = 2000;

export type BeginEntry = Parameters<HistoryStore['begin']>[0];

/** The call history: every step of a call is one committed transaction by the time the method returns. */
export class History implements HistoryStore {
  constructor(
    private readonly database: Database, private readonly parties: Parties, private readonly journal: HistoryJournal,
    private readonly undoTokens: UndoTokens, private readonly clock: Clock, private readonly log: Log,
  ) {}

  begin(entry: BeginEntry): void {
    this.journal.write(() => this.database.transaction(() => {
      if (this.database.get('SELECT 1 FROM calls WHERE id = ?', [entry.callId]) !== undefined) return;
      const contactRow = entry.contactId === null ? null
        : this.database.get<{ row: number }>('SELECT row FROM contacts WHERE id = ? AND removed_at_ms IS NULL', [entry.contactId])?.row ?? null;
      const party = this.parties.noteCall({
        number: entry.numberAsDialled, e164: entry.e164, displayName: entry.displayName, contactRow, atEpochMs: entry.startedAtEpochMs,
      });
      this.database.run(
        `INSERT INTO calls (id, party, direction, account_id, account_label, number_as_dialled, e164, display_name, contact_id, contact_name, started_at_ms, forwarded_by)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [entry.callId, party, entry.direction, entry.accountId, entry.accountLabel, entry.numberAsDialled, entry.e164, entry.displayName,
          entry.contactId, entry.contactName, entry.startedAtEpochMs, json(entry.forwardedBy)]);
    }));
  }

  noted(callId: CallId, { callerVerification, connected, displayName }: CallFacts): void {
    this.journal.write(() => void this.database.run(
      `UPDATE calls SET caller_verification = coalesce(?, caller_verification), connected = coalesce(?, connected), display_name = coalesce(display_name, ?)
       WHERE id = ?`, [json(callerVerification), json(connected), displayName ?? null, callId]));
  }

  answered(callId: CallId, atEpochMs: number, codec: string | null): void {
    this.journal.write(() => void this.database.run(
      'UPDATE calls SET answered_at_ms = coalesce(answered_at_ms, ?), codec = coalesce(?, codec) WHERE id = ?', [atEpochMs, codec, callId]));
  }

  ended(callId: CallId, atEpochMs: number, cause: EndCause, codec: string | null, quality: HistoryEntry['quality']): void {
    this.journal.write(() => this.database.transaction(() => {
      const call = this.database.get<{ direction: string; answered_at_ms: number | null; ended_at_ms: number | null }>(
        'SELECT direction, answered_at_ms, ended_at_ms FROM calls WHERE id = ?', [callId]);
      if (call === undefined) return;
      const figures = quality === null ? null : JSON.stringify(quality);
      if (call.ended_at_ms !== null) {
        // The end stands; the media's last figures come a moment after it.
        this.database.run('UPDATE calls SET codec = coalesce(?, codec), quality = coalesce(?, quality) WHERE id = ?', [codec, figures, callId]);
        return;
      }
      const missed = isMissed(call.direction, call.answered_at_ms !== null, cause);
      this.database.run(
        `UPDATE calls SET ended_at_ms = ?, end_code = ?, end_by = ?, end_sip_status = ?, end_reason = ?, codec = coalesce(?, codec), quality = ?,
           missed = ?, seen = ? WHERE id = ?`,
        [atEpochMs, cause.code, cause.by, cause.sipStatus, cause.reason, codec, figures,
          Number(missed), Number(!missed), callId]);
    }));
  }

  closeInterrupted(atEpochMs: number): number {
    // Whatever rang when the app died was missed.
    return this.database.run(
      `UPDATE calls SET ended_at_ms = ?, end_code = 'interrupted', end_by = 'local', missed = (direction = 'incoming' AND answered_at_ms IS NULL),
         seen = NOT (direction = 'incoming' AND answered_at_ms IS NULL) WHERE ended_at_ms IS NULL`, [atEpochMs]).changes;
  }

  page(filter: HistoryFilter): HistoryEntry[] {
    const query = parseQuery(filter.query);
    const missed = filter.only === 'missed';
    // The indexes are partial: their condition has to be in the text of the query.
    const where = ['h.removed_at_ms IS NULL'];
    const parameters: SqlValue[] = [];
    if (missed) where.push('h.missed = 1');
    if (filter.before !== null) {
      where.push('(h.started_at_ms, h.id) < (?, ?)');
      parameters.push(filter.before.startedAtEpochMs, filter.before.id);
    }
    const byTime = missed ? 'calls_missed_by_time' : 'calls_by_time';
    if (query.kind === 'empty') return this.#entries(`calls h INDEXED BY ${byTime}`, where, parameters, filter.limit);
    const matching = this.#matchingParties(query);
    if (matching !== null) {
      const few = matching.length <= FEW_PARTIES;
      return this.#entries(
        `calls h INDEXED BY ${few ? 'calls_by_party' : byTime}`, [`h.party IN (SELECT value FROM json_each(?))`, ...where],
        [JSON.stringify(matching), ...parameters], filter.limit);
    }
    const onParty = predicate(query, 'q');
    const onContact = predicate(query, 'k');
    return this.#entries(`calls h INDEXED BY ${byTime} CROSS JOIN parties q ON q.row = h.party LEFT JOIN contacts k ON k.row = q.contact AND k.removed_at_ms IS NULL`,
      [`((${onParty.sql}) OR (${onContact.sql}))`, ...where], [...onParty.parameters, ...onContact.parameters, ...parameters], filter.limit);
  }

  ofNumber(number: string, e164: string | null, limit: number): HistoryEntry[] {
    const keys = [...new Set([Parties.keyOf(number, e164), Parties.keyOf(number, null)])];
    const rows = this.database.all<{ row: number }>('SELECT row FROM parties WHERE key IN (SELECT value FROM json_each(?))', [JSON.stringify(keys)]).map(({ row }) => row);
    return this.#entries('calls h INDEXED BY calls_by_party', ['h.removed_at_ms IS NULL', 'h.party IN (SELECT value FROM json_each(?))'], [JSON.stringify(rows)], limit);
  }

  /** The last call of each of the most recent parties: a list to dial from, without repeats. */
  recent(limit: number): HistoryEntry[] {
    return toEntries(this.database.all(
      `SELECT ${ENTRY_COLUMNS} FROM (SELECT row, last_call_at_ms FROM parties WHERE call_count > 0 ORDER BY last_call_at_ms DESC LIMIT ?) r
       CROSS JOIN calls h ON h.row = (SELECT row FROM calls INDEXED BY calls_by_party WHERE removed_at_ms IS NULL AND party = r.row ORDER BY started_at_ms DESC, id DESC LIMIT 1)
       ${ENTRY_JOINS} ORDER BY h.started_at_ms DESC, h.id DESC`, [limit]), this.log);
  }

  remove(ids: readonly HistoryId[]): { undoToken: string } {
    const removed = this.#setRemoved(ids, this.clock.epochMs());
    return { undoToken: this.undoTokens.issue(() => void this.#setRemoved(removed, null)) };
  }

  undo(undoToken: string): void {
    this.undoTokens.use(undoToken);
  }

  markSeen(): void {
    this.database.run('UPDATE calls SET seen = 1 WHERE missed = 1 AND seen = 0 AND removed_at_ms IS NULL');
  }

  missedCount(): number {
    return this.database.get<{ n: number }>('SELECT count(*) AS n FROM calls INDEXED BY calls_unseen WHERE missed = 1 AND seen = 0 AND removed_at_ms IS NULL')?.n ?? 0;
  }

  /** Deletes what was removed in earlier runs. */
  purge(beforeEpochMs: number): void {
    this.database.run('DELETE FROM calls WHERE removed_at_ms IS NOT NULL AND removed_at_ms < ?', [beforeEpochMs]);
  }

  #setRemoved(ids: readonly HistoryId[], atEpochMs: number | null): HistoryId[] {
    return this.database.transaction(() => {
      const state = atEpochMs === null ? 'NOT NULL' : 'NULL';
      const touched = this.database.all<{ id: HistoryId; party: number }>(
        `SELECT id, party FROM calls WHERE id IN (SELECT value FROM json_each(?)) AND removed_at_ms IS ${state}`, [JSON.stringify(ids)]);
      for (const { id } of touched) this.database.run('UPDATE calls SET removed_at_ms = ? WHERE id = ?', [atEpochMs, id]);
      this.parties.recount(touched.map(({ party }) => party));
      return touched.map(({ id }) => id);
    });
  }

  #entries(from: string, where: readonly string[], parameters: readonly SqlValue[], limit: number): HistoryEntry[] {
    // The inner query finds the page in indexes alone; the outer one reads its rows.
    return toEntries(this.database.all(
      `SELECT ${ENTRY_COLUMNS} FROM (SELECT h.row FROM ${from} WHERE ${where.join(' AND ')} ORDER BY h.started_at_ms DESC, h.id DESC LIMIT ?) page
       CROSS JOIN calls h ON h.row = page.row ${ENTRY_JOINS} ORDER BY h.started_at_ms DESC, h.id DESC`, [...parameters, limit]), this.log);
  }

  /** Rows of parties that match by themselves or by their contact; null = too many to list. */
  #matchingParties(query: Exclude<Query, { kind: 'empty' }>): number[] | null {
    // One or two digits are in nearly every number.
    if (query.kind === 'digits' && digitsPattern(query).length < 3) return null;
    const own = findByIndex(this.database, 'party', query, MANY_PARTIES);
    if (own.broad) return null;
    const contacts = findByIndex(this.database, 'contact', query, MANY_PARTIES, 'o.last_call_at_ms IS NOT NULL');
    if (contacts.broad) return null;
    const linked = this.database.all<{ row: number }>(
      'SELECT row FROM parties INDEXED BY parties_by_contact WHERE contact IS NOT NULL AND contact IN (SELECT value FROM json_each(?))', [JSON.stringify([...contacts.rows])]);
    return [...new Set([...own.rows, ...linked.map(({ row }) => row)])];
  }
}

function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
