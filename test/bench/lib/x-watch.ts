import { connect, type Socket } from 'node:net';
import { nowMs, sleep } from './report';

/** A top-level window that appeared on the display. */
export interface Mapped { readonly window: number; readonly width: number; readonly height: number; readonly atMs: number }

const CREATE_NOTIFY = 16;
const UNMAP_NOTIFY = 18;
const MAP_NOTIFY = 19;
const CONFIGURE_NOTIFY = 22;
const SETUP = Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const CHANGE_WINDOW_ATTRIBUTES = 2;
const CW_EVENT_MASK = 0x800;
const SUBSTRUCTURE_NOTIFY = 0x80000;

/**
 * Watches an X display from outside the app: when top-level windows are mapped, by the server's own events
 * (X11 protocol, "SubstructureNotify"). Without a window manager every top-level window is a child of the root.
 */
export class XWatch {
  readonly mapped: Mapped[] = [];
  private readonly sizes = new Map<number, { width: number; height: number }>();
  private readonly visible = new Set<number>();
  private waiting = Buffer.alloc(0);
  private isSetUp = false;

  private constructor(private readonly socket: Socket, private readonly ready: () => void) {
    socket.on('error', () => undefined);
    socket.on('data', (data) => this.take(data));
    socket.write(SETUP);
  }

  /** `display`: e.g. ":99", one that this machine's user may open without a cookie. */
  static open(display: string): Promise<XWatch> {
    return new Promise((resolve, reject) => {
      const socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`);
      socket.once('error', reject);
      const watch: XWatch = new XWatch(socket, () => resolve(watch));
    });
  }

  /** The first window mapped at or after `sinceMs` that fits. */
  async next(fits: (window: Mapped) => boolean, sinceMs: number, withinMs = 20_000): Promise<Mapped> {
    for (const untilMs = nowMs() + withinMs; nowMs() < untilMs; await sleep(5)) {
      const found = this.mapped.find((window) => window.atMs >= sinceMs && fits(window));
      if (found !== undefined) return found;
    }
    throw new Error(`no such window within ${withinMs} ms; mapped: ${JSON.stringify(this.mapped.slice(-5))}`);
  }

  isVisible(window: Mapped): boolean {
    return this.visible.has(window.window);
  }

  dispose(): void {
    this.socket.destroy();
  }

  private take(data: Buffer): void {
    const atMs = nowMs();
    this.waiting = Buffer.concat([this.waiting, data]);
    if (!this.isSetUp) {
      if (this.waiting.length < 8 || this.waiting.length < 8 + this.waiting.readUInt16LE(6) * 4) return;
      this.askForEvents(this.waiting);
      this.waiting = this.waiting.subarray(8 + this.waiting.readUInt16LE(6) * 4);
      this.isSetUp = true;
      this.ready();
    }
    for (; this.waiting.length >= 32; this.waiting = this.waiting.subarray(32)) this.event(this.waiting, atMs);
  }

  private askForEvents(setup: Buffer): void {
    const vendorBytes = (setup.readUInt16LE(24) + 3) & ~3;
    const root = setup.readUInt32LE(40 + vendorBytes + (setup[29] ?? 0) * 8);
    const request = Buffer.alloc(16);
    request[0] = CHANGE_WINDOW_ATTRIBUTES;
    request.writeUInt16LE(4, 2);
    request.writeUInt32LE(root, 4);
    request.writeUInt32LE(CW_EVENT_MASK, 8);
    request.writeUInt32LE(SUBSTRUCTURE_NOTIFY, 12);
    this.socket.write(request);
  }

  private event(bytes: Buffer, atMs: number): void {
    const window = bytes.readUInt32LE(8);
    switch ((bytes[0] ?? 0) & 0x7f) {
      case CREATE_NOTIFY: this.sizes.set(window, { width: bytes.readUInt16LE(16), height: bytes.readUInt16LE(18) }); break;
      case CONFIGURE_NOTIFY: this.sizes.set(window, { width: bytes.readUInt16LE(20), height: bytes.readUInt16LE(22) }); break;
      case UNMAP_NOTIFY: this.visible.delete(window); break;
      case MAP_NOTIFY:
        this.visible.add(window);
        this.mapped.push({ window, ...(this.sizes.get(window) ?? { width: 0, height: 0 }), atMs });
        break;
    }
  }
}
