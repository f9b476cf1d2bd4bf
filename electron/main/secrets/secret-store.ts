import type { AccountId } from '../../contract/ids';
import type { Log } from '../../calls/ports/log';
import type { SecretKept, SecretStore } from '../../calls/ports/store';
import type { SecretFile } from './secret-file';

/** The system's own encryption: keychain, DPAPI, libsecret or KWallet. */
export interface Cipher {
  /** True only where the key is kept by the system, not in the program. May ask the session bus: call it late. */
  isSafe(): boolean;
  encrypt(plain: string): Buffer;
  /** Throws where the blob was made by another user or another keychain. */
  decrypt(blob: Buffer): string;
}

/**
 * Passwords of accounts. On disk only as blobs the system's keychain can open; where there is no safe
 * keychain they live in memory for this run. Never in plain text anywhere.
 */
export class KeychainSecretStore implements SecretStore {
  readonly #run = new Map<AccountId, string>();
  #blobs: Map<string, string> | null = null;
  #safe: boolean | null = null;

  constructor(private readonly cipher: Cipher, private readonly file: SecretFile, private readonly log: Log) {}

  /** Asked once: the answer of the session bus costs time and does not change in a run. */
  get available(): boolean {
    this.#safe ??= this.#askCipher();
    return this.#safe;
  }

  /** Whether the next start would have to ask for the password that this one has. */
  isForThisRunOnly(accountId: AccountId): boolean {
    return this.#run.has(accountId) && !(this.available && this.#stored().has(accountId));
  }

  get(accountId: AccountId): string | null {
    const known = this.#run.get(accountId);
    if (known !== undefined) return known;
    if (!this.available) return null;
    const blob = this.#stored().get(accountId);
    if (blob === undefined) return null;
    try {
      const secret = this.cipher.decrypt(Buffer.from(blob, 'base64'));
      this.#run.set(accountId, secret);
      return secret;
    } catch (error) {
      // Kept as it is: the keychain may be locked only for now.
      this.log.warn('a stored password cannot be decrypted', { accountId, error });
      return null;
    }
  }

  set(accountId: AccountId, secret: string, remember: boolean): SecretKept {
    this.#run.set(accountId, secret);
    if (!remember) {
      if (this.available) this.#forget(accountId);
      return 'for-this-run';
    }
    if (!this.available) return 'no-keychain';
    try {
      const next = new Map(this.#stored()).set(accountId, this.cipher.encrypt(secret).toString('base64'));
      this.file.write(next);
      this.#blobs = next;
      return 'stored';
    } catch (error) {
      this.log.error('a password could not be stored; it is kept for this run', { accountId, error });
      return 'failed';
    }
  }

  remove(accountId: AccountId): void {
    this.#run.delete(accountId);
    this.#forget(accountId);
  }

  #forget(accountId: AccountId): void {
    if (!this.#stored().has(accountId)) return;
    const next = new Map(this.#stored());
    next.delete(accountId);
    try {
      this.file.write(next);
      this.#blobs = next;
    } catch (error) {
      this.log.error('a stored password could not be removed', { accountId, error });
    }
  }

  #stored(): Map<string, string> {
    this.#blobs ??= this.file.read();
    return this.#blobs;
  }

  #askCipher(): boolean {
    try {
      return this.cipher.isSafe();
    } catch (error) {
      this.log.warn('the keychain cannot be asked', { error });
      return false;
    }
  }
}
