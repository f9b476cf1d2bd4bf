export type * from './audio';
export * from './clock';
export type * from './encryption';
export type * from './ice';
export * from './log';
export type * from './media';
export type * from './recording';
export type * from './signalling';
export type * from './store';
