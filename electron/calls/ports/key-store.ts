import type { KeyFields, KeyId, PhoneKey } from '../../contract/keys';

/** The keys of the Keys page, in the user's order. */
export interface KeyStore {
  list(): PhoneKey[];
  /** `id` null: a new key at the end. */
  save(id: KeyId | null, fields: KeyFields): PhoneKey;
  /** Several new ones in one transaction; those that are there with the same line and target are changed instead. */
  saveAll(fields: readonly KeyFields[]): PhoneKey[];
  /** Removed keys come back by `undo`, in their place. Tokens live until the app stops. */
  remove(id: KeyId): { undoToken: string };
  undo(undoToken: string): void;
  /** Puts the key at this place, counted from 0; those behind move on. */
  move(id: KeyId, toIndex: number): void;
}
