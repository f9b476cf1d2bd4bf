import type { CodecName } from '../../../electron/contract/accounts';

/** What the benchmark tells its two processes, and hears from them, over the channel of the fork. */
export type EngineOrder =
  /** Opens sessions with a far end at this port; the first `talking` of them are joined to a device, the others wait. Answered by the ports of all. */
  | { readonly t: 'open'; readonly calls: number; readonly talking: number; readonly codec: CodecName; readonly farPort: number }
  /** Forgets what was measured so far. */
  | { readonly t: 'begin' }
  | { readonly t: 'end' };

export interface EngineFigures {
  /** From the kernel's time of arrival to 20 ms of sound pulled, microseconds, of those that talk. */
  readonly readyUs: readonly number[];
  readonly received: number;
  readonly late: number;
  readonly discarded: number;
  readonly lost: number;
  readonly concealedMs: number;
  /** Of the encoders at the end, 0..10. */
  readonly complexity: number;
  /** Octets, as the process sees it. */
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly outsideBytes: number;
}

export type EngineAnswer =
  | { readonly t: 'opened'; readonly ports: readonly number[] }
  | { readonly t: 'begun' }
  | { readonly t: 'figures'; readonly figures: EngineFigures };

export type TrafficOrder =
  | { readonly t: 'start'; readonly ports: readonly number[]; readonly codec: CodecName }
  | { readonly t: 'begin' }
  | { readonly t: 'end' };

export interface TrafficFigures {
  readonly sent: number;
  /** Of what the engine sends: packets, and those that came more than a packet time late. */
  readonly received: number;
  readonly receivedLate: number;
}

export type TrafficAnswer =
  | { readonly t: 'ready'; readonly port: number }
  | { readonly t: 'begun' }
  | { readonly t: 'figures'; readonly figures: TrafficFigures };

/** A handler of orders that answers each; failures end the process with their words. */
export function serve<Order, Answer>(handle: (order: Order) => Answer | Promise<Answer>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (order) => {
    Promise.resolve(handle(order as Order)).then(
      (answer) => { process.send?.(answer); },
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  });
}

export const FAR_PTIME_MS = 20;
