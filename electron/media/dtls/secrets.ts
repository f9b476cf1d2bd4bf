import { createHash } from 'node:crypto';
import { concatOctets } from './bytes';
import { wholeMessage, type HandshakeMessage } from './handshake-message';
import { MASTER_SECRET_BYTES, prf, VERIFY_DATA_BYTES } from './prf';
import { RecordCipher } from './record';

/** All handshake messages so far, as each side hashes and signs them. */
export class Transcript {
  #messages: Uint8Array[] = [];

  add(message: HandshakeMessage): void {
    this.#messages.push(wholeMessage(message));
  }

  /** RFC 6347 4.2.1: the first ClientHello and the HelloVerifyRequest do not count. */
  clear(): void {
    this.#messages = [];
  }

  octets(): Uint8Array {
    return concatOctets(...this.#messages);
  }

  hash(): Uint8Array {
    return createHash('sha256').update(this.octets()).digest();
  }
}

export interface Randoms {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** What follows from the shared secret. */
export class Secrets {
  readonly clientCipher: RecordCipher;
  readonly serverCipher: RecordCipher;
  readonly #master: Uint8Array;

  /** `sessionHash`: of the transcript through ClientKeyExchange where both sides have the extended master secret (RFC 7627 4), else null. */
  constructor(preMaster: Uint8Array, private readonly randoms: Randoms, sessionHash: Uint8Array | null) {
    const { client, server } = randoms;
    this.#master = sessionHash
      ? prf(preMaster, 'extended master secret', sessionHash, MASTER_SECRET_BYTES)
      : prf(preMaster, 'master secret', concatOctets(client, server), MASTER_SECRET_BYTES);
    // RFC 5246 6.3 for AES-128-GCM: two keys of 16 octets, two implicit nonces of 4.
    const block = prf(this.#master, 'key expansion', concatOctets(server, client), 40);
    this.clientCipher = new RecordCipher(block.subarray(0, 16), block.subarray(32, 36));
    this.serverCipher = new RecordCipher(block.subarray(16, 32), block.subarray(36, 40));
  }

  verifyData(side: 'client' | 'server', transcriptHash: Uint8Array): Uint8Array {
    return prf(this.#master, `${side} finished`, transcriptHash, VERIFY_DATA_BYTES);
  }

  /** RFC 5705 4, without context. */
  exportKeys(label: string, length: number): Uint8Array {
    return prf(this.#master, label, concatOctets(this.randoms.client, this.randoms.server), length);
  }
}
