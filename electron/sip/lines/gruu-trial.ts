import type { Clock } from '../../calls/ports';
import type { SipRequest, SipUri } from '../parser';
import { SelfProbe } from './self-probe';

/**
 * A GRUU (RFC 5627) is shown as our Contact only once a request to it has come back here that looks like one inside a call.
 * Registrars hand GRUUs out more readily than the proxies beside them serve them, and a call whose BYE is lost is worse
 * than a Contact that knows its way only while the network stays the same.
 */
export class GruuTrial {
  private offered: SipUri | null = null;
  private proven: SipUri | null = null;
  private readonly probe: SelfProbe;
  private running = false;
  private drop: () => void = () => {};

  constructor(
    clock: Clock,
    send: (gruu: SipUri, marker: string, done: (status: number | null) => void) => () => void,
    /** It leads here. */
    private readonly onProven: (gruu: SipUri) => void,
  ) {
    this.probe = new SelfProbe(clock, (marker, done) => (this.offered === null ? () => {} : send(this.offered, marker, done)));
  }

  /** The registrar gave this one. Answers what may be used by now. */
  granted(gruu: SipUri | null): SipUri | null {
    this.offered = gruu;
    if (this.proven?.text !== gruu?.text) this.proven = null;
    return this.proven;
  }

  /** Requests come back from this server: tries the GRUU, once for each. */
  trial(): void {
    if (this.offered === null || this.proven !== null || this.running) return;
    this.running = true;
    this.drop = this.probe.ask(({ returned }) => {
      // One that does not lead here is not tried again.
      [this.proven, this.offered, this.running] = [returned ? this.offered : null, returned ? this.offered : null, false];
      if (this.proven !== null) this.onProven(this.proven);
    });
  }

  /** What was proven does not hold any more. Answers what may be used: nothing. */
  forget(): null {
    this.proven = null;
    return null;
  }

  arrived(request: SipRequest): void {
    this.probe.arrived(request);
  }

  dispose(): void {
    this.drop();
  }
}
