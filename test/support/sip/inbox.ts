import type { SipMessage } from '../../../electron/sip/parser';
import type { Received } from './scripted-peer';

/** What a scripted server received, handed out one by one to whoever waits for it. */
export class Inbox<R extends Received> {
  readonly received: R[] = [];
  private readonly wakers = new Set<() => void>();
  private readonly taken = new Set<R>();

  add(received: R): void {
    this.received.push(received);
    for (const wake of [...this.wakers]) wake();
  }

  request(method: string, withinMs: number): Promise<R> {
    return this.take((message) => message.kind === 'request' && message.method === method, method, withinMs);
  }

  response(status: number, withinMs: number): Promise<R> {
    return this.take((message) => message.kind === 'response' && message.status === status, String(status), withinMs);
  }

  countRequests(method: string): number {
    return this.received.filter(({ message }) => message.kind === 'request' && message.method === method).length;
  }

  private take(fits: (message: SipMessage) => boolean, what: string, withinMs: number): Promise<R> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.received.find((item) => !this.taken.has(item) && fits(item.message));
        if (found === undefined) return;
        this.taken.add(found);
        clearTimeout(timer);
        this.wakers.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.wakers.delete(look);
        reject(new Error(`no ${what} within ${withinMs} ms`));
      }, withinMs);
      this.wakers.add(look);
      look();
    });
  }
}
