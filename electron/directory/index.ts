export { importVcards, mergeFields } from './importContacts';
export { readVcards, writeVcards, type CardResult } from './vcard';
