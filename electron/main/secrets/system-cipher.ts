import { safeStorage } from 'electron';
import type { Cipher } from './secret-store';

/** Backends of Linux whose key only the logged-in user's keyring holds. */
const safeBackends = new Set(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6']);

/**
 * Electron's safeStorage, trusted only where the key is safe. On Linux it also works with a key that is written
 * in Chromium's source (`basic_text`), which is plain text by another name. Only after app ready.
 */
export const systemCipher: Cipher = {
  isSafe() {
    if (!safeStorage.isEncryptionAvailable()) return false;
    return process.platform !== 'linux' || safeBackends.has(safeStorage.getSelectedStorageBackend());
  },
  encrypt: (plain) => safeStorage.encryptString(plain),
  decrypt: (blob) => safeStorage.decryptString(blob),
};
