import type { SipMessage } from '../../../electron/sip/parser';
import type { Received } from '../../support/sip/scripted-peer';

/** The next message that `take` gives of this call: on a busy machine things are sent again that belong to one that is over. */
export async function ofCall<M extends SipMessage>(callId: string, take: () => Promise<Received<M>>): Promise<Received<M>> {
  for (;;) {
    const received = await take();
    if (received.message.callId === callId) return received;
  }
}
