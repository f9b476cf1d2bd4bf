import type { SipMessage, SipRequest, SipResponse } from '../../../electron/sip/parser';
import { Arrivals } from '../arrivals';

export interface Received<M extends SipMessage = SipMessage> {
  readonly message: M;
  readonly from: { readonly address: string; readonly port: number };
  readonly atMs: number;
}

/** What a scripted server received, handed out one by one to whoever waits for it. */
export class Inbox<R extends Received> {
  private readonly arrivals = new Arrivals<R>();

  get received(): R[] {
    return this.arrivals.all;
  }

  add(received: R): void {
    this.arrivals.add(received);
  }

  request(method: string, withinMs: number): Promise<R & { message: SipRequest }> {
    return this.takeRequest(method, withinMs, () => true);
  }

  /** As request, but never the retransmission of one that was taken before. */
  newRequest(method: string, withinMs: number): Promise<R & { message: SipRequest }> {
    const branches = new Set([...this.arrivals.taken].flatMap(({ message }) => (message.kind === 'request' && message.method === method ? message.vias.slice(0, 1).map((via) => via.text) : [])));
    return this.takeRequest(method, withinMs, (message) => !branches.has(message.vias[0]?.text ?? ''));
  }

  response(status: number, withinMs: number): Promise<R & { message: SipResponse }> {
    return this.arrivals.take(
      (item): item is R & { message: SipResponse } => item.message.kind === 'response' && item.message.status === status,
      withinMs, () => this.complaint(String(status), withinMs),
    );
  }

  countRequests(method: string): number {
    return this.received.filter(({ message }) => message.kind === 'request' && message.method === method).length;
  }

  private takeRequest(method: string, withinMs: number, fits: (message: SipRequest) => boolean): Promise<R & { message: SipRequest }> {
    return this.arrivals.take(
      (item): item is R & { message: SipRequest } => item.message.kind === 'request' && item.message.method === method && fits(item.message),
      withinMs, () => this.complaint(method, withinMs),
    );
  }

  private complaint(what: string, withinMs: number): string {
    return `no ${what} within ${withinMs} ms; got ${this.received.map(({ message }) => (message.kind === 'request' ? message.method : message.status)).join(' ')}`;
  }
}
