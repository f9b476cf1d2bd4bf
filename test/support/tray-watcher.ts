import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { socketPathOf } from '../../electron/main/desktop/session-bus';

const run = promisify(execFile);

export interface TrayEntry { id: number; label: string; enabled: boolean }

/**
 * A desktop's tray without the desktop: a private session bus on which this process owns the name of the
 * StatusNotifier watcher. Start the app with `busAddress` as DBUS_SESSION_BUS_ADDRESS; read and click its tray menu here.
 * Needs the programs dbus-daemon and gdbus (Debian: dbus, libglib2.0-bin).
 */
export class TrayWatcher {
  private items: string[] = [];

  private constructor(readonly busAddress: string, private readonly daemon: ChildProcess, private readonly socket: Socket) {}

  static async start(): Promise<TrayWatcher> {
    const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const address = await new Promise<string>((resolve, reject) => {
      daemon.once('error', reject);
      daemon.once('exit', (code) => reject(new Error(`dbus-daemon ended with ${code}`)));
      daemon.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    });
    const path = socketPathOf(address);
    if (path === null) throw new Error(`no unix socket in ${address}`);
    const watcher = new TrayWatcher(address, daemon, connect(path));
    await watcher.ownName();
    return watcher;
  }

  /** Resolves with the bus name of the first tray icon. */
  async icon(withinMs = 5_000): Promise<string> {
    for (let waitedMs = 0; waitedMs < withinMs; waitedMs += 50) {
      const [first] = this.items;
      if (first !== undefined) return first;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('no tray icon appeared');
  }

  async toolTip(): Promise<string> {
    const text = await this.call('/StatusNotifierItem', 'org.freedesktop.DBus.Properties.Get', 'org.kde.StatusNotifierItem', 'ToolTip');
    return /'(Sidetone[^']*)'/.exec(text)?.[1] ?? '';
  }

  /** All entries that have a label, submenus included. */
  async menu(): Promise<TrayEntry[]> {
    const text = await this.call('/com/canonical/dbusmenu', 'com.canonical.dbusmenu.GetLayout', '0', '-1', '@as []');
    return [...text.matchAll(/\((?:int32 )?(\d+), \{([^}]*)\}/g)].flatMap(([, id = '', properties = '']) => {
      const label = /'label': <(?:'([^']*)'|"([^"]*)")>/.exec(properties);
      return label ? [{ id: Number(id), label: label[1] ?? label[2] ?? '', enabled: !properties.includes("'enabled': <false>") }] : [];
    });
  }

  /** Clicks the entry whose label begins so, as a hand on the tray would. */
  async click(label: string): Promise<void> {
    const entry = (await this.menu()).find((each) => each.label.startsWith(label));
    if (!entry) throw new Error(`the tray menu has no "${label}"`);
    try {
      await this.call('/com/canonical/dbusmenu', 'com.canonical.dbusmenu.Event', String(entry.id), 'clicked', "<''>", 'uint32 0');
    } catch (error) {
      // An app that was told to quit is gone before it answers.
      if (!String(error).includes('NoReply')) throw error;
    }
  }

  async dispose(): Promise<void> {
    this.socket.destroy();
    const gone = new Promise((resolve) => this.daemon.once('exit', resolve));
    if (this.daemon.exitCode === null && this.daemon.kill()) await gone;
  }

  private async call(path: string, method: string, ...args: string[]): Promise<string> {
    const { stdout } = await run('gdbus', ['call', '--address', this.busAddress, '--dest', await this.icon(), '--object-path', path, '--method', method, '--', ...args]);
    return stdout;
  }

  /** Says hello, takes the name, and from then on answers every call: properties are true, all else is done. */
  private ownName(): Promise<void> {
    const { socket } = this;
    let waiting = Buffer.alloc(0);
    let authenticated = false;
    socket.on('error', () => undefined);
    socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')}\r\n`);
    return new Promise((resolve) => {
      socket.on('data', (data) => {
        waiting = Buffer.concat([waiting, data]);
        if (!authenticated) {
          const end = waiting.indexOf('\r\n');
          if (end < 0) return;
          authenticated = true;
          waiting = waiting.subarray(end + 2);
          socket.write('BEGIN\r\n');
          socket.write(busCall('Hello', '', Buffer.alloc(0)));
          socket.write(busCall('RequestName', 'su', Buffer.concat([aligned(text('org.kde.StatusNotifierWatcher'), 4), word(0)])));
        }
        for (let message = take(waiting); message; message = take(waiting)) {
          waiting = waiting.subarray(message.bytes);
          if (message.type === RETURN && message.replyTo === 2) resolve();
          if (message.type !== CALL) continue;
          if (message.member === 'RegisterStatusNotifierItem') this.items.push(message.sender);
          socket.write(answerTo(message));
        }
      });
    });
  }
}

const CALL = 1;
const RETURN = 2;
interface Message { bytes: number; type: number; serial: number; replyTo: number; sender: string; member: string }

let serial = 0;
function busCall(member: string, signature: string, body: Buffer): Buffer {
  const bus = text('org.freedesktop.DBus');
  return message(CALL, [field(1, 'o', text('/org/freedesktop/DBus')), field(6, 's', bus), field(2, 's', bus), field(3, 's', text(member)), ...(signature ? [field(8, 'g', signed(signature))] : [])], body);
}

function answerTo({ serial: replyTo, sender, member }: Message): Buffer {
  const isProperty = member === 'Get';
  const fields = [field(5, 'u', word(replyTo)), field(6, 's', text(sender)), ...(isProperty ? [field(8, 'g', signed('v'))] : [])];
  return message(RETURN, fields, isProperty ? Buffer.concat([aligned(signed('b'), 4), word(1)]) : Buffer.alloc(0));
}

/** D-Bus specification, "Message Format", little endian. */
function message(type: number, fields: readonly Buffer[], body: Buffer): Buffer {
  const array = fields.reduce((all, each) => Buffer.concat([aligned(all, 8), each]), Buffer.alloc(0));
  const head = Buffer.concat([Buffer.from([0x6c, type, 0, 1]), word(body.length), word((serial += 1)), word(array.length), array]);
  return Buffer.concat([aligned(head, 8), body]);
}

function take(bytes: Buffer): Message | null {
  if (bytes.length < 16) return null;
  const fieldsEnd = 16 + bytes.readUInt32LE(12);
  const end = ((fieldsEnd + 7) & ~7) + bytes.readUInt32LE(4);
  if (bytes.length < end) return null;
  const found: Message = { bytes: end, type: bytes[1] ?? 0, serial: bytes.readUInt32LE(8), replyTo: 0, sender: '', member: '' };
  for (let at = 16; at < fieldsEnd;) {
    at = (at + 7) & ~7;
    const code = bytes[at];
    const signature = String.fromCharCode(bytes[at + 2] ?? 0);
    at += 4;
    if (signature === 'g') {
      at += (bytes[at] ?? 0) + 2;
    } else {
      at = (at + 3) & ~3;
      const value = bytes.readUInt32LE(at);
      if (code === 5) found.replyTo = value;
      if (code === 3) found.member = bytes.toString('utf8', at + 4, at + 4 + value);
      if (code === 7) found.sender = bytes.toString('utf8', at + 4, at + 4 + value);
      at += signature === 'u' ? 4 : value + 5;
    }
  }
  return found;
}

function field(code: number, signature: string, value: Buffer): Buffer {
  const head = Buffer.from([code, 1, signature.charCodeAt(0), 0]);
  return Buffer.concat([head, value]);
}
function text(value: string): Buffer {
  return Buffer.concat([word(Buffer.byteLength(value)), Buffer.from(`${value}\0`)]);
}
function signed(value: string): Buffer {
  return Buffer.from(`${String.fromCharCode(value.length)}${value}\0`, 'latin1');
}
function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function aligned(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
}
