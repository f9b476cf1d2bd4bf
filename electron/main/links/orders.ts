import { resolve } from 'node:path';
import { unreachable } from '../../calls/errors';
import type { DialRequest } from '../../contract/app';
import type { NoticeBoard } from '../notices';
import type { Invocation, Order } from './command-line';
import { readDialArgument, readDialLink } from './dial-link';

/** What the orders of links and command lines act on. */
export interface OrderTargets {
  showPhone(): void;
  /** Fills the dialer and asks. */
  askToDial(request: DialRequest): void;
  /** Dials without asking; only called where the user turned that on. */
  dial(request: DialRequest): void;
  mayDialWithoutAsking(): boolean;
  answer(): void;
  hangUp(): void;
  provision(file: string): void;
  quit(): void;
  notices: Pick<NoticeBoard, 'add'>;
}

/** Does what the command line of this start or of a later one asked for. */
export function carryOut(orders: readonly Order[], targets: OrderTargets): void {
  for (const order of orders) {
    switch (order.kind) {
      case 'show': targets.showPhone(); break;
      case 'dial': dial(order.text, order.source, targets); break;
      case 'answer': targets.answer(); break;
      case 'hangUp': targets.hangUp(); break;
      case 'provision': targets.provision(order.file); break;
      case 'quit': targets.quit(); break;
      default: throw unreachable(order);
    }
  }
}

function dial(text: string, source: 'link' | 'command-line', targets: OrderTargets): void {
  const number = source === 'link' ? readDialLink(text) : readDialArgument(text);
  if (number === null) {
    targets.notices.add('warning', 'bad-link', printable(text));
    targets.showPhone();
    return;
  }
  const request: DialRequest = { number, original: printable(text), source };
  if (targets.mayDialWithoutAsking()) targets.dial(request);
  else targets.askToDial(request);
}

/** Text from outside as it may be shown: short, and without what could disguise it. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, '\uFFFD').slice(0, 300);
}

/** What a start hands to an instance that runs already: at least to come to the front. */
export function ordersToHandOver(invocation: Invocation, workingFolder: string): Order[] {
  const orders = invocation.orders.map((order): Order => (
    // The running instance has a working folder of its own.
    order.kind === 'provision' ? { ...order, file: resolve(workingFolder, order.file) } : order
  ));
  return orders.length > 0 || invocation.hidden ? orders : [{ kind: 'show' }];
}
