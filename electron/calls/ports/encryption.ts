import type { KeyExchange, MediaEncryptionPolicy } from '../../contract/accounts';

/** How audio is to be encrypted. Who is called chooses the key exchange; ours is for what we offer. */
export interface MediaEncryption {
  /**
   * off: never offered; taken where the far end will have it no other way. preferred: offered beside plain audio
   * (RFC 8643) and taken wherever it is offered. required: neither side gets plain audio.
   */
  readonly policy: MediaEncryptionPolicy;
  readonly keyExchange: KeyExchange;
}

/** What offer and answer say of encryption; whether packets are really encrypted is told by AudioSecurity. */
export type NegotiatedEncryption =
  | { kind: 'none' }
  | { kind: 'sdes'; suite: string }
  /** Null before the handshake has chosen. */
  | { kind: 'dtls'; suite: string | null };

/** The truth about a session's packets now. */
export type AudioSecurity =
  | { kind: 'none' }
  /** Keys are not there yet, or no authentic packet has come under them. */
  | { kind: 'starting'; keyExchange: KeyExchange; hasKeys: boolean }
  /** Packets of both directions are encrypted and authentic. */
  | { kind: 'encrypted'; keyExchange: KeyExchange; suite: string }
  /** Nothing passes: the handshake failed (then for good), or what comes does not fit the keys. `reason` for the log. */
  | { kind: 'failed'; keyExchange: KeyExchange; reason: string; forGood: boolean };
