/** RFC 3261 17.1.1.1, ms. */
export const t1Ms = 500;
export const t2Ms = 4000;
/** Timers B, F, H, J: how long a transaction lives, 64 * T1. */
export const transactionMs = 64 * t1Ms;
