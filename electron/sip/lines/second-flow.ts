import type { Clock, Log } from '../../calls/ports';
import type { Grant, OwnContact } from '../registration/grant';
import { Registration, type RegistrationLine } from '../registration/registration';
import { LineCore, type LineCoreOptions } from '../sipjs/line-core';
import { type RegisterOutcome, type RegisterSpec, sendRegister } from '../sipjs/register-request';
import type { DnsResolver } from '../transport/dns';
import { HomeHops } from '../transport/home-hops';
import { contactText, type Hop, protocolOf, sameHop } from '../transport/hop';
import type { SipTransport } from '../transport/transport';
import type { InboundResponse, TransportLine } from '../transport/transport-line';
import { KeepAlive } from './keep-alive';

export interface SecondFlowOptions {
  readonly hop: Hop;
  readonly own: Omit<OwnContact, 'regId'>;
  readonly core: Omit<LineCoreOptions, 'send' | 'forget' | 'route'>;
  readonly expiresSeconds: number;
  readonly transport: SipTransport;
  readonly dns: DnsResolver;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** What each 200 to it says; before it is told to be ready. */
  readonly onGranted: (grant: Grant) => void;
}

export const SECOND_REG_ID = 2;

/** The one server of a second flow: it is not left for another. */
class OneHop extends HomeHops {
  constructor(private readonly only: Hop, dns: DnsResolver, clock: Clock) {
    super({ host: only.host, port: only.port }, dns, clock, protocolOf(only));
  }
  override get current(): Hop { return this.only; }
  override trusts(address: string): boolean { return address === this.only.host; }
  override async resolve(): Promise<Hop> { return this.only; }
  override failed(): boolean { return false; }
}

/**
 * A second way for calls to come in (RFC 5626 4.2): the same phone registered through another server, so that one of them may
 * fail without a call being missed. Only registers; what comes in by it is let in as the line's own, whose Contact it bears.
 */
export class SecondFlow implements TransportLine, RegistrationLine {
  readonly contactUser: string;
  readonly user: string;
  readonly home: HomeHops;
  readonly hasOutboundProxy = true;
  readonly registration: Registration;
  publicAddress: Hop | null = null;
  private readonly core: LineCore;
  private readonly keepAlive: KeepAlive;
  private lastSentBy: Hop | null = null;
  private lastSeenAs: Hop | null = null;

  constructor(private readonly options: SecondFlowOptions) {
    const { hop, own, transport, dns, clock, log, random, expiresSeconds } = options;
    [this.contactUser, this.user] = [own.contactUser, own.user];
    this.home = new OneHop(hop, dns, clock);
    this.core = new LineCore({
      ...options.core, route: null, send: (text) => transport.send(this, text), forget: (branch, method) => transport.forget(branch, method),
    });
    this.keepAlive = new KeepAlive(clock, random, () => {
      transport.keepAlive(hop).catch((error: unknown) => log.debug('keep-alive not sent', { error: String(error) }));
    });
    this.registration = new Registration(this, {
      expiresSeconds, clock, log: log.child('second flow'), random, regId: SECOND_REG_ID,
      onState: ({ kind }) => { if (kind !== 'ready') this.keepAlive.stop(); },
    });
    transport.addLine(this);
    this.registration.start();
  }

  get hop(): Hop {
    return this.options.hop;
  }

  async resolve(): Promise<Hop> {
    const { hop, transport } = this.options;
    if (protocolOf(hop) === 'udp') this.lastSentBy = await transport.sentBy(hop);
    return hop;
  }

  sendRegister(spec: RegisterSpec, done: (outcome: RegisterOutcome, lastCSeq: number) => void): () => void {
    return sendRegister(this.core, spec, this.options.own, done);
  }

  hopFailed(): boolean { return false; }
  seenAs(): Hop | null { return this.lastSeenAs; }
  contactAddress(): Hop | null { return this.publicAddress ?? this.lastSentBy; }
  forgetAddresses(): void { this.options.transport.forgetWays(); }

  moveContact(address: Hop): string | null {
    const old = this.contactAddress();
    this.publicAddress = this.lastSentBy !== null && sameHop(address, this.lastSentBy) ? null : address;
    return old === null ? null : `sip:${this.contactUser}@${contactText(old)}`;
  }

  granted(grant: Grant): void {
    this.keepAlive.use(grant.flowTimerSeconds);
    this.keepAlive.start(grant.outbound);
    this.options.onGranted(grant);
  }

  ownsDialog(): boolean { return false; }
  ownsServerTransaction(): boolean { return false; }
  /** What comes from its server is the line's, which stands before it. */
  receiveRequest(): void {}
  pinged(): void {}

  receiveResponse(response: InboundResponse): void {
    if (response.message.cseq.method === 'REGISTER' && this.home.trusts(response.source.host)) {
      this.lastSeenAs = response.seenAs;
      this.lastSentBy = response.sentBy;
    }
    this.core.receiveResponse(response);
  }

  addressMoved(hop: Hop, seen: Hop): void {
    if (sameHop(hop, this.options.hop)) this.registration.connectionLost(this.moveContact(seen));
  }

  connectionClosed(hop: Hop): void {
    if (!sameHop(hop, this.options.hop)) return;
    const { transport } = this.options;
    this.publicAddress = null;
    // RFC 5626 4.5: a flow that failed is formed anew; its binding is replaced, being known by instance and reg-id.
    this.registration.connectionLost(null);
    for (const { branch, method } of transport.unanswered(this)) {
      transport.forget(branch, method);
      this.core.failTransaction(branch, method);
    }
  }

  dispose(): void {
    this.keepAlive.stop();
    this.registration.dispose();
    this.options.transport.removeLine(this);
    this.core.dispose();
  }
}
