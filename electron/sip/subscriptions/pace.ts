import type { SubscribeSpec, SubscriptionWire } from './wire';

/** Requests of a line that may wait for their answers at once: hundreds of keys must not drown the server's socket, or ours. */
const AT_ONCE = 16;

/** The same wire, with so many requests at a time; the others wait their turn. */
export function paced(wire: SubscriptionWire, atOnce = AT_ONCE): SubscriptionWire & { clear(): void } {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  const next = (): void => {
    while (underWay < atOnce) {
      const send = waiting.shift();
      if (send === undefined) return;
      send();
    }
  };
  return {
    listen: wire.listen.bind(wire),
    subscribe(spec: SubscribeSpec, done) {
      let drop: (() => void) | null = null;
      let over = false;
      const finish = (): boolean => {
        if (over) return false;
        over = true;
        underWay -= 1;
        return true;
      };
      const send = (): void => {
        underWay += 1;
        drop = wire.subscribe(spec, (answer, lastCSeq) => {
          if (!finish()) return;
          done(answer, lastCSeq);
          next();
        });
        // Answered before this returned.
        if (over) drop = null;
      };
      waiting.push(send);
      next();
      return () => {
        const at = waiting.indexOf(send);
        if (at >= 0) waiting.splice(at, 1);
        else if (drop !== null && finish()) {
          drop();
          next();
        }
      };
    },
    clear: () => void waiting.splice(0),
  };
}
