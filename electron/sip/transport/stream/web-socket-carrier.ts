import type { Socket } from 'node:net';
import WebSocket, { type RawData } from 'ws';
import { hostInUri } from '../../parser';
import { ConnectError } from '../connect-error';
import { type Hop, isSecured } from '../hop';
import { type Carrier, type CarrierEvents, PONG } from './carrier';
import { MAX_MESSAGE_BYTES } from './message-stream';

const SUBPROTOCOL = 'sip';
const DEFAULT_PATH = '/';

/**
 * SIP over WebSocket (RFC 7118) on a connection that stands: the handshake with the subprotocol `sip`, then one message in
 * each WebSocket message, text or binary. Rejects with a ConnectError where the server wants none of it.
 */
export function openWebSocketCarrier(socket: Socket, hop: Hop, events: CarrierEvents): Promise<Carrier> {
  const url = `${isSecured(hop) ? 'wss' : 'ws'}://${hostInUri(hop.serverName ?? hop.host)}:${hop.port}${hop.path ?? DEFAULT_PATH}`;
  return new Promise((resolve, reject) => {
    const refused = (error: unknown): void => reject(new ConnectError('no-websocket', `no SIP over WebSocket at ${url} (${error instanceof Error ? error.message : String(error)})`.slice(0, 300)));
    let webSocket: WebSocket;
    try {
      webSocket = new WebSocket(url, [SUBPROTOCOL], {
        createConnection: () => socket, perMessageDeflate: false, followRedirects: false, maxPayload: MAX_MESSAGE_BYTES,
        // Old servers write Latin-1 into names; the parser minds that better than a closed connection would.
        skipUTF8Validation: true,
      });
    } catch (error) {
      return refused(error);
    }
    let isOpen = false;
    webSocket.on('error', (error) => (isOpen ? events.onBroken(error.message) : refused(error)));
    webSocket.on('close', () => (isOpen ? events.onBroken('closed by the server') : refused('closed by the server')));
    webSocket.on('pong', () => events.onSign(true));
    webSocket.on('ping', () => events.onSign(false));
    webSocket.on('message', (data) => receive(webSocket, bytesOf(data), events));
    webSocket.on('open', () => {
      isOpen = true;
      resolve({
        mustPong: true,
        // The callback keeps a failed write from being thrown; the socket's own events tell of it.
        send: (message) => webSocket.send(message, { binary: false }, () => {}),
        ping: () => webSocket.ping(undefined, undefined, () => {}),
        unsentBytes: () => webSocket.bufferedAmount,
      });
    });
  });
}

/** RFC 7118 6 allows the keep-alive of RFC 5626 in messages of its own as well: a double CRLF is answered by one. */
function receive(webSocket: WebSocket, bytes: Buffer, events: CarrierEvents): void {
  const isOnlyBreaks = bytes.every((byte) => byte === 13 || byte === 10);
  events.onSign(isOnlyBreaks && bytes.length === PONG.length);
  if (!isOnlyBreaks) events.onMessage(bytes);
  else if (bytes.length >= 2 * PONG.length) webSocket.send(PONG, { binary: false }, () => {});
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
