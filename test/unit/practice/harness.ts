import { afterEach } from 'vitest';
import { silentLog } from '../../../electron/calls/ports';
import { startPracticeServer, type PracticeServer } from '../../../electron/practice';
import { FastClock } from '../../support/fast-clock';
import { PlainEar, PlainPhone } from '../../support/plain-phone';

export interface Bench {
  readonly server: PracticeServer;
  readonly clock: FastClock;
  phone(): Promise<PlainPhone>;
  registered(): Promise<PlainPhone>;
  ear(port?: number): Promise<PlainEar>;
}

const cleanups: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A practice line on a clock `speed` times as fast as real, closed after the test. */
export async function practiceBench(speed = 1): Promise<Bench> {
  const clock = new FastClock(speed);
  const server = await startPracticeServer({ log: silentLog, clock });
  cleanups.push(() => server.dispose());
  const closing = <Thing extends { close(): void }>(thing: Thing): Thing => {
    cleanups.push(() => thing.close());
    return thing;
  };
  const phone = async (): Promise<PlainPhone> => closing(await PlainPhone.open(server.port, server.username, server.password));
  return {
    server, clock, phone,
    async registered() {
      const one = await phone();
      await one.register();
      return one;
    },
    ear: async (port) => closing(await PlainEar.open(port)),
  };
}

/** The number of a kind. */
export function numberOf(server: PracticeServer, what: string): string {
  return server.numbers.find((entry) => entry.what === what)?.number ?? 'none';
}
