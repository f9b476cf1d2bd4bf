import type { Database } from './driver';

/** The same database; `onCommit` is told after each write that stands by itself and after each transaction. */
export function observeWrites(database: Database, onCommit: () => void): Database {
  let depth = 0;
  const told = <T>(result: T): T => {
    if (depth === 0) onCommit();
    return result;
  };
  return {
    engine: database.engine,
    all: (sql, parameters) => database.all(sql, parameters),
    get: (sql, parameters) => database.get(sql, parameters),
    iterate: (sql, parameters) => database.iterate(sql, parameters),
    run: (sql, parameters) => told(database.run(sql, parameters)),
    exec(sql) {
      database.exec(sql);
      told(undefined);
    },
    transaction(work) {
      depth++;
      try {
        return database.transaction(work);
      } finally {
        depth--;
        told(undefined);
      }
    },
    close: () => database.close(),
  };
}
