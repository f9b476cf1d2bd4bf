import type { AudioDevice } from '../../electron/contract/audio';
import type { DeviceChoice } from '../../electron/contract/settings';

/** The devices of the machine; pseudo devices (`default`, `communications`) are left out of the lists. */
export interface DeviceList {
  microphones: AudioDevice[];
  speakers: AudioDevice[];
  /** What the system calls its default now; null where there is no device at all. */
  defaultMicrophone: string | null;
  defaultSpeaker: string | null;
}

export type DeviceInfo = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>;

const PSEUDO = new Set(['default', 'communications', '']);

/** Sorts out what enumerateDevices() answered. */
export function toDeviceList(infos: readonly DeviceInfo[]): DeviceList {
  const of = (kind: MediaDeviceKind): AudioDevice[] =>
    infos.filter((info) => info.kind === kind && !PSEUDO.has(info.deviceId)).map((info) => ({ id: info.deviceId, name: info.label }));
  const microphones = of('audioinput');
  const speakers = of('audiooutput');
  return {
    microphones, speakers,
    defaultMicrophone: defaultName(infos, 'audioinput', microphones),
    defaultSpeaker: defaultName(infos, 'audiooutput', speakers),
  };
}

/** Windows and macOS say "Default - Headset", Linux only "Default": there the one device gives its name, if it is one. */
function defaultName(infos: readonly DeviceInfo[], kind: MediaDeviceKind, devices: readonly AudioDevice[]): string | null {
  const label = infos.find((info) => info.kind === kind && info.deviceId === 'default')?.label ?? null;
  if (devices.length === 0) return null;
  if (label !== null && / - /.test(label)) return label.slice(label.indexOf(' - ') + 3);
  return devices.length === 1 ? devices[0]?.name ?? null : label ?? devices[0]?.name ?? null;
}

/**
 * The device a choice means now; null = the system's default. A name outlives an id (another port, another start),
 * and an id tells two headsets of one name apart.
 */
export function findDevice(choice: DeviceChoice, devices: readonly AudioDevice[]): AudioDevice | null {
  if (choice === null) return null;
  return devices.find((device) => device.id === choice.id && device.name === choice.name)
    ?? devices.find((device) => device.name === choice.name)
    ?? devices.find((device) => device.id === choice.id)
    ?? null;
}

export function sameList(a: DeviceList, b: DeviceList): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const POLL_MS = 700;
/** While nothing is played or heard; a device list costs a few ms. */
const QUIET_POLL_MS = 10_000;
/**
 * Chromium keeps the stream of a device for 5 s after its use. PulseAudio has moved the stream of a device that was
 * pulled out to another one, and there it would play if it were used again: a speaker that comes back is left alone so long.
 */
const RETURN_AFTER_MS = 6_000;

/**
 * Watches the devices. On Linux `devicechange` comes late or never (it follows udev, not the sound server), but asking
 * for the list, a few ms, notices; so while sound runs the list is asked for again and again, and now and then where
 * none does, so that a sound server that went away is known before the next call has to ring.
 */
export class DeviceWatch {
  private list: DeviceList | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  private quick = false;
  private returnTimer: ReturnType<typeof setTimeout> | null = null;
  /** When speakers went away, by id. */
  private readonly gone = new Map<string, number>();

  constructor(private readonly media: Pick<MediaDevices, 'enumerateDevices' | 'addEventListener' | 'removeEventListener'>, private readonly onChanged: (list: DeviceList) => void) {
    media.addEventListener('devicechange', this.changed);
    this.look(QUIET_POLL_MS);
  }

  /** null before the first look. */
  get current(): DeviceList | null {
    return this.list;
  }

  /** Looks now, and tells onChanged if the list is another. */
  async refresh(): Promise<void> {
    let next: DeviceList;
    try {
      next = this.withoutReturning(toDeviceList(await this.media.enumerateDevices()));
    } catch {
      // The browser side is restarting its audio service: the next look will tell.
      return;
    }
    if (this.list !== null && sameList(next, this.list)) return;
    this.list = next;
    this.onChanged(next);
  }

  /** Looks every 700 ms while `on`, seldom else. */
  poll(on: boolean): void {
    if (on === this.quick) return;
    this.quick = on;
    this.look(on ? POLL_MS : QUIET_POLL_MS);
  }

  dispose(): void {
    if (this.timer !== null) clearInterval(this.timer);
    if (this.returnTimer !== null) clearTimeout(this.returnTimer);
    this.media.removeEventListener('devicechange', this.changed);
  }

  private look(everyMs: number): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = setInterval(this.changed, everyMs);
  }

  private withoutReturning(list: DeviceList): DeviceList {
    const now = performance.now();
    for (const { id } of this.list?.speakers ?? []) {
      if (!list.speakers.some((speaker) => speaker.id === id)) this.gone.set(id, now);
    }
    const speakers = list.speakers.filter(({ id }) => {
      const since = this.gone.get(id);
      if (since !== undefined && now - since < RETURN_AFTER_MS) return false;
      this.gone.delete(id);
      return true;
    });
    if (speakers.length === list.speakers.length) return list;
    this.returnTimer ??= setTimeout(() => {
      this.returnTimer = null;
      void this.refresh();
    }, RETURN_AFTER_MS);
    return { ...list, speakers };
  }

  private readonly changed = (): void => { void this.refresh(); };
}
