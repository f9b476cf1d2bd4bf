import { sdp } from '../../support/sip/phone';
import { requestText, type ScriptedPeer } from '../../support/sip/scripted-peer';
import { ofCall } from '../lib/of-call';
import { nowMs, sleep } from '../lib/report';

let serial = 0;

/** Names of the figures, the same for every subject. */
export const RINGING = 'INVITE received to 180 sent';
export const DIALLING = 'dial asked for to INVITE on the wire';

export const SETTING_UP = 'dial asked for to ACK on the wire, answered at once';

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

/** Answers the call that `dial` makes with 200 at once and ends it when the ACK is there: ms from `dial` to the ACK. */
export async function setUpOnce(server: ScriptedPeer, dial: () => void): Promise<number> {
  const startedAtMs = performance.now();
  dial();
  const invite = await server.request('INVITE', 10_000);
  const { callId, from, to, contacts } = invite.message;
  server.reply(invite, 200, { contact: `<sip:bob@${server.address}>`, toTag: `up${++serial}`, sdp: sdp() });
  const ack = await ofCall(callId, () => server.request('ACK', 10_000));
  const uri = contacts[0]?.uri.text ?? '';
  server.send(requestText('BYE', uri, { via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKbye${serial};rport`, from: `${to.text};tag=up${serial}`, to: from.text, callId }), invite.from);
  await ofCall(callId, () => server.response(200));
  return ack.atMs - startedAtMs;
}
