import { connect, type Socket } from 'node:net';

/** Just enough of D-Bus to ask who owns a name: no library, no child process, gone after the answer. */

/** The path of the first unix transport in a bus address ("unix:path=/run/user/1000/bus,guid=..."); null where there is none. */
export function socketPathOf(busAddress: string | undefined): string | null {
  for (const transport of (busAddress ?? '').split(';')) {
    const [kind, pairs = ''] = transport.split(':', 2);
    if (kind !== 'unix') continue;
    for (const pair of pairs.split(',')) {
      const [key, value = ''] = pair.split('=', 2);
      const path = value.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      if (key === 'path') return path;
      if (key === 'abstract') return `\0${path}`;
    }
  }
  return null;
}

/** Whether some program owns a well-known name on the session bus; false on any trouble and after `timeoutMs`. */
export function busNameHasOwner(busAddress: string | undefined, name: string, timeoutMs: number): Promise<boolean> {
  const path = socketPathOf(busAddress);
  if (path === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(path);
    const timer = setTimeout(() => finish(false), timeoutMs);
    function finish(answer: boolean): void {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    }
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    converse(socket, name, finish);
  });
}

function converse(socket: Socket, name: string, finish: (answer: boolean) => void): void {
  const user = Buffer.from(String(process.getuid?.() ?? 0), 'ascii').toString('hex');
  let authenticated = false;
  let waiting = Buffer.alloc(0);
  socket.once('connect', () => socket.write(`\0AUTH EXTERNAL ${user}\r\n`));
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    if (waiting.length > 65_536) { finish(false); return; }
    if (!authenticated) {
      const end = waiting.indexOf('\r\n');
      if (end < 0) return;
      if (!waiting.toString('latin1', 0, end).startsWith('OK ')) { finish(false); return; }
      authenticated = true;
      waiting = waiting.subarray(end + 2);
      socket.write('BEGIN\r\n');
      socket.write(methodCall(1, 'Hello', null));
      socket.write(methodCall(2, 'NameHasOwner', name));
    }
    for (;;) {
      const message = takeMessage(waiting);
      if (!message) return;
      waiting = waiting.subarray(message.bytes);
      if (message.replySerial === 2) { finish(message.type === METHOD_RETURN && message.firstBodyWord === 1); return; }
    }
  });
}

const METHOD_RETURN = 2;

interface BusMessage { bytes: number; type: number; replySerial: number | null; firstBodyWord: number | null }

/** D-Bus specification, "Message Format": 12 fixed bytes, an array of header fields, padding to 8, the body. */
export function takeMessage(bytes: Buffer): BusMessage | null {
  if (bytes.length < 16) return null;
  const little = bytes[0] === 0x6c;
  const word = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const bodyLength = word(4);
  const fieldsEnd = 16 + word(12);
  const bodyStart = (fieldsEnd + 7) & ~7;
  if (bodyLength > 65_536 || fieldsEnd > 65_536) return { bytes: bytes.length, type: 0, replySerial: null, firstBodyWord: null };
  if (bytes.length < bodyStart + bodyLength) return null;
  let replySerial: number | null = null;
  for (let at = 16; at + 4 <= fieldsEnd;) {
    at = (at + 7) & ~7;
    if (at + 4 > fieldsEnd) break;
    const code = bytes[at];
    const signature = bytes.toString('latin1', at + 2, at + 2 + (bytes[at + 1] ?? 0));
    at += 3 + (bytes[at + 1] ?? 0);
    if (signature === 'u') {
      at = (at + 3) & ~3;
      if (code === 5 && at + 4 <= fieldsEnd) replySerial = word(at);
      at += 4;
    } else if (signature === 's' || signature === 'o') {
      at = (at + 3) & ~3;
      at += 4 + (at + 4 <= fieldsEnd ? word(at) : 0) + 1;
    } else if (signature === 'g') {
      at += 1 + (bytes[at] ?? 0) + 1;
    } else {
      break;
    }
  }
  return { bytes: bodyStart + bodyLength, type: bytes[1] ?? 0, replySerial, firstBodyWord: bodyLength >= 4 ? word(bodyStart) : null };
}

function methodCall(serial: number, member: string, argument: string | null): Buffer {
  const fields = [
    field(1, 'o', text('/org/freedesktop/DBus')),
    field(6, 's', text('org.freedesktop.DBus')),
    field(2, 's', text('org.freedesktop.DBus')),
    field(3, 's', text(member)),
    ...(argument === null ? [] : [field(8, 'g', Buffer.from('\x01s\0', 'latin1'))]),
  ];
  let array = Buffer.alloc(0);
  for (const each of fields) array = Buffer.concat([padded(array, 8), each]);
  const body = argument === null ? Buffer.alloc(0) : text(argument);
  const head = Buffer.alloc(16);
  head.write('l', 0, 'latin1');
  head[1] = 1; // METHOD_CALL
  head[3] = 1; // protocol version
  head.writeUInt32LE(body.length, 4);
  head.writeUInt32LE(serial, 8);
  head.writeUInt32LE(array.length, 12);
  return Buffer.concat([padded(Buffer.concat([head, array]), 8), body]);
}

function field(code: number, signature: string, value: Buffer): Buffer {
  const head = Buffer.from([code, signature.length, ...Buffer.from(signature, 'latin1'), 0]);
  return Buffer.concat([signature === 'g' ? head : padded(head, 4), value]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  const head = Buffer.alloc(4);
  head.writeUInt32LE(bytes.length);
  return Buffer.concat([head, bytes, Buffer.from([0])]);
}

function padded(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
}
