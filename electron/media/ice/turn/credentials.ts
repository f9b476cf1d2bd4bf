import { longTermKey, verifyIntegrity, type StunAttributes, type StunMessage, type StunToBuild } from '../stun';
import type { PasswordAlgorithm } from '../stun/message';

/** RFC 8489 9.2: what the server says beside a nonce that begins so can be trusted not to have been weakened on the way. */
const NONCE_COOKIE = 'obMatJos2';
/** Bit 0 of the four characters after it: PASSWORD-ALGORITHMS is used. */
const PASSWORD_ALGORITHMS_BIT = 0x80_0000;

interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: PasswordAlgorithm;
  /** Not null where the server named algorithms: then ours goes with each request, under SHA-256. */
  readonly named: readonly PasswordAlgorithm[] | null;
  readonly key: Uint8Array;
}

/** Long-term credentials (RFC 8489 9.2) against one server: what its challenges said, and what goes with each request. */
export class LongTermCredentials {
  #challenge: Challenge | null = null;

  constructor(private readonly username: string, private readonly password: string) {}

  get challenged(): boolean { return this.#challenge !== null; }

  /** Takes a 401 or 438. False where there is nothing new in it to try with. */
  take(message: StunMessage): boolean {
    const { nonce, realm = this.#challenge?.realm, passwordAlgorithms } = message.attributes;
    if (nonce === undefined || realm === undefined || this.username === '') return false;
    const named = usesAlgorithms(nonce) && passwordAlgorithms !== undefined && passwordAlgorithms.length > 0 ? passwordAlgorithms : null;
    const algorithm = named?.includes('SHA-256') ? 'SHA-256' : 'MD5';
    this.#challenge = { realm, nonce, algorithm, named, key: longTermKey(this.username, realm, this.password, algorithm) };
    return true;
  }

  /** What goes with a request: attributes and integrity; nothing before the first challenge. */
  sign(attributes: StunAttributes): Pick<StunToBuild, 'attributes' | 'integrity'> {
    const challenge = this.#challenge;
    if (challenge === null) return { attributes };
    const { realm, nonce, named, algorithm, key } = challenge;
    return {
      attributes: { ...attributes, username: this.username, realm, nonce, ...(named ? { passwordAlgorithms: named, passwordAlgorithm: algorithm } : {}) },
      integrity: { key, algorithm: named ? 'sha256' : 'sha1' },
    };
  }

  /** Whether a response to a signed request is the server's own. */
  trusts(message: StunMessage): boolean {
    return this.#challenge === null || verifyIntegrity(message, this.#challenge.key) === 'good';
  }
}

function usesAlgorithms(nonce: string): boolean {
  if (!nonce.startsWith(NONCE_COOKIE)) return false;
  const features = Buffer.from(nonce.slice(NONCE_COOKIE.length, NONCE_COOKIE.length + 4), 'base64');
  return features.length === 3 && (features.readUIntBE(0, 3) & PASSWORD_ALGORITHMS_BIT) !== 0;
}
