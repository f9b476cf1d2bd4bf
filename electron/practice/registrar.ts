import type { Clock } from '../calls/ports/clock';
import { headerValue, type NameAddr } from '../sip/parser';
import type { DigestGate } from './digest';
import type { Address } from './messages';
import type { ServerTransaction } from './server-transaction';

const longestSeconds = 3600;
const mostBindings = 20;

export interface Binding {
  /** The Contact's URI as registered. */
  readonly uri: string;
  /** Where the REGISTER came from: requests to the phone go there. */
  readonly source: Address;
  readonly expiresAtMs: number;
}

/** Where the practice line's one user can be reached (RFC 3261 10.3). */
export class Registrar {
  #bindings: Binding[] = [];

  constructor(private readonly gate: DigestGate, private readonly username: string, private readonly clock: Clock) {}

  handle(transaction: ServerTransaction): void {
    const { request } = transaction;
    const verdict = this.gate.check(request, 401);
    if (verdict !== 'good') {
      transaction.respond(401, { headers: this.gate.challenge(401, verdict === 'stale') });
      return;
    }
    const user = request.to.uri.kind === 'sip' ? request.to.uri.user : null;
    if (user !== this.username) {
      transaction.respond(404);
      return;
    }
    const asked = Number.parseInt(headerValue(request, 'expires') ?? '', 10);
    if (request.contactIsWildcard) {
      if (asked !== 0) return transaction.respond(400);
      this.#bindings = [];
    }
    for (const contact of request.contacts) this.#bind(contact, Number.isNaN(asked) ? longestSeconds : asked, transaction.source);
    const now = this.clock.monotonicMs();
    transaction.respond(200, {
      headers: this.current().map(({ uri, expiresAtMs }) => ['Contact', `<${uri}>;expires=${Math.ceil((expiresAtMs - now) / 1000)}`]),
    });
  }

  /** Bindings that have not run out, the newest first. */
  current(): readonly Binding[] {
    const now = this.clock.monotonicMs();
    this.#bindings = this.#bindings.filter(({ expiresAtMs }) => expiresAtMs > now);
    return this.#bindings;
  }

  /** Whether a registered phone speaks from there. */
  knows(source: Address): boolean {
    return this.current().some((binding) => binding.source.address === source.address && binding.source.port === source.port);
  }

  #bind(contact: NameAddr, askedSeconds: number, source: Address): void {
    const own = Number.parseInt(contact.params.get('expires') ?? '', 10);
    const seconds = Math.max(0, Math.min(longestSeconds, Number.isNaN(own) ? askedSeconds : own));
    const uri = contact.uri.text;
    this.#bindings = this.#bindings.filter((binding) => binding.uri !== uri);
    if (seconds === 0) return;
    this.#bindings = [{ uri, source, expiresAtMs: this.clock.monotonicMs() + seconds * 1000 }, ...this.#bindings].slice(0, mostBindings);
  }
}
