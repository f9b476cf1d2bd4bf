import { silentLog } from '../../electron/calls/ports';
import { startPracticeServer, type PracticeOptions, type PracticeServer } from '../../electron/practice';
import { HeadlessPhone } from './headless-phone';

/** Practice lines and whole phones on them, all taken down by clear(). */
export class PracticeRig {
  readonly #closers: (() => Promise<void>)[] = [];

  /** `numberOf`: the number of what is offered, as its list names it. */
  async open(options: Partial<PracticeOptions> = {}): Promise<{ server: PracticeServer; numberOf(what: string): string }> {
    const server = await startPracticeServer({ log: silentLog, ...options });
    this.#closers.push(() => server.dispose());
    return { server, numberOf: (what) => server.numbers.find((entry) => entry.what === what)?.number ?? 'none' };
  }

  /** A registered phone. */
  async phone(server: PracticeServer): Promise<HeadlessPhone> {
    const phone = new HeadlessPhone({ user: server.username, password: server.password, domain: server.domain });
    this.#closers.push(() => phone.dispose());
    await phone.ready();
    return phone;
  }

  async clear(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
