/** SQL files are part of the bundle: a migration must never depend on a file found at run time. */
declare module '*.sql?raw' {
  const text: string;
  export default text;
}
