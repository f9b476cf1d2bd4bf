import { sdp } from '../../support/sip/phone';
import { requestText, type ScriptedPeer } from '../../support/sip/scripted-peer';
import { ofCall } from '../lib/of-call';
import { nowMs, sleep } from '../lib/report';

let serial = 0;

/** Names of the figures, the same for every subject. */
export const RINGING = 'INVITE received to 180 sent';
export const DIALLING = 'dial asked for to INVITE on the wire';

/** One call that rings and is given up. */
export interface RungCall { readonly sentAtMs: number; readonly ringingMs: number }

/** Calls `uri` from the server, waits for the 180, cancels once `whileRinging` is done. */
export async function ringOnce(server: ScriptedPeer, to: { address: string; port: number }, uri: string, whileRinging: (sentAtMs: number) => Promise<void> = async () => undefined): Promise<RungCall> {
  const call = ++serial;
  const parts = {
    via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKbench${call};rport`, from: '"Bench" <sip:0612345678@example.com>;tag=1', to: `<${uri}>`, callId: `bench-${call}`,
    headers: [`Contact: <sip:bench@${server.address}>`],
  };
  const sentAtMs = nowMs();
  const startedAtMs = performance.now();
  server.send(requestText('INVITE', uri, { ...parts, body: sdp() }), to);
  const ringingMs = (await ofCall(parts.callId, () => server.response(180))).atMs - startedAtMs;
  await whileRinging(sentAtMs);
  server.send(requestText('CANCEL', uri, parts), to);
  const refused = await ofCall(parts.callId, () => server.response(487));
  server.send(requestText('ACK', uri, { ...parts, to: refused.message.to.text }), to);
  await sleep(10);
  return { sentAtMs, ringingMs };
}
