import { buildComposing } from '../sip/messaging/composing';
import { readContent } from '../sip/messaging/content';
import { buildCpim } from '../sip/messaging/cpim';
import { buildNotice } from '../sip/messaging/notices';
import type { Line } from './line';
import type { Body } from './messages';
import type { PracticeNumber } from './numbers';
import { randomToken } from './random';
import type { Binding } from './registrar';
import type { ServerTransaction } from './server-transaction';

/** What the line takes, told in answer to OPTIONS: with notices and is-composing, so that both can be seen at work. */
export const messageTypes = 'text/plain, message/cpim, application/im-iscomposing+xml, message/imdn+xml';

/** It reads, writes, and sends: as fast as somebody quick. */
const readsAfterMs = 700;
const writesAfterMs = 900;
const sendsAfterMs = 2_400;

/** The practice line's side of a conversation: it gives back what one writes to it. */
export class Chat {
  readonly #stops = new Set<() => void>();

  constructor(private readonly line: Line, private readonly binding: () => Binding | undefined) {}

  /** Answers a MESSAGE to one of the numbers; the busy one is busy, and where nobody is home nobody reads. */
  take(transaction: ServerTransaction, number: PracticeNumber | null): void {
    if (number === null) return transaction.respond(404);
    if (number.what === 'busy') return transaction.respond(486);
    if (number.what === 'no-answer') return transaction.respond(480);
    const reading = readContent(transaction.request);
    if (reading.kind === 'refuse') return transaction.respond(reading.status, { headers: [['Accept', messageTypes]] });
    transaction.respond(200);
    if (reading.kind !== 'content' || reading.content.kind !== 'text') return;
    const { text, messageId, wantsDelivery, wantsDisplay } = reading.content;
    if (wantsDelivery && messageId !== null) this.#send(number, this.#notice(number, messageId, 'delivered'));
    if (wantsDisplay && messageId !== null) this.#later(readsAfterMs, () => this.#send(number, this.#notice(number, messageId, 'displayed')));
    this.#later(writesAfterMs, () => this.#send(number, { type: 'application/im-iscomposing+xml', text: buildComposing(true, 60) }));
    this.#later(sendsAfterMs, () => this.#send(number, { type: 'text/plain;charset=UTF-8', text: `Echo: ${text}` }));
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#stops.clear();
  }

  #notice(number: PracticeNumber, messageId: string, outcome: 'delivered' | 'displayed'): Body {
    const atEpochMs = this.line.clock.epochMs();
    const text = buildNotice(messageId, outcome, atEpochMs);
    return {
      type: 'message/cpim',
      text: buildCpim({ from: this.#uri(number), to: this.binding()?.uri ?? '', atEpochMs, messageId: randomToken(), notifications: [], type: 'message/imdn+xml', disposition: 'notification', text }),
    };
  }

  #send(number: PracticeNumber, body: Body): void {
    const binding = this.binding();
    if (binding === undefined) return;
    const parts = {
      method: 'MESSAGE', uri: binding.uri, from: `<${this.#uri(number)}>;tag=${randomToken()}`, to: `<${binding.uri}>`, callId: randomToken(), sequence: 1,
    };
    this.line.endpoint.request(parts, binding.source, { body }, () => undefined, () => this.line.log.debug('a message was not answered'));
  }

  #uri(number: PracticeNumber): string {
    return `sip:${number.number}@${this.line.domain}`;
  }

  #later(delayMs: number, act: () => void): void {
    const stop = this.line.clock.after(delayMs, () => {
      this.#stops.delete(stop);
      act();
    });
    this.#stops.add(stop);
  }
}
