import initial from './001-initial.sql?raw';

/** Append only: index i brings the database to user_version i + 1. */
export const migrations: readonly string[] = [initial];
