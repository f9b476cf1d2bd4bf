import type { Clock } from '../../calls/ports/clock';
import { sameEndpoint, type Endpoint } from '../transport/endpoint';
import type { IceBase } from './candidate';
import type { CandidatePair } from './pair';
import { StunTransactions, buildStun, method, shortTermKey, verifyIntegrity, type StunMessage } from './stun';

export type IceRole = 'controlling' | 'controlled';

/** RFC 7675 5.1: a consent check is not repeated; its answer may come this late. */
const PROBE_LIVES_MS = 10_000;

export interface IceCheckerOptions {
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly role: IceRole;
  readonly localUfrag: string;
  readonly onSuccess: (pair: CandidatePair) => void;
  readonly onFailure: (pair: CandidatePair) => void;
  /** 487: the far end believes to have our role (RFC 8445 7.2.5.1). */
  readonly onRoleConflict: (pair: CandidatePair) => void;
}

/** Sends connectivity checks (RFC 8445 7.2) and consent checks, and judges what comes back. */
export class IceChecker {
  readonly tieBreaker: bigint;
  role: IceRole;
  remote: { readonly ufrag: string; readonly pwd: string } | null = null;
  readonly #options: IceCheckerOptions;
  readonly #transactions: StunTransactions;
  /** The base a response must come to. */
  #arrival: IceBase | null = null;

  constructor(options: IceCheckerOptions) {
    this.#options = options;
    this.role = options.role;
    this.tieBreaker = Buffer.from(options.randomBytes(8)).readBigUInt64BE();
    this.#transactions = new StunTransactions(options.clock);
  }

  /** A full check with its retransmissions; one already under way is given up for it. */
  check(pair: CandidatePair, priority: number): void {
    if (pair.transactionId !== null) this.#transactions.cancel(pair.transactionId);
    const nominate = this.role === 'controlling' && pair.nominating;
    // A pair that works goes on working while it is asked to be the one.
    if (pair.state !== 'succeeded') pair.state = 'in-progress';
    const role = this.role;
    pair.transactionId = this.#send(pair, nominate, priority, {
      onAnswer: (message) => {
        pair.transactionId = null;
        if (message.class === 'success') return this.#options.onSuccess(pair);
        if (message.attributes.errorCode?.code !== 487) return this.#options.onFailure(pair);
        pair.state = 'waiting';
        // Another conflict may have been settled while this one was under way.
        if (this.role === role) this.#options.onRoleConflict(pair);
      },
      onTimeout: () => {
        pair.transactionId = null;
        this.#options.onFailure(pair);
      },
    });
  }

  /** Asks once whether media is still wanted there. No answer changes nothing; time does. */
  probe(pair: CandidatePair): void {
    this.#send(pair, false, pair.local.priority, { onAnswer: () => {}, onTimeout: () => {} }, PROBE_LIVES_MS);
  }

  take(base: IceBase, message: StunMessage, from: Endpoint): void {
    this.#arrival = base;
    this.#transactions.handle(message, from);
  }

  dispose(): void {
    this.#transactions.dispose();
  }

  #send(
    pair: CandidatePair, nominate: boolean, priority: number,
    outcome: { onAnswer: (message: StunMessage) => void; onTimeout: () => void }, onceForMs?: number,
  ): string | null {
    const { remote } = this;
    if (remote === null) return null;
    const { clock, randomBytes, localUfrag } = this.#options;
    const transactionId = Buffer.from(randomBytes(12)).toString('hex');
    const key = shortTermKey(remote.pwd);
    const bytes = buildStun({
      class: 'request', method: method.binding, transactionId, fingerprint: true, integrity: { key },
      attributes: {
        username: `${remote.ufrag}:${localUfrag}`, priority,
        ...(this.role === 'controlling' ? { iceControlling: this.tieBreaker } : { iceControlled: this.tieBreaker }),
        ...(nominate ? { useCandidate: true as const } : {}),
      },
    });
    const sentAtMs = clock.monotonicMs();
    this.#transactions.start({
      transactionId,
      ...(onceForMs === undefined ? {} : { requests: 1, lastWaitMs: onceForMs }),
      send: () => pair.base.send(bytes, pair.remote.endpoint),
      onResponse: (message, from) => {
        // RFC 8445 7.2.5.2.1: an answer from elsewhere proves no way both ways.
        const straight = this.#arrival === pair.base && sameEndpoint(from, pair.remote.endpoint);
        if (message.method !== method.binding || message.fingerprint === 'bad' || !straight) return false;
        if (message.class === 'success') {
          if (verifyIntegrity(message, key) !== 'good' || message.attributes.xorMappedAddress === undefined) return false;
          pair.state = 'succeeded';
          pair.mapped = message.attributes.xorMappedAddress;
          pair.answeredAtMs = clock.monotonicMs();
          pair.roundTripMs = pair.answeredAtMs - sentAtMs;
        } else if (message.attributes.errorCode?.code === 487 && verifyIntegrity(message, key) !== 'good') {
          return false;
        }
        outcome.onAnswer(message);
        return true;
      },
      onTimeout: outcome.onTimeout,
    });
    return transactionId;
  }
}
