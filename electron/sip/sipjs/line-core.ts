import { randomBytes } from 'node:crypto';
import {
  type IncomingInviteRequest, type IncomingMessageRequest, type IncomingNotifyRequest, InviteUserAgentClient, LoggerFactory, type OutgoingRequestMessage, type SessionDialog, TransactionState, TransportError,
  UserAgentClient, UserAgentCore,
} from 'sip.js/lib/core/index.js';
import type { Log } from '../../calls/ports';
import { RealmPins } from '../auth/credentials';
import type { DigestCredentials } from '../auth/digest';
import { hostPortText } from '../identity/target';
import { escapeUser, parseUri, type SipUri } from '../parser';
import type { Grant } from '../registration/grant';
import { CONTACT_PLACEHOLDER, VIA_PLACEHOLDER } from '../transport/outgoing';
import { ALLOWED_METHODS, SUPPORTED_EXTENSIONS } from '../transport/replies';
import type { InboundRequest, InboundResponse } from '../transport/transport-line';
import { adaptRequest, adaptResponse } from './message-adapter';
import { applyPatches } from './patches';
import { setCoreAuth } from './request-auth';
import { VerbatimUri } from './uris';

export interface LineCoreOptions {
  readonly user: string;
  readonly domain: { readonly host: string; readonly port: number | null };
  /** Of the outbound proxy, for requests outside a dialog (RFC 3261 8.1.2). */
  readonly route: string | null;
  readonly displayName: string;
  readonly contactUser: string;
  readonly credentials: DigestCredentials | null;
  /** Value of User-Agent. */
  readonly userAgent: string;
  readonly log: Log;
  readonly send: (text: string) => Promise<void>;
  /** A request is dropped before its answer. */
  readonly forget: (branch: string, method: string) => void;
  readonly onInvite: (request: IncomingInviteRequest) => void;
  /** A MESSAGE, in a dialog or outside. */
  readonly onMessage: (request: IncomingMessageRequest) => void;
  /** Of no subscription. */
  readonly onNotify: (request: IncomingNotifyRequest) => void;
}

export interface RequestSpec {
  readonly method: string;
  readonly uri: SipUri;
  /** Defaults to `uri`. */
  readonly to?: SipUri;
  readonly callId?: string;
  readonly cseq?: number;
  readonly fromTag?: string;
  readonly toTag?: string;
  /** In a dialog that is not the library's: its other tag and its routes. */
  readonly dialog?: { readonly remoteTag: string; readonly routeSet: readonly string[] };
  readonly headers?: readonly string[];
  /** Option tags of Supported; the usual ones unless given. */
  readonly supported?: readonly string[];
  /** From tells nobody who we are; the server learns it from P-Preferred-Identity (RFC 3323 4.1, RFC 3325 9.2). */
  readonly anonymous?: boolean;
  readonly body?: { readonly type: string; readonly text: string };
}

/** The parts of UserAgentClient that the compiler calls protected. */
interface Failing {
  readonly transaction: { readonly state: TransactionState; onTransportError(error: TransportError): void };
  onTransportError(error: TransportError): void;
}

/** RFC 3323 4.1.1.3. */
const ANONYMOUS = mustUri('sip:anonymous@anonymous.invalid');

/** Requests within the dialog of a call that hides who we are must not tell our name either. */
class AgentCore extends UserAgentCore {
  override makeOutgoingRequestMessage(...args: Parameters<UserAgentCore['makeOutgoingRequestMessage']>): OutgoingRequestMessage {
    const [method, requestUri, from, to, options, ...rest] = args;
    const named = from.toString() === ANONYMOUS.text ? { ...options, fromDisplayName: 'Anonymous' } : options;
    return super.makeOutgoingRequestMessage(method, requestUri, from, to, named, ...rest);
  }
}

/** One line's user agent core: everything of sip.js that a line needs, and the only way to it. */
export class LineCore {
  readonly core: UserAgentCore;
  readonly aor: SipUri;
  readonly registrar: SipUri;
  readonly allowHeader = `Allow: ${ALLOWED_METHODS.join(', ')}`;
  /** What the registrar granted last; the GRUU once it is proven to lead here. */
  service: Pick<Grant, 'publicGruu' | 'serviceRoute' | 'outbound'> = { publicGruu: null, serviceRoute: [], outbound: false };
  /** Call-ID and tag of ours of every subscription: NOTIFYs of any fork are let in, also before an answer (RFC 6665 4.1.2.4). */
  readonly notified = new Set<string>();
  private readonly contactUri: VerbatimUri;

  constructor(private readonly options: LineCoreOptions) {
    applyPatches();
    const { user, domain, contactUser, log } = options;
    this.aor = mustUri(`sip:${escapeUser(user)}@${hostPortText(domain)}`);
    this.registrar = mustUri(`sip:${hostPortText(domain)}`);
    this.contactUri = new VerbatimUri(mustUri(`sip:${contactUser}@${CONTACT_PLACEHOLDER}`));
    this.core = new AgentCore({
      aor: new VerbatimUri(this.aor),
      contact: { pubGruu: undefined, tempGruu: undefined, uri: this.contactUri, toString: () => this.contact },
      displayName: options.displayName.replace(/["\\]/g, '').replace(/[\u0000-\u001f\u007f]/g, ' ').trim(),
      loggerFactory: loggerFactory(log),
      hackViaTcp: false,
      routeSet: options.route === null ? [] : [options.route],
      sipjsId: '',
      supportedOptionTags: [...SUPPORTED_EXTENSIONS],
      supportedOptionTagsResponse: [...SUPPORTED_EXTENSIONS],
      userAgentHeaderFieldValue: options.userAgent,
      viaForceRport: true,
      viaHost: VIA_PLACEHOLDER,
      authenticationFactory: () => undefined,
      transportAccessor: () => ({ protocol: 'UDP', send: options.send }),
    }, { onInvite: options.onInvite, onMessage: options.onMessage, onNotify: options.onNotify });
    setCoreAuth(this.core, { credentials: options.credentials, pins: new RealmPins() });
  }

  /** Contact of a REGISTER; the transport puts the address in. */
  get boundContact(): string {
    return `<${this.contactUri.toString()}>`;
  }

  /** Contact of everything else: the GRUU where there is one (RFC 5627 4.4), else `ob` on a line with flows (RFC 5626 4.3). */
  get contact(): string {
    const { publicGruu, outbound } = this.service;
    return publicGruu === null ? `<${this.contactUri.toString()}${outbound ? ';ob' : ''}>` : `<${publicGruu.text}>`;
  }

  makeRequest(spec: RequestSpec): OutgoingRequestMessage {
    const aor = new VerbatimUri(spec.anonymous === true ? ANONYMOUS : this.aor);
    const identity = spec.anonymous === true ? ['Privacy: id', `P-Preferred-Identity: <${this.aor.text}>`] : [];
    const options = {
      callId: spec.callId ?? randomBytes(16).toString('hex'),
      cseq: spec.cseq ?? 1,
      fromTag: spec.fromTag ?? randomBytes(8).toString('hex'),
      ...(spec.toTag !== undefined && { toTag: spec.toTag }),
      ...(spec.supported !== undefined && { optionTags: [...spec.supported] }),
      // RFC 3608 6.1: every request outside a dialog but REGISTER itself takes the service route.
      ...(spec.method !== 'REGISTER' && this.service.serviceRoute.length > 0 && { routeSet: [...this.service.serviceRoute] }),
      ...(spec.dialog && { toTag: spec.dialog.remoteTag, routeSet: [...spec.dialog.routeSet] }),
    };
    const body = spec.body === undefined ? undefined
      : { contentDisposition: spec.body.type === 'application/sdp' ? 'session' : 'render', contentType: spec.body.type, content: spec.body.text };
    return this.core.makeOutgoingRequestMessage(
      spec.method, new VerbatimUri(spec.uri), aor, new VerbatimUri(spec.to ?? spec.uri), options, [...identity, ...(spec.headers ?? [])], body,
    );
  }

  ownsDialog(callId: string, localTag: string, remoteTag: string): boolean {
    return this.core.dialogs.has(callId + localTag + remoteTag) || this.notified.has(callId + localTag);
  }

  ownsServerTransaction(key: string): boolean {
    return this.core.userAgentServers.has(key);
  }

  /** Into sip.js. Throws nothing: what fails inside is logged and, for a request, false is answered. */
  receiveRequest(request: InboundRequest): boolean {
    const { callId, from, to } = request.message;
    const dialog = this.core.dialogs.get(`${callId}${to.params.get('tag') ?? ''}${from.params.get('tag') ?? ''}`);
    const remoteTarget = dialog === undefined ? null : parseUri(dialog.remoteTarget.toRaw());
    return this.guarded(request.message.method, () => {
      // sip.js says 200 to a MESSAGE that nobody of the session takes.
      if (request.message.method === 'MESSAGE' && dialog !== undefined) takeMessages(dialog as SessionDialog, this.options.onMessage);
      this.core.receiveIncomingRequestFromTransport(adaptRequest(request, this.contactUri, remoteTarget));
    });
  }

  receiveResponse(response: InboundResponse): void {
    this.guarded(`${response.message.status} to ${response.message.cseq.method}`, () => {
      this.core.receiveIncomingResponseFromTransport(adaptResponse(response));
    });
  }

  /** The hop of this transaction does not listen or is gone: as if sending had failed (RFC 3261 8.1.3.1). */
  failTransaction(branch: string, method: string): void {
    const client = this.core.userAgentClients.get(branch + method) as unknown as Failing | undefined;
    const error = new TransportError('the connection is gone');
    // Once an INVITE has a provisional answer, sip.js takes the error for one of its ACK and goes on waiting.
    const waits = client instanceof InviteUserAgentClient && client.transaction.state === TransactionState.Proceeding;
    this.guarded('transport error', () => {
      if (waits) (UserAgentClient.prototype as unknown as Failing).onTransportError.call(client, error);
      client?.transaction.onTransportError(error);
    });
  }

  /** Forgets a request: its timers stop and its answers find nothing. */
  drop(client: { readonly message: OutgoingRequestMessage; dispose(): void }): void {
    const { branch = '', method } = client.message;
    client.dispose();
    this.core.userAgentClients.delete(branch + method);
    this.options.forget(branch, method);
  }

  dispose(): void {
    this.core.dispose();
  }

  private guarded(what: string, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      this.options.log.error('sip.js could not take a message', { what, error: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }
}

function takeMessages(session: SessionDialog, onMessage: (request: IncomingMessageRequest) => void): void {
  session.delegate ??= {};
  session.delegate.onMessage = onMessage;
}

function mustUri(text: string): SipUri {
  const uri = parseUri(text);
  if (uri === null) throw new Error('an account that makes no SIP address');
  return uri;
}

/** sip.js logs whole messages at debug level: only warnings and errors pass. */
function loggerFactory(log: Log): LoggerFactory {
  const factory = new LoggerFactory();
  factory.builtinEnabled = false;
  factory.level = 1;
  factory.connector = (level, category, _label, content) => {
    if (level === 'error' || level === 'warn') log.debug(String(content).slice(0, 200), { category, level });
  };
  return factory;
}
