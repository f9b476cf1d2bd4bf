import type { SipRequest, SipResponse } from '../sip/parser';
import type { ClientTransaction } from './client-transaction';
import type { Endpoint } from './endpoint';
import { tagOf, type Address, type Content, type RequestParts } from './messages';

interface DialogFacts {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** Full From and To values of our requests. */
  readonly local: string;
  readonly remote: string;
  /** The phone's Contact. */
  readonly target: string;
  /** The flow its requests came over: ours go back the same way. */
  readonly flow: Address;
  readonly localSequence: number;
  readonly remoteSequence: number;
}

export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId} ${localTag} ${remoteTag}`;
}

/** The key of the dialog that a request claims to belong to; null outside one. */
export function dialogKeyOf(request: SipRequest): string | null {
  const localTag = tagOf(request.to);
  return localTag === null ? null : dialogKey(request.callId, localTag, tagOf(request.from) ?? '');
}

/** What RFC 3261 12 asks to be remembered of a call. */
export class Dialog {
  #localSequence: number;
  #remoteSequence: number;

  constructor(private readonly endpoint: Endpoint, private readonly facts: DialogFacts) {
    this.#localSequence = facts.localSequence;
    this.#remoteSequence = facts.remoteSequence;
  }

  static ofIncoming(endpoint: Endpoint, invite: SipRequest, localTag: string, flow: Address): Dialog {
    return new Dialog(endpoint, {
      callId: invite.callId, localTag, remoteTag: tagOf(invite.from) ?? '',
      local: `${invite.to.text};tag=${localTag}`, remote: invite.from.text,
      target: invite.contacts[0]?.uri.text ?? invite.from.uri.text, flow,
      localSequence: 0, remoteSequence: invite.cseq.sequence,
    });
  }

  static ofOutgoing(endpoint: Endpoint, sent: RequestParts, localTag: string, answer: SipResponse, flow: Address): Dialog {
    return new Dialog(endpoint, {
      callId: sent.callId, localTag, remoteTag: tagOf(answer.to) ?? '', local: sent.from, remote: answer.to.text,
      target: answer.contacts[0]?.uri.text ?? sent.uri, flow, localSequence: sent.sequence, remoteSequence: -1,
    });
  }

  get key(): string {
    return dialogKey(this.facts.callId, this.facts.localTag, this.facts.remoteTag);
  }

  /** RFC 3261 12.2.2: a number that is not higher is out of order. */
  accepts(request: SipRequest): boolean {
    if (request.cseq.sequence <= this.#remoteSequence) return false;
    this.#remoteSequence = request.cseq.sequence;
    return true;
  }

  bye(): ClientTransaction {
    this.#localSequence++;
    return this.endpoint.request(this.#parts('BYE', this.#localSequence), this.facts.flow, {}, () => {}, () => {});
  }

  acknowledge(inviteSequence: number, content: Content = {}): void {
    this.endpoint.sendAck(this.#parts('ACK', inviteSequence), this.facts.flow, content);
  }

  #parts(method: string, sequence: number): RequestParts {
    const { target, local, remote, callId } = this.facts;
    return { method, uri: target, from: local, to: remote, callId, sequence };
  }
}
