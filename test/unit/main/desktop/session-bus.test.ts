import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { busNameHasOwner, socketPathOf, takeMessage } from '../../../../electron/main/desktop/session-bus';
import { trayIsVisible } from '../../../../electron/main/tray/availability';

/** A METHOD_RETURN with REPLY_SERIAL and one 32-bit word: what a bus answers to NameHasOwner. */
function reply(serial: number, word: number): Buffer {
  const message = Buffer.alloc(36);
  message.write('l', 0);
  message[1] = 2;
  message[3] = 1;
  message.writeUInt32LE(4, 4);
  message.writeUInt32LE(99, 8);
  message.writeUInt32LE(15, 12);
  Buffer.from([5, 1, 0x75, 0]).copy(message, 16);
  message.writeUInt32LE(serial, 20);
  Buffer.from([8, 1, 0x67, 0, 1, 0x62, 0]).copy(message, 24);
  message.writeUInt32LE(word, 32);
  return message;
}

const folders: string[] = [];
const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function busThat(onData: (text: string, socket: Socket) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-bus-'));
  folders.push(folder);
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (data) => onData(data.toString('latin1'), socket));
    socket.on('error', () => undefined);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(join(folder, 'bus'), resolve));
  return `unix:path=${join(folder, 'bus')},guid=1`;
}
/** Speaks as a bus does; `owned` is what it says of the name, answers come in small pieces. */
function bus(owned: boolean, heard: string[] = []) {
  return busThat((text, socket) => {
    heard.push(text);
    if (text.includes('AUTH')) socket.write('OK 1234\r\n');
    if (!text.includes('NameHasOwner')) return;
    for (const byte of Buffer.concat([reply(1, 12), reply(2, owned ? 1 : 0)])) socket.write(Buffer.from([byte]));
  });
}

describe('asking the session bus', () => {
  it.each([true, false])('learns whether a name has an owner: %s', async (owned) => {
    const heard: string[] = [];
    expect(await busNameHasOwner(await bus(owned, heard), 'org.kde.StatusNotifierWatcher', 2_000)).toBe(owned);
    expect(heard.join('')).toMatch(/AUTH EXTERNAL [0-9a-f]+\r\n/);
    expect(heard.join('')).toContain('org.kde.StatusNotifierWatcher');
  });

  it('takes silence, refusal, nonsense and absence for no', async () => {
    expect(await busNameHasOwner(await busThat(() => undefined), 'a.b', 50)).toBe(false);
    expect(await busNameHasOwner(await busThat((_text, socket) => socket.write('REJECTED\r\n')), 'a.b', 2_000)).toBe(false);
    expect(await busNameHasOwner(await busThat((_text, socket) => socket.end('OK\r\n\xff\xff')), 'a.b', 2_000)).toBe(false);
    expect(await busNameHasOwner(await busThat((_text, socket) => socket.write(Buffer.concat([Buffer.from('OK 1\r\n'), Buffer.alloc(64, 0xff)]))), 'a.b', 100)).toBe(false);
    expect(await busNameHasOwner('unix:path=/no/such/bus', 'a.b', 2_000)).toBe(false);
    expect(await busNameHasOwner(undefined, 'a.b', 2_000)).toBe(false);
  });

  it('reads bus addresses', () => {
    expect(socketPathOf('unix:path=/run/user/1000/bus')).toBe('/run/user/1000/bus');
    expect(socketPathOf('tcp:host=x;unix:abstract=/tmp/dbus%2dx,guid=1')).toBe('\0/tmp/dbus-x');
    for (const address of [undefined, '', 'disabled:', 'tcp:host=localhost']) expect(socketPathOf(address)).toBeNull();
  });

  it('waits for the whole of a message', () => {
    const whole = reply(2, 1);
    expect(takeMessage(whole.subarray(0, 35))).toBeNull();
    expect(takeMessage(whole)).toEqual({ bytes: 36, type: 2, replySerial: 2, firstBodyWord: 1 });
  });

  it('trusts the tray of Windows and macOS, and on Linux only one that somebody watches', async () => {
    expect(await trayIsVisible('win32', undefined)).toBe(true);
    expect(await trayIsVisible('darwin', undefined)).toBe(true);
    expect(await trayIsVisible('linux', undefined)).toBe(false);
    expect(await trayIsVisible('linux', await bus(true))).toBe(true);
  });
});
