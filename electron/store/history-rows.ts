import { z } from 'zod';
import { ConnectedParty, HistoryEntry } from '../contract/contacts';
import { CallerVerification, type EndCause, Forwarder } from '../contract/calls';
import type { Log } from '../calls/ports/log';
import { parseJson } from './accounts';
import type { Row } from './driver';

/** Columns of an entry; the contact is the one the party belongs to now, else as it was at the time of the call. */
export const ENTRY_COLUMNS = `h.id, h.direction, h.account_id, h.account_label, h.number_as_dialled, h.e164, h.display_name,
  coalesce(c.id, CASE WHEN EXISTS (SELECT 1 FROM contacts k WHERE k.id = h.contact_id AND k.removed_at_ms IS NULL) THEN h.contact_id END) AS contact_id,
  coalesce(c.name, h.contact_name) AS contact_name, h.started_at_ms, h.answered_at_ms, h.ended_at_ms, h.end_code, h.end_by, h.end_sip_status,
  h.end_reason, h.codec, h.quality, h.missed, h.seen, h.caller_verification, h.forwarded_by, h.connected,
  EXISTS (SELECT 1 FROM recording_calls rc JOIN recordings r ON r.id = rc.recording AND r.removed_at_ms IS NULL WHERE rc.call_id = h.id) AS recorded`;
export const ENTRY_JOINS = `JOIN parties p ON p.row = h.party LEFT JOIN contacts c ON c.row = p.contact AND c.removed_at_ms IS NULL`;

/** Incoming, not answered here nor elsewhere, not declined by us. */
export function isMissed(direction: string, answered: boolean, cause: EndCause): boolean {
  return direction === 'incoming' && !answered && cause.code !== 'answered-elsewhere' && cause.code !== 'forwarded' && !(cause.code === 'declined' && cause.by === 'local');
}

export function toEntries(rows: readonly Row[], log: Log): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const row of rows) {
    const parsed = HistoryEntry.safeParse({
      id: row['id'], direction: row['direction'], accountId: row['account_id'], accountLabel: row['account_label'],
      numberAsDialled: row['number_as_dialled'], e164: row['e164'], displayName: row['display_name'], contactId: row['contact_id'],
      contactName: row['contact_name'], startedAtEpochMs: row['started_at_ms'], answeredAtEpochMs: row['answered_at_ms'],
      endedAtEpochMs: row['ended_at_ms'],
      end: row['end_code'] === null ? null : { code: row['end_code'], by: row['end_by'], sipStatus: row['end_sip_status'], reason: row['end_reason'] },
      codec: row['codec'], quality: parseJson(row['quality']) ?? null, missed: row['missed'] === 1, seen: row['seen'] === 1,
      recorded: row['recorded'] === 1,
      ...known('callerVerification', CallerVerification, row['caller_verification']), ...known('forwardedBy', z.array(Forwarder), row['forwarded_by']), ...known('connected', ConnectedParty, row['connected']),
    });
    if (parsed.success) entries.push(parsed.data);
    else log.warn('a stored call is not readable and is left out', { id: String(row['id']), issues: parsed.error.issues.map((issue) => issue.path.join('.')) });
  }
  return entries;
}

/** What may be missing; one that another version wrote costs the entry nothing else. */
function known(name: string, schema: z.ZodType, column: unknown): { [name: string]: unknown } {
  const parsed = schema.safeParse(parseJson(column));
  return parsed.success ? { [name]: parsed.data } : {};
}
