export { importVcards, mergeFields } from './import-contacts';
export { readVcards, writeVcards, type CardResult } from './vcard';
