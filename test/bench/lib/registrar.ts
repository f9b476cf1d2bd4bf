import { createSocket } from 'node:dgram';
import { buildReply } from '../../../electron/sip/transport/replies';
import { parseMessage } from '../../../electron/sip/parser';

/** Says yes to every request, in the shortest way there is: for phones that shall be registered and left alone. */
export async function startRegistrar(): Promise<{ address: string; dispose: () => Promise<void> }> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => { socket.bind(0, '127.0.0.1', resolve); });
  socket.on('message', (bytes, { address, port }) => {
    const parsed = parseMessage(bytes);
    if (!parsed.ok || parsed.message.kind !== 'request') return;
    const contact = parsed.message.contacts[0]?.uri.text;
    const extra = contact === undefined ? [] : [`Contact: <${contact}>;expires=300`];
    const reply = buildReply(parsed.message.headers, { host: address, port }, 200, 'OK', extra);
    if (reply !== null) socket.send(reply, port, address);
  });
  return {
    address: `127.0.0.1:${socket.address().port}`,
    dispose: () => new Promise((resolve) => { socket.close(() => resolve()); }),
  };
}
