import { randomBytes } from 'node:crypto';
import type { Clock } from '../../calls/ports';
import type { SipRequest } from '../parser';
import type { SelfAnswer } from '../registration/reach-check';

/** Somewhat beyond five transmissions (RFC 3261 17.1.2.2: at 0, 0.5, 1.5, 3.5 and 7.5 s). */
const GIVE_UP_AFTER_MS = 10_000;
/** Another phone of the same user may have answered sooner than ours was reached, ms. */
const GRACE_MS = 500;

/**
 * A request to ourselves that has to come back through the server. Only its marker tells it from the pings of servers: 128
 * bits that nobody else has seen. An INVITE would prove no more, and would ring the user's other phones.
 */
export class SelfProbe {
  private marker: string | null = null;
  private onReturn: () => void = () => {};

  constructor(
    private readonly clock: Clock,
    /** Sends it; `done` gets the final status, null where none came. The answer gives it up. */
    private readonly send: (marker: string, done: (status: number | null) => void) => () => void,
  ) {}

  /** `done` is called once; the answer gives the probe up. */
  ask(done: (answer: SelfAnswer) => void): () => void {
    const marker = randomBytes(16).toString('hex');
    let stopTimer: () => void = () => {};
    let dropRequest: () => void = () => {};
    const close = (): void => {
      stopTimer();
      if (this.marker === marker) this.marker = null;
    };
    const settle = (answer: SelfAnswer): void => {
      if (this.marker !== marker) return;
      close();
      done(answer);
    };
    this.marker = marker;
    // Its own answer is on the way and finds its transaction still there.
    this.onReturn = () => settle({ returned: true, status: null });
    stopTimer = this.clock.after(GIVE_UP_AFTER_MS, () => {
      dropRequest();
      settle({ returned: false, status: null });
    });
    dropRequest = this.send(marker, (status) => {
      if (this.marker !== marker) return;
      stopTimer();
      stopTimer = this.clock.after(GRACE_MS, () => settle({ returned: false, status }));
    });
    return () => {
      close();
      dropRequest();
    };
  }

  /** An OPTIONS has come: perhaps ours. */
  arrived(request: SipRequest): void {
    if (this.marker !== null && (request.callId === this.marker || request.from.params.get('tag') === this.marker)) this.onReturn();
  }
}
