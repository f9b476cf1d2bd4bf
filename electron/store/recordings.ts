import type { RecordingStore, StoredRecording } from '../calls/ports/store';
import type { CallId, RecordingId } from '../contract/ids';
import type { Database } from './driver';
import type { HistoryJournal } from './history-journal';
import type { UndoTokens } from './undo';
import type { Clock } from '../calls/ports/clock';

interface RecordingRow { id: RecordingId; file: string; started_at_ms: number; duration_ms: number | null }

const COLUMNS = 'r.id, r.file, r.started_at_ms, r.duration_ms';

/** Which recordings there are, and of which calls. Written like the history: what a full disk refuses waits in memory. */
export class Recordings implements RecordingStore {
  constructor(
    private readonly database: Database, private readonly journal: HistoryJournal, private readonly undoTokens: UndoTokens, private readonly clock: Clock,
  ) {}

  begin({ id, callIds, file, startedAtEpochMs }: { id: RecordingId; callIds: readonly CallId[]; file: string; startedAtEpochMs: number }): void {
    this.journal.write(() => this.database.transaction(() => {
      this.database.run('INSERT OR IGNORE INTO recordings (id, file, started_at_ms) VALUES (?, ?, ?)', [id, file, startedAtEpochMs]);
      this.#join(id, callIds);
    }));
  }

  addCalls(id: RecordingId, callIds: readonly CallId[]): void {
    this.journal.write(() => this.database.transaction(() => this.#join(id, callIds)));
  }

  ended(id: RecordingId, durationMs: number): void {
    this.journal.write(() => void this.database.run('UPDATE recordings SET duration_ms = ? WHERE id = ?', [Math.round(durationMs), id]));
  }

  ofCall(callId: CallId): StoredRecording[] {
    return this.database.all<RecordingRow & Record<string, never>>(
      `SELECT ${COLUMNS} FROM recording_calls c JOIN recordings r ON r.id = c.recording
       WHERE c.call_id = ? AND r.removed_at_ms IS NULL ORDER BY r.started_at_ms, r.row`, [callId]).map(toRecording);
  }

  get(id: RecordingId): StoredRecording | null {
    const row = this.database.get<RecordingRow & Record<string, never>>(`SELECT ${COLUMNS} FROM recordings r WHERE r.id = ? AND r.removed_at_ms IS NULL`, [id]);
    return row === undefined ? null : toRecording(row);
  }

  remove(id: RecordingId): { undoToken: string } {
    this.database.run('UPDATE recordings SET removed_at_ms = ? WHERE id = ? AND removed_at_ms IS NULL', [this.clock.epochMs(), id]);
    return { undoToken: this.undoTokens.issue(() => void this.database.run('UPDATE recordings SET removed_at_ms = NULL WHERE id = ?', [id])) };
  }

  undo(undoToken: string): void {
    this.undoTokens.use(undoToken);
  }

  removed(): StoredRecording[] {
    return this.database.all<RecordingRow & Record<string, never>>(`SELECT ${COLUMNS} FROM recordings r WHERE r.removed_at_ms IS NOT NULL`).map(toRecording);
  }

  forget(id: RecordingId): void {
    this.database.transaction(() => {
      this.database.run('DELETE FROM recording_calls WHERE recording IN (SELECT id FROM recordings WHERE id = ? AND removed_at_ms IS NOT NULL)', [id]);
      this.database.run('DELETE FROM recordings WHERE id = ? AND removed_at_ms IS NOT NULL', [id]);
    });
  }

  #join(id: RecordingId, callIds: readonly CallId[]): void {
    for (const callId of callIds) this.database.run('INSERT OR IGNORE INTO recording_calls (recording, call_id) VALUES (?, ?)', [id, callId]);
  }
}

function toRecording(row: RecordingRow): StoredRecording {
  return { id: row.id, file: row.file, startedAtEpochMs: row.started_at_ms, durationMs: row.duration_ms };
}
