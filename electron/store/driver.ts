import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { StoreError, toStoreError } from './errors';

export type SqlValue = string | number | null;
export type Row = Record<string, unknown>;

/** One connection, synchronous. Every failure is a StoreError. */
export interface Database {
  /** E.g. "better-sqlite3 13.2.0". */
  readonly engine: string;
  /** Rows as objects; the caller names the columns it selected. */
  all<T = Row>(sql: string, parameters?: readonly SqlValue[]): T[];
  get<T = Row>(sql: string, parameters?: readonly SqlValue[]): T | undefined;
  /** Answers the number of rows changed and the last row id. */
  run(sql: string, parameters?: readonly SqlValue[]): { changes: number; lastId: number };
  iterate<T = Row>(sql: string, parameters?: readonly SqlValue[]): IterableIterator<T>;
  exec(sql: string): void;
  /** All or nothing; inside another transaction it is part of that one. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** What both libraries have in common. */
interface NativeStatement {
  all(parameters: readonly SqlValue[]): unknown[];
  run(parameters: readonly SqlValue[]): { changes: number; lastInsertRowid: number | bigint };
  iterate(parameters: readonly SqlValue[]): IterableIterator<unknown>;
}
interface NativeDatabase {
  prepare(sql: string): NativeStatement;
  exec(sql: string): unknown;
  close(): unknown;
}
type NativeConstructor = new (file: string, options: { timeout: number }) => NativeDatabase;

/** better-sqlite3 13 asks for Node-API 10 and takes the process down on less (design, section 5). */
export function engineName(nodeApi: string | undefined = process.versions['napi']): 'better-sqlite3' | 'libsql' {
  return Number(nodeApi ?? 0) >= 10 ? 'better-sqlite3' : 'libsql';
}

const load = createRequire(import.meta.url);

/** From the package's own file: libsql does not export its package.json. */
function packageVersion(name: string): string {
  try {
    const main = load.resolve(name);
    const folder = main.slice(0, main.lastIndexOf(name) + name.length);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown';
  }
}

/** Opens a connection; creates the file where there is none. `busyTimeoutMs`: how long a lock of another process is waited for. */
export function openDatabase(file: string, busyTimeoutMs: number): Database {
  const name = engineName();
  try {
    const Native = load(name) as NativeConstructor;
    return new Connection(new Native(file, { timeout: busyTimeoutMs }), `${name} ${packageVersion(name)}`);
  } catch (cause) {
    throw toStoreError(cause);
  }
}

class Connection implements Database {
  readonly #statements = new Map<string, NativeStatement>();
  #depth = 0;
  #open = true;

  constructor(private readonly native: NativeDatabase, readonly engine: string) {}

  all<T>(sql: string, parameters: readonly SqlValue[] = []): T[] {
    return this.#guard(() => this.#prepare(sql).all(parameters) as T[]);
  }

  // Not the libraries' own get(): libsql adds a field to its row.
  get<T>(sql: string, parameters: readonly SqlValue[] = []): T | undefined {
    return this.all<T>(sql, parameters)[0];
  }

  run(sql: string, parameters: readonly SqlValue[] = []): { changes: number; lastId: number } {
    return this.#guard(() => {
      const { changes, lastInsertRowid } = this.#prepare(sql).run(parameters);
      return { changes, lastId: Number(lastInsertRowid) };
    });
  }

  *iterate<T>(sql: string, parameters: readonly SqlValue[] = []): IterableIterator<T> {
    try {
      // A statement of its own: the cached one may be needed by the loop's body.
      for (const row of this.native.prepare(sql).iterate(parameters)) yield row as T;
    } catch (cause) {
      throw toStoreError(cause);
    }
  }

  exec(sql: string): void {
    this.#guard(() => this.native.exec(sql));
  }

  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    // IMMEDIATE: a lock of another process is met here and not half way.
    this.exec('BEGIN IMMEDIATE');
    this.#depth = 1;
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (cause) {
      try {
        this.native.exec('ROLLBACK');
      } catch {
        // A full disk ends the transaction by itself.
      }
      throw cause;
    } finally {
      this.#depth = 0;
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    try {
      // libsql keeps the connection half open until its statements are collected, and with it the -wal file.
      this.native.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all([]);
    } catch {
      // Then the next opening does it.
    }
    this.#guard(() => this.native.close());
  }

  #prepare(sql: string): NativeStatement {
    if (!this.#open) throw new StoreError('INTERNAL', 'the database is closed');
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.native.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw toStoreError(cause);
    }
  }
}
