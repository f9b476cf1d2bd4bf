import type { Endpoint } from '../transport/endpoint';
import type { IceBase } from './candidate';
import type { IceRole } from './checker';
import { buildStun, method, shortTermKey, verifyIntegrity, type StunAttributes, type StunMessage } from './stun';

/** A check of the far end that was good and is answered. */
export interface TakenCheck {
  readonly base: IceBase;
  readonly from: Endpoint;
  readonly priority: number;
  readonly useCandidate: boolean;
}

export interface IceAnswererOptions {
  readonly tieBreaker: bigint;
  readonly role: () => IceRole;
  readonly switchRole: () => void;
  readonly onCheck: (check: TakenCheck) => void;
}

/** Answers the checks of the far end (RFC 8445 7.3), also before its description has come. */
export class IceAnswerer {
  readonly #key: Uint8Array;

  constructor(private readonly local: { readonly ufrag: string; readonly pwd: string }, private readonly options: IceAnswererOptions) {
    this.#key = shortTermKey(local.pwd);
  }

  take(base: IceBase, message: StunMessage, from: Endpoint): void {
    if (message.method !== method.binding || message.fingerprint === 'bad') return;
    const { username, priority, useCandidate } = message.attributes;
    const refuse = (code: number, reason: string, more: StunAttributes = {}): void =>
      this.#answer(base, message, from, 'error', { errorCode: { code, reason }, ...more }, code !== 400 && code !== 401);
    const integrity = verifyIntegrity(message, this.#key);
    // RFC 8489 9.1.3.
    if (username === undefined || integrity === 'absent') return refuse(400, 'Bad Request');
    if (!username.startsWith(`${this.local.ufrag}:`) || integrity === 'bad') return refuse(401, 'Unauthorized');
    if (message.unknownRequired.length > 0) return refuse(420, 'Unknown Attribute', { unknownAttributes: message.unknownRequired });
    if (priority === undefined) return refuse(400, 'Bad Request');
    if (this.#conflicts(message)) return refuse(487, 'Role Conflict');
    this.#answer(base, message, from, 'success', { xorMappedAddress: from }, true);
    this.options.onCheck({ base, from, priority, useCandidate: useCandidate === true });
  }

  /** RFC 8445 7.3.1.1: the greater tie-breaker keeps the role of controlling. True where the other must give way. */
  #conflicts({ attributes: { iceControlling, iceControlled } }: StunMessage): boolean {
    const { role, tieBreaker, switchRole } = this.options;
    const theirs = role() === 'controlling' ? iceControlling : iceControlled;
    if (theirs === undefined) return false;
    const weControl = tieBreaker >= theirs;
    if (weControl === (role() === 'controlling')) return true;
    switchRole();
    return false;
  }

  #answer(base: IceBase, { transactionId }: StunMessage, to: Endpoint, kind: 'success' | 'error', attributes: StunAttributes, signed: boolean): void {
    base.send(buildStun({
      class: kind, method: method.binding, transactionId, attributes, fingerprint: true, ...(signed ? { integrity: { key: this.#key } } : {}),
    }), to);
  }
}
