import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OfflinePhone, SERVER } from '../../../support/sip/offline-phone';
import { worstInputs } from '../../../support/sip/worst-inputs';

/** Issue 4: no datagram may cost more. The best of some tries counts, since the machine does other things as well. */
const LIMIT_MS = 10;
const TRIES = 6;

let line: OfflinePhone;

beforeAll(async () => {
  line = await OfflinePhone.start();
  line.phone.signalling.setAllowDirectIpCalls(true);
});
afterAll(async () => {
  await line.stop();
});

const URI = 'sip:alice@192.0.2.77';
// Each try is a call of its own: one that is known is only answered again.
const tries = Array.from({ length: TRIES }, (_, serial) => worstInputs(URI, serial));

describe('64 KB of one thing', () => {
  test.each([...tries[0]?.keys() ?? []])('%s: over within 10 ms, from the socket to the answer', async (name) => {
    let bestMs = Number.POSITIVE_INFINITY;
    for (const inputs of tries) {
      const bytes = inputs.get(name) ?? Buffer.alloc(0);
      expect(bytes.length).toBeGreaterThan(30_000);
      const startedAtMs = performance.now();
      line.network.deliver(bytes, SERVER);
      bestMs = Math.min(bestMs, performance.now() - startedAtMs);
      if (bestMs < LIMIT_MS / 4) break;
    }
    expect(bestMs).toBeLessThan(LIMIT_MS);
  });
});
