import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDisplay, type Display } from '../display';
import { Pulse } from '../sound/pulse';
import type { Recorder } from '../sound/recorder';

const USERS_OWN = '(the user\'s)';

/** The sinks of every desk. What is played into `mouth` is what the microphone hears; `far*` are those of a peer. */
export const sinks = { speaker: 'speaker', mouth: 'mouth', ringer: 'ringer', farEar: 'far_ear', farMouth: 'far_mouth' } as const;
export const MICROPHONE = 'microphone';

export interface DeskOptions {
  /** Size of the invisible screen; 'visible': the user's own screen where there is one. */
  display?: { width: number; height: number } | 'visible';
  /** false: a machine without a microphone. */
  microphone?: boolean;
}

/**
 * A desk for the app to stand on: a screen, a sound server with null sinks and a microphone, and a drawer for profiles.
 * All of its own, so that desks beside each other, and the user's own, never meet. dispose() leaves nothing behind.
 */
export class Desk {
  private readonly leavings: (() => Promise<unknown>)[] = [];

  private constructor(readonly display: Display, readonly pulse: Pulse, private readonly drawer: string) {}

  static async start(options: DeskOptions = {}): Promise<Desk> {
    const [display, pulse, drawer] = await Promise.all([
      screenFor(options.display), Pulse.start(Object.values(sinks)), mkdtemp(join(tmpdir(), 'sidetone-desk-')),
    ]);
    const desk = new Desk(display, pulse, drawer);
    try {
      await pulse.setDefaultSink(sinks.speaker);
      if (options.microphone !== false) {
        await pulse.addMicrophone(MICROPHONE, sinks.mouth);
        await pulse.setDefaultSource(MICROPHONE);
      }
      return desk;
    } catch (error) {
      await desk.dispose();
      throw error;
    }
  }

  /** The surroundings of a program on this desk: screen, sound, and a home of its own. No session bus unless one is given. */
  env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const { DBUS_SESSION_BUS_ADDRESS: _bus, ELECTRON_RUN_AS_NODE: _node, ...rest } = Object.fromEntries(inherited);
    if (this.display.name !== USERS_OWN) {
      delete rest['WAYLAND_DISPLAY'];
      rest['DISPLAY'] = this.display.name;
    }
    return { ...rest, ...this.pulse.env(), LANG: 'en_US.UTF-8', LC_ALL: 'C.UTF-8', LANGUAGE: 'en_US', ...more };
  }

  /** An empty folder, gone with the desk. */
  folder(name = 'profile'): Promise<string> {
    return mkdtemp(join(this.drawer, `${name}-`));
  }

  /** Speaks into the microphone; resolves when the last sample has been taken. */
  speak(pcm: Float32Array): Promise<void> {
    return this.pulse.play(sinks.mouth, pcm);
  }

  /** Starts to listen at a sink. */
  listen(sink: string = sinks.speaker): Promise<Recorder> {
    return this.pulse.record(`${sink}.monitor`);
  }

  /** Runs before the desk goes, the last one given first. */
  onDispose(leave: () => Promise<unknown>): void {
    this.leavings.push(leave);
  }

  async dispose(): Promise<void> {
    for (const leave of this.leavings.splice(0).reverse()) await leave().catch(() => undefined);
    await Promise.all([this.display.dispose(), this.pulse.dispose()]);
    await rm(this.drawer, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function screenFor(wanted: DeskOptions['display']): Promise<Display> {
  if (wanted !== 'visible') return startDisplay(wanted);
  const visible = process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  return visible ? Promise.resolve({ name: USERS_OWN, dispose: () => Promise.resolve() }) : startDisplay();
}
