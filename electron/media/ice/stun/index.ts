export { keyOf } from './address';
export { buildStun, type StunToBuild } from './build';
export { longTermKey, shortTermKey, userhash, verifyIntegrity } from './integrity';
export { errorWords, method, type StunAttributes, type StunMessage } from './message';
export { looksLikeStun, parseStun } from './parse';
export { StunTransactions, type ClientTransaction } from './transactions';
