export { openStore, type OpenStore, type StoreOptions } from './store';
export { StoreError, type StoreErrorCode } from './errors';
