import { randomBytes } from 'node:crypto';
import type { Clock } from '../../calls/ports';
import { type Hop, hopText, sameHop } from './hop';
import { bindingRequest, isStun, readBindingAnswer, STUN_ID_BYTES } from './stun';

export interface UdpKeepAliveOptions {
  readonly clock: Clock;
  readonly send: (bytes: Buffer, hop: Hop) => Promise<void>;
  /** The NAT on the way shows us at another address than before. */
  readonly onMoved: (hop: Hop, seen: Hop) => void;
  /** A server that has answered STUN before does not any more. */
  readonly onDead: (hop: Hop) => void;
}

interface Asking { readonly id: string; readonly bytes: Buffer; sent: number; cancel: () => void }
interface Flow {
  readonly hop: Hop;
  /** crlf: it does not answer STUN, so it gets what nobody answers. */
  speaks: 'unknown' | 'stun' | 'crlf';
  seen: Hop | null;
  asking: Asking | null;
}

const CRLF_PING = Buffer.from('\r\n\r\n');
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 2_000;
/** In 3.5 s, to learn whether it speaks STUN at all; in 11.5 s, before a flow that did is given up (RFC 5626 4.4.2). */
const MAX_SENT = { unknown: 3, stun: 7, crlf: 0 } as const;

/** Keeps the way in through a NAT open on UDP: by STUN on the SIP socket where the server answers it, else by CRLF (RFC 5626 4.4). */
export class UdpKeepAlive {
  private readonly flows = new Map<string, Flow>();

  constructor(private readonly options: UdpKeepAliveOptions) {}

  /** Sends one keep-alive. Rejects with the system's error where the first datagram does not leave. */
  async ping(hop: Hop): Promise<void> {
    const key = hopText(hop);
    const flow: Flow = this.flows.get(key) ?? { hop, speaks: 'unknown', seen: null, asking: null };
    this.flows.set(key, flow);
    if (flow.speaks === 'crlf') return this.options.send(CRLF_PING, hop);
    if (flow.asking !== null) return;
    const id = randomBytes(STUN_ID_BYTES);
    flow.asking = { id: id.toString('hex'), bytes: bindingRequest(id), sent: 0, cancel: () => {} };
    await this.ask(flow, flow.asking);
  }

  /** True where the datagram was STUN, and so nothing for the parser (RFC 7983). Only an answer to our own question is heeded. */
  receive(bytes: Buffer, source: Hop): boolean {
    if (!isStun(bytes)) return false;
    const answer = readBindingAnswer(bytes);
    const flow = this.flows.get(hopText(source));
    if (answer === null || flow === undefined || flow.asking?.id !== answer.id) return true;
    flow.asking.cancel();
    flow.asking = null;
    flow.speaks = 'stun';
    const before = flow.seen;
    flow.seen = answer.mapped;
    if (before !== null && !sameHop(before, answer.mapped)) this.options.onMoved(flow.hop, answer.mapped);
    return true;
  }

  /** The way may be another one: what was learned of it is forgotten. */
  forget(): void {
    for (const flow of this.flows.values()) flow.asking?.cancel();
    this.flows.clear();
  }

  private async ask(flow: Flow, asking: Asking): Promise<void> {
    asking.sent += 1;
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (asking.sent - 1));
    asking.cancel = this.options.clock.after(waitMs, () => this.unanswered(flow, asking));
    await this.options.send(asking.bytes, flow.hop);
  }

  private unanswered(flow: Flow, asking: Asking): void {
    if (asking.sent < MAX_SENT[flow.speaks]) return void this.ask(flow, asking).catch(() => {});
    flow.asking = null;
    if (flow.speaks === 'unknown') {
      flow.speaks = 'crlf';
      return;
    }
    this.flows.delete(hopText(flow.hop));
    this.options.onDead(flow.hop);
  }
}
