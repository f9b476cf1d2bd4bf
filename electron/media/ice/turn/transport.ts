import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Log } from '../../../calls/ports/log';
import type { Endpoint } from '../../transport/endpoint';
import { StreamFramer } from './channel-data';
import { unreachable, type TurnFailure } from './failure';

export type TurnProtocol = 'udp' | 'tcp' | 'tls';

export interface TurnTransportOptions {
  readonly protocol: TurnProtocol;
  readonly server: Endpoint;
  /** As the user typed it: whom the certificate must name. */
  readonly host: string;
  readonly localAddress: string;
  readonly log: Log;
  /** One message of the server. */
  readonly onMessage: (bytes: Uint8Array) => void;
  readonly onClosed: (failure: TurnFailure) => void;
  /** Authorities to trust beside the system's, PEM; for tests and companies with their own. */
  readonly ca?: string;
}

/** The way to a TURN server. */
export interface TurnTransport {
  readonly protocol: TurnProtocol;
  send(bytes: Uint8Array): void;
  dispose(): void;
}

/** Opens at once; what is sent before the connection stands goes out when it does. Failures come by `onClosed`, once at most. */
export function openTurnTransport(options: TurnTransportOptions): TurnTransport {
  return options.protocol === 'udp' ? overUdp(options) : overStream(options);
}

function guarded({ log, onMessage }: TurnTransportOptions): (bytes: Uint8Array) => void {
  return (bytes) => {
    try {
      onMessage(bytes);
    } catch (error) {
      // Nobody outside may end the process, whatever we got wrong about what they sent.
      log.error('TURN message not handled', { detail: String(error) });
    }
  };
}

function overUdp(options: TurnTransportOptions): TurnTransport {
  const { server, localAddress, log } = options;
  const deliver = guarded(options);
  const socket = createSocket({ type: isIPv6(server.address) ? 'udp6' : 'udp4' });
  let open = true;
  socket.on('message', (bytes, from) => {
    if (open && from.port === server.port && from.address === server.address) deliver(bytes);
  });
  socket.on('error', (error) => log.debug('TURN socket error', { detail: error.message }));
  socket.bind({ address: localAddress, port: 0, exclusive: true });
  return {
    protocol: 'udp',
    send(bytes) {
      if (!open) return;
      try {
        socket.send(bytes, server.port, server.address, () => {});
      } catch {
        // An address that cannot be reached from here; the transaction runs out and says so.
      }
    },
    dispose() {
      if (!open) return;
      open = false;
      socket.close();
    },
  };
}

function overStream(options: TurnTransportOptions): TurnTransport {
  const { server, host, localAddress, protocol, ca, onClosed } = options;
  const deliver = guarded(options);
  const framer = new StreamFramer();
  const target = { host: server.address, port: server.port, localAddress, noDelay: true };
  const socket = protocol === 'tls'
    ? connectTls({ ...target, ...(isName(host) ? { servername: host } : {}), ...(ca === undefined ? {} : { ca }) })
    : connect(target);
  let open = true;
  const close = (failure: TurnFailure): void => {
    if (!open) return;
    open = false;
    socket.destroy();
    onClosed(failure);
  };
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    const messages = framer.push(chunk);
    if (messages === null) return close({ code: 'server-error', status: null, detail: 'what answers there is no TURN server' });
    for (const message of messages) if (open) deliver(message);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => close(streamFailure(error)));
  socket.on('close', () => close(unreachable('the TURN server closed the connection')));
  return {
    protocol,
    send(bytes) { if (open) socket.write(bytes); },
    dispose() {
      if (!open) return;
      open = false;
      socket.end();
      // The server may keep its half open; ours is over with what was written.
      socket.once('finish', () => socket.destroy());
      socket.unref();
    },
  };
}

function isName(host: string): boolean {
  return !isIPv6(host) && !/^[\d.]+$/.test(host);
}

function streamFailure(error: NodeJS.ErrnoException): TurnFailure {
  const code = error.code ?? '';
  const aboutCertificate = code.startsWith('CERT_') || code.startsWith('ERR_TLS_CERT') || code.includes('SIGNED_CERT') || code.startsWith('UNABLE_TO_');
  return aboutCertificate
    ? { code: 'certificate', status: null, detail: `the certificate of the TURN server is not good: ${error.message}` }
    : unreachable(`the TURN server cannot be reached: ${error.message}`);
}
