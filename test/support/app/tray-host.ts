import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { stopChild, tieToUs } from '../child';
import { until } from './until';

const run = promisify(execFile);
const WATCHER = 'org.kde.StatusNotifierWatcher';
const METHOD_CALL = 1;
const METHOD_RETURN = 2;

export interface TrayMenuEntry { id: number; label: string; enabled: boolean; checked: boolean | null }

/**
 * A session bus with a panel on it, as far as a tray icon can tell: it takes icons (StatusNotifierItem) and clicks in
 * their menus (com.canonical.dbusmenu).
 */
export class TrayHost {
  private bytes = Buffer.alloc(0);
  private authenticated = false;
  private serial = 0;
  private item: { sender: string; service: string } | null = null;

  private constructor(readonly address: string, private readonly daemon: ChildProcess, private readonly socket: Socket) {
    socket.on('data', (data) => this.take(data));
    socket.on('error', () => {});
    socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')}\r\n`);
  }

  static async start(folder: string): Promise<TrayHost> {
    const daemon = tieToUs(spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1', `--address=unix:dir=${folder}`], { stdio: ['ignore', 'pipe', 'ignore'] }));
    let printed = '';
    daemon.stdout.on('data', (data: Buffer) => { printed += data.toString(); });
    const address = await until('a session bus', () => /^unix:\S+\n/.exec(printed)?.[0].trim());
    const path = /path=([^,]+)/.exec(address)?.[1] ?? '';
    const host = new TrayHost(address, daemon, connect(path));
    await until('the watcher is on the bus', async () => (await host.send('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner', `string:${WATCHER}`)).includes('boolean true'));
    return host;
  }

  /** An icon was put into the tray. */
  iconShown(withinMs = 10_000): Promise<unknown> {
    return until('a tray icon', () => this.item !== null, withinMs);
  }

  /** The lines of its menu, those of submenus after their parent. */
  async menu(): Promise<TrayMenuEntry[]> {
    const text = await this.call('com.canonical.dbusmenu.GetLayout', 'int32:0', 'int32:-1', 'array:string:label,enabled,toggle-state');
    return text.split(/struct \{\n/).slice(1).flatMap((block) => {
      const id = /int32 (\d+)/.exec(block)?.[1];
      const label = /string "label"\s+variant\s+string "(.*)"/.exec(block)?.[1];
      if (id === undefined || label === undefined) return [];
      const toggle = /string "toggle-state"\s+variant\s+int32 (-?\d)/.exec(block)?.[1];
      return [{ id: Number(id), label: label.replaceAll('__', '_'), enabled: !/string "enabled"\s+variant\s+boolean false/.test(block), checked: toggle === undefined ? null : toggle === '1' }];
    });
  }

  /** Clicks the line of the menu whose words fit, as soon as there is one; again where the menu was renewed between look and click. */
  async click(words: RegExp): Promise<void> {
    await until(`a click on the menu line ${String(words)}`, async () => {
      const entry = (await this.menu()).find(({ label, enabled }) => enabled && words.test(label));
      if (entry === undefined) return false;
      return this.call('com.canonical.dbusmenu.Event', `int32:${entry.id}`, 'string:clicked', 'variant:string:', 'uint32:0').then(() => true, () => false);
    });
  }

  async dispose(): Promise<void> {
    this.socket.destroy();
    await stopChild(this.daemon);
  }

  private async call(method: string, ...args: string[]): Promise<string> {
    if (this.item === null) throw new Error('no tray icon');
    const path = await this.menuPath();
    return this.send(this.item.sender, path, method, ...args);
  }

  private async menuPath(): Promise<string> {
    if (this.item === null) throw new Error('no tray icon');
    const text = await this.send(this.item.sender, '/StatusNotifierItem', 'org.freedesktop.DBus.Properties.Get', 'string:org.kde.StatusNotifierItem', 'string:Menu');
    const path = /object path "(.*)"/.exec(text)?.[1];
    if (path === undefined) throw new Error(`no menu: ${text}`);
    return path;
  }

  private async send(destination: string, path: string, method: string, ...args: string[]): Promise<string> {
    const { stdout } = await run('dbus-send', [`--bus=${this.address}`, '--print-reply', '--reply-timeout=5000', `--dest=${destination}`, path, method, ...args]);
    return stdout;
  }

  private take(data: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, data]);
    if (!this.authenticated) {
      const end = this.bytes.indexOf('\r\n');
      if (end < 0) return;
      this.authenticated = true;
      this.bytes = this.bytes.subarray(end + 2);
      this.socket.write('BEGIN\r\n');
      this.write(METHOD_CALL, [objectField(1, '/org/freedesktop/DBus'), textField(3, 'Hello'), textField(6, 'org.freedesktop.DBus')]);
      this.write(METHOD_CALL, [objectField(1, '/org/freedesktop/DBus'), textField(2, 'org.freedesktop.DBus'), textField(3, 'RequestName'), textField(6, 'org.freedesktop.DBus'), signatureField('su')],
        aligned(text(WATCHER), 4, word(0)));
    }
    for (let message = takeMessage(this.bytes); message !== null; message = takeMessage(this.bytes)) {
      this.bytes = this.bytes.subarray(message.length);
      if (message.type === METHOD_CALL) this.answer(message);
    }
  }

  private answer({ member, sender, serial, body }: Message): void {
    const to = [numberField(5, serial), textField(6, sender)];
    if (member === 'RegisterStatusNotifierItem') this.item = { sender, service: body.toString('utf8', 4, 4 + body.readUInt32LE(0)) };
    // The one property an icon asks for: whether a panel is there. Type variant of boolean.
    if (member === 'Get') this.write(METHOD_RETURN, [...to, signatureField('v')], Buffer.concat([Buffer.from([1]), Buffer.from('b\0\0', 'latin1'), word(1)]));
    else this.write(METHOD_RETURN, to);
  }

  /** D-Bus specification, "Message Format". */
  private write(type: number, fields: readonly Buffer[], body: Buffer = Buffer.alloc(0)): void {
    const array = fields.reduce((all, field) => aligned(all, 8, field), Buffer.alloc(0));
    const head = Buffer.concat([Buffer.from([0x6c, type, 0, 1]), word(body.length), word(this.serial += 1), word(array.length)]);
    this.socket.write(aligned(Buffer.concat([head, array]), 8, body));
  }
}

interface Message { length: number; type: number; serial: number; member: string; sender: string; body: Buffer }

function takeMessage(bytes: Buffer): Message | null {
  if (bytes.length < 16) return null;
  const bodyLength = bytes.readUInt32LE(4);
  const fieldsEnd = 16 + bytes.readUInt32LE(12);
  const bodyStart = (fieldsEnd + 7) & ~7;
  if (bytes.length < bodyStart + bodyLength) return null;
  const found = new Map<number, string>();
  for (let at = 16; at + 4 <= fieldsEnd;) {
    at = (at + 7) & ~7;
    const code = bytes[at] ?? 0;
    const kind = String.fromCharCode(bytes[at + 2] ?? 0);
    at += 4;
    if (kind === 'g') {
      at += 2 + (bytes[at] ?? 0);
    } else if (kind === 'u') {
      at += 4;
    } else {
      const size = bytes.readUInt32LE(at);
      found.set(code, bytes.toString('utf8', at + 4, at + 4 + size));
      at += 5 + size;
    }
  }
  return {
    length: bodyStart + bodyLength, type: bytes[1] ?? 0, serial: bytes.readUInt32LE(8), member: found.get(3) ?? '', sender: found.get(7) ?? '',
    body: bytes.subarray(bodyStart, bodyStart + bodyLength),
  };
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([word(Buffer.byteLength(value)), Buffer.from(value), Buffer.from([0])]);
}

const textField = (code: number, value: string): Buffer => Buffer.concat([Buffer.from([code, 1]), Buffer.from('s\0', 'latin1'), text(value)]);
const objectField = (code: number, value: string): Buffer => Buffer.concat([Buffer.from([code, 1]), Buffer.from('o\0', 'latin1'), text(value)]);
const numberField = (code: number, value: number): Buffer => Buffer.concat([Buffer.from([code, 1]), Buffer.from('u\0', 'latin1'), word(value)]);
const signatureField = (value: string): Buffer => Buffer.concat([Buffer.from([8, 1]), Buffer.from('g\0', 'latin1'), Buffer.from([value.length]), Buffer.from(`${value}\0`, 'latin1')]);

/** `more` behind `bytes`, begun at a multiple of `to`. */
function aligned(bytes: Buffer, to: number, more: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to), more]);
}
