import { randomBytes } from 'node:crypto';
import { ScriptedPeer, requestText } from '../../support/sip/scripted-peer';

const ANSWER_WITHIN_MS = 12_000;

/** Calls a phone that answers by itself; tells where it wants the sound. */
export async function callPhone(sipPort: number, offer: string): Promise<{ rtpPort: number; end: () => Promise<void> }> {
  const peer = await ScriptedPeer.open();
  const to = { address: '127.0.0.1', port: sipPort };
  const uri = `sip:phone@127.0.0.1:${sipPort}`;
  const callId = randomBytes(8).toString('hex');
  const from = `<sip:bench@${peer.address}>;tag=bench`;
  const contact = `Contact: <sip:bench@${peer.address}>`;
  const parts = (branch: string, toValue: string, cseq: number) => ({
    via: `SIP/2.0/UDP ${peer.address};branch=z9hG4bK${callId}${branch};rport`, from, to: toValue, callId, cseq, headers: [contact],
  });
  const invite = requestText('INVITE', uri, { ...parts('i', `<${uri}>`, 1), body: offer });
  try {
    const answered = peer.response(200, ANSWER_WITHIN_MS);
    peer.send(invite, to);
    const { message } = await answered;
    const answer = message.body.toString('utf8');
    const rtpPort = Number(/m=audio (\d+)/.exec(answer)?.[1]);
    if (!(rtpPort > 0)) throw new Error(`no audio in the answer:\n${answer}`);
    const remote = message.headers.find(({ name }) => name === 'to')?.value ?? `<${uri}>`;
    const target = message.contacts[0]?.uri.text ?? uri;
    peer.send(requestText('ACK', target, parts('a', remote, 1)), to);
    return {
      rtpPort,
      end: async () => {
        const closed = peer.response(200, 2_000).catch(() => undefined);
        peer.send(requestText('BYE', target, parts('b', remote, 2)), to);
        await closed;
        peer.close();
      },
    };
  } catch (error) {
    peer.close();
    throw error;
  }
}
