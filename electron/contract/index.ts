export * from './accounts';
export * from './app';
export * from './audio';
export * from './calls';
export * from './channels';
export * from './contacts';
export * from './ids';
export * from './settings';
