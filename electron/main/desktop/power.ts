import type { Log } from '../../calls/ports/log';

/** What the machine does to us, by the names of Electron's powerMonitor. */
export interface PowerSource {
  on(event: PowerEvent, listener: () => void): unknown;
  off(event: PowerEvent, listener: () => void): unknown;
}
export type PowerEvent = 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen';

/** Electron's powerSaveBlocker. */
export interface SleepBlocker {
  start(type: 'prevent-app-suspension'): number;
  stop(id: number): unknown;
}

export interface PowerListener {
  /** The machine goes to sleep in a moment: there is time for one message, no more. */
  onSuspend(): void;
  /** It is awake; addresses may have changed, and every registration may be gone. */
  onResume(): void;
}

/** Sleep and wake of the machine, and staying awake while a call runs. */
export class Power {
  #blocker: number | null = null;
  readonly #stop: () => void;

  constructor(source: PowerSource, private readonly blocker: SleepBlocker, listener: PowerListener, private readonly log: Log) {
    const onSuspend = (): void => { log.info('machine suspends'); listener.onSuspend(); };
    const onResume = (): void => { log.info('machine resumes'); listener.onResume(); };
    source.on('suspend', onSuspend);
    source.on('resume', onResume);
    this.#stop = () => { source.off('suspend', onSuspend); source.off('resume', onResume); };
  }

  /** Keeps the machine from sleeping while `running`; the screen may still go dark. Idempotent. */
  setCallRunning(running: boolean): void {
    if (running === (this.#blocker !== null)) return;
    try {
      if (running) {
        this.#blocker = this.blocker.start('prevent-app-suspension');
      } else if (this.#blocker !== null) {
        this.blocker.stop(this.#blocker);
        this.#blocker = null;
      }
    } catch (error) {
      this.log.warn('sleep could not be held off', { error });
    }
  }

  dispose(): void {
    this.setCallRunning(false);
    this.#stop();
  }
}
