import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { familyOf, type Hop, hopText } from './hop';

const WAIT_MS = 1_500;
const REPEAT_MS = 500;

/** Asks a server over UDP whether it is there, from a socket of its own: whatever it answers but 503, it is. False after 1.5 s. Never rejects. */
export function answersOptions(hop: Hop): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(familyOf(hop) === 6 ? 'udp6' : 'udp4');
    let open = true;
    let repeat: NodeJS.Timeout | undefined;
    const done = (answered: boolean): void => {
      if (!open) return;
      open = false;
      clearTimeout(limit);
      clearInterval(repeat);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve(answered);
    };
    const limit = setTimeout(() => done(false), WAIT_MS);
    socket.once('error', () => done(false));
    socket.once('message', (bytes) => done(!bytes.toString('latin1', 0, 16).startsWith('SIP/2.0 503')));
    socket.connect(hop.port, hop.host, () => {
      if (!open) return;
      const { address, port } = socket.address();
      const text = optionsText(hop, { host: address, port });
      const send = (): void => socket.send(text, (error) => { if (error !== null) done(false); });
      send();
      repeat = setInterval(send, REPEAT_MS);
    });
  });
}

function optionsText(hop: Hop, own: Hop): string {
  const id = randomBytes(12).toString('hex');
  const uri = `sip:${hopText(hop)}`;
  return [
    `OPTIONS ${uri} SIP/2.0`, `Via: SIP/2.0/UDP ${hopText(own)};rport;branch=z9hG4bK${id}`, 'Max-Forwards: 70',
    `From: <sip:probe@${hopText(own)}>;tag=${id.slice(0, 8)}`, `To: <${uri}>`, `Call-ID: ${id}`, 'CSeq: 1 OPTIONS', 'Content-Length: 0', '', '',
  ].join('\r\n');
}
