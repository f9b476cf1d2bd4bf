import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';
import { headerValue, type SipRequest } from '../sip/parser';
import { Chat, messageTypes } from './chat';
import { DigestGate, type DigestAlgorithm } from './digest';
import { dialogKeyOf } from './dialog';
import { Endpoint } from './endpoint';
import { IncomingCall } from './incoming-call';
import { allow, tagOf, type Headers } from './messages';
import { practiceNumbers, whatAnswers, type PracticeNumber } from './numbers';
import { Registrar } from './registrar';
import { RingBack } from './ring-back';
import type { ServerTransaction } from './server-transaction';
import type { Session } from './session';
import type { Voices } from './voice';

const ringBackAfterMs = 5_000;
const mostCalls = 32;
const allowed: Headers = [['Allow', allow]];

export interface LineOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly voices: Voices;
  readonly username: string;
  readonly password: string;
  readonly algorithms: readonly DigestAlgorithm[];
}

/** The practice line's server: registrar, five numbers, and the calls that run. */
export class Line {
  /** Answered calls by their dialog. */
  readonly sessions = new Map<string, Session>();
  /** Every call, ringing or answered, of either direction. */
  readonly calls = new Set<{ hangUp(): void }>();
  readonly clock: Clock;
  readonly log: Log;
  readonly voices: Voices;
  #endpoint: Endpoint | null = null;
  readonly #gate: DigestGate;
  readonly #registrar: Registrar;
  readonly #chat: Chat;
  #stopRingBack: (() => void) | null = null;
  #disposed = false;

  private constructor(options: LineOptions) {
    ({ clock: this.clock, log: this.log, voices: this.voices } = options);
    const { username, password, algorithms } = options;
    this.#gate = new DigestGate({ username, password, realm: 'practice', algorithms }, () => this.clock.monotonicMs());
    this.#registrar = new Registrar(this.#gate, username, this.clock);
    this.#chat = new Chat(this, () => this.#registrar.current()[0]);
  }

  /** @throws Error where no port can be bound */
  static async open(options: LineOptions): Promise<Line> {
    const line = new Line(options);
    line.#endpoint = await Endpoint.open(line.clock, line.log, {
      onRequest: (transaction) => line.#take(transaction),
      onAck: (ack) => line.sessions.get(dialogKeyOf(ack) ?? '')?.acknowledged(ack),
    });
    return line;
  }

  get endpoint(): Endpoint {
    if (!this.#endpoint) throw new Error('the practice line is not open');
    return this.#endpoint;
  }

  get port(): number {
    return this.endpoint.port;
  }

  get domain(): string {
    return `127.0.0.1:${this.port}`;
  }

  contact(number: PracticeNumber): string {
    return `<sip:${number.number}@${this.domain}>`;
  }

  /** Calls the registered phone in 5 s; asked twice, it still calls once. */
  ringBackSoon(): void {
    if (this.#disposed) return;
    this.#stopRingBack?.();
    this.#stopRingBack = this.clock.after(ringBackAfterMs, () => {
      this.#stopRingBack = null;
      const binding = this.#registrar.current()[0];
      const number = practiceNumbers.find(({ what }) => what === 'ring-back');
      if (!binding || !number) return;
      const call = new RingBack(this, number, binding);
      this.calls.add(call);
      call.start().catch((error: unknown) => {
        this.log.warn('the ring-back could not be made', { error: String(error) });
        this.calls.delete(call);
      });
    });
  }

  /** Ends every call and frees the port. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#stopRingBack?.();
    this.#chat.dispose();
    for (const call of [...this.calls]) call.hangUp();
    await this.endpoint.dispose();
  }

  #take(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (tagOf(request.to) !== null) {
      const session = this.sessions.get(dialogKeyOf(request) ?? '');
      if (session) session.handle(transaction);
      else transaction.respond(481);
      return;
    }
    switch (request.method) {
      case 'REGISTER': return this.#registrar.handle(transaction);
      case 'INVITE': return this.#invite(transaction);
      case 'OPTIONS': return transaction.respond(200, { headers: [...allowed, ['Accept', `application/sdp, ${messageTypes}`]] });
      case 'MESSAGE': return this.#trusts(transaction) ? this.#chat.take(transaction, whatAnswers(dialledUser(transaction.request))) : undefined;
      case 'BYE':
      case 'INFO': return transaction.respond(481);
      default: return transaction.respond(405, { headers: allowed });
    }
  }

  /** A registered phone has shown its password already; anyone else on this machine must, and is asked for it. */
  #trusts(transaction: ServerTransaction): boolean {
    if (this.#registrar.knows(transaction.source)) return true;
    const verdict = this.#gate.check(transaction.request, 407);
    if (verdict !== 'good') transaction.respond(407, { headers: this.#gate.challenge(407, verdict === 'stale') });
    return verdict === 'good';
  }

  #invite(transaction: ServerTransaction): void {
    if (!this.#trusts(transaction)) return;
    const { request } = transaction;
    const required = headerValue(request, 'require');
    if (required) return transaction.respond(420, { headers: [['Unsupported', required]] });
    const number = whatAnswers(dialledUser(request));
    if (!number) return transaction.respond(404);
    if (this.calls.size >= mostCalls) return transaction.respond(503);
    const call = new IncomingCall(this, transaction, number);
    this.calls.add(call);
    call.start().catch((error: unknown) => {
      this.log.error('a call failed', { error: String(error) });
      call.hangUp();
    });
  }
}

function dialledUser(request: SipRequest): string | null {
  if (request.uri.kind === 'tel') return request.uri.number;
  return request.uri.kind === 'sip' ? request.uri.user : null;
}
