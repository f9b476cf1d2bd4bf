import { randomUUID } from 'node:crypto';
import type { KeyStore } from '../calls/ports/key-store';
import type { Log } from '../calls/ports/log';
import { type KeyFields, KeyId, MAX_KEYS, PhoneKey } from '../contract/keys';
import type { Database, Row } from './driver';
import { StoreError } from './errors';
import type { UndoTokens } from './undo';

/** The keys of the Keys page. */
export class Keys implements KeyStore {
  constructor(private readonly database: Database, private readonly undoTokens: UndoTokens, private readonly log: Log) {}

  list(): PhoneKey[] {
    return this.database.all('SELECT * FROM phone_keys ORDER BY position, row').flatMap((row) => {
      const parsed = PhoneKey.safeParse(fromRow(row));
      if (!parsed.success) this.log.warn('a stored key is not readable and is left out', { id: String(row['id']) });
      return parsed.success ? [parsed.data] : [];
    });
  }

  save(id: KeyId | null, fields: KeyFields): PhoneKey {
    if (id === null) return this.#insert(fields, this.#count());
    this.database.run('UPDATE phone_keys SET kind = ?, label = ?, target = ?, account_id = ? WHERE id = ?', [fields.kind, fields.label, fields.target, fields.accountId, id]);
    return { ...fields, id };
  }

  saveAll(fields: readonly KeyFields[]): PhoneKey[] {
    const known = this.list();
    return this.database.transaction(() => fields.map((one) => {
      const same = known.find(({ target, accountId }) => target === one.target && accountId === one.accountId);
      return this.save(same?.id ?? null, one);
    }));
  }

  remove(id: KeyId): { undoToken: string } {
    const keys = this.list();
    const index = keys.findIndex((key) => key.id === id);
    const key = keys[index];
    if (key === undefined) throw new StoreError('NOT_FOUND', 'this key does not exist any more');
    this.database.run('DELETE FROM phone_keys WHERE id = ?', [id]);
    return {
      undoToken: this.undoTokens.issue(() => this.database.transaction(() => {
        this.#insert(key, this.#count(), key.id);
        this.#place(key.id, index);
      })),
    };
  }

  undo(undoToken: string): void {
    this.undoTokens.use(undoToken);
  }

  move(id: KeyId, toIndex: number): void {
    this.database.transaction(() => this.#place(id, toIndex));
  }

  #count(): number {
    return this.database.get<{ count: number }>('SELECT count(*) AS count FROM phone_keys')?.count ?? 0;
  }

  #insert({ kind, label, target, accountId }: KeyFields, position: number, id: KeyId = KeyId.parse(randomUUID())): PhoneKey {
    if (this.#count() >= MAX_KEYS) throw new StoreError('INVALID', `there is no room for more than ${MAX_KEYS} keys`);
    this.database.run('INSERT INTO phone_keys (id, position, kind, label, target, account_id) VALUES (?, ?, ?, ?, ?, ?)', [id, position, kind, label, target, accountId]);
    return { id, kind, label, target, accountId };
  }

  #place(id: KeyId, toIndex: number): void {
    const ids = this.list().map((key) => key.id);
    if (!ids.includes(id)) throw new StoreError('NOT_FOUND', 'this key does not exist any more');
    const order = ids.filter((other) => other !== id);
    order.splice(Math.min(toIndex, order.length), 0, id);
    for (const [position, key] of order.entries()) this.database.run('UPDATE phone_keys SET position = ? WHERE id = ?', [position, key]);
  }
}

function fromRow(row: Row): unknown {
  return { id: row['id'], kind: row['kind'], label: row['label'], target: row['target'], accountId: row['account_id'] };
}
