/** A structured, redacting log for one component. Never give it a password, key or Authorization value. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** The same log under a narrower component name, e.g. `sip` -> `sip.transport`. */
  child(component: string): Log;
}

export const silentLog: Log = {
  debug() {}, info() {}, warn() {}, error() {},
  child: () => silentLog,
};
