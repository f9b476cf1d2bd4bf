import { headerValues, type SipMessage, type SipRequest } from '../sip/parser';

/** Where a datagram came from or goes to. */
export interface Address {
  readonly address: string;
  readonly port: number;
}

export type Headers = readonly (readonly [name: string, value: string])[];

export interface Body {
  readonly type: string;
  readonly text: string;
}

export interface Content {
  readonly headers?: Headers;
  /** SDP; Content-Type and Content-Length are added. */
  readonly sdp?: string;
  /** Anything else, in the place of SDP. */
  readonly body?: Body;
}

export const allow = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, MESSAGE, REGISTER';

const phrases: Readonly<Record<number, string>> = {
  100: 'Trying', 180: 'Ringing', 200: 'OK', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found',
  413: 'Request Entity Too Large', 415: 'Unsupported Media Type',
  405: 'Method Not Allowed', 407: 'Proxy Authentication Required', 420: 'Bad Extension', 480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist', 486: 'Busy Here', 487: 'Request Terminated', 488: 'Not Acceptable Here',
  500: 'Server Internal Error', 503: 'Service Unavailable', 505: 'Version Not Supported',
};

/** RFC 3261 8.2.6. `toTag` is added where the request's To has none. */
export function buildResponse(request: SipRequest, source: Address, status: number, toTag: string, content: Content = {}): string {
  const to = headerValues(request, 'to')[0] ?? '';
  return [
    `SIP/2.0 ${status} ${phrases[status] ?? 'Unknown'}`,
    ...request.vias.map((via, i) => `Via: ${i === 0 ? markSource(via.text, source) : via.text}`),
    // RFC 3261 12.1.1: a response that makes a dialog copies the route as the request came.
    ...headerValues(request, 'record-route').map((value) => `Record-Route: ${value}`),
    `From: ${headerValues(request, 'from')[0] ?? ''}`,
    `To: ${request.to.params.has('tag') || status === 100 ? to : `${to};tag=${toTag}`}`,
    `Call-ID: ${request.callId}`,
    `CSeq: ${request.cseq.sequence} ${request.cseq.method}`,
    ...ending(content),
  ].join('\r\n');
}

export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  /** Full values with their tags. */
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly sequence: number;
  readonly contact?: string;
}

export function buildRequest(parts: RequestParts, via: string, content: Content = {}): string {
  return [
    `${parts.method} ${parts.uri} SIP/2.0`,
    `Via: ${via}`,
    'Max-Forwards: 70',
    `From: ${parts.from}`,
    `To: ${parts.to}`,
    `Call-ID: ${parts.callId}`,
    `CSeq: ${parts.sequence} ${parts.method}`,
    ...(parts.contact === undefined ? [] : [`Contact: ${parts.contact}`]),
    ...ending(content),
  ].join('\r\n');
}

function ending({ headers = [], sdp, body = sdp === undefined ? undefined : { type: 'application/sdp', text: sdp } }: Content): string[] {
  return [
    ...headers.map(([name, value]) => `${name}: ${value}`),
    'User-Agent: Sidetone practice line',
    ...(body === undefined ? [] : [`Content-Type: ${body.type}`]),
    `Content-Length: ${Buffer.byteLength(body?.text ?? '')}`,
    '',
    body?.text ?? '',
  ];
}

/** RFC 3581 4: says where the request came from, so that the phone learns its own address. */
function markSource(via: string, source: Address): string {
  const marked = via.replace(/;\s*rport(?=\s*(;|$))/i, `;rport=${source.port}`);
  return `${marked};received=${source.address}`;
}

/** RFC 3261 18.2.2, RFC 3581 4: to the source port where rport asks for it, else to the port of sent-by. */
export function responseTarget(request: SipRequest, source: Address): Address {
  const via = request.vias[0];
  return { address: source.address, port: via?.params.has('rport') ? source.port : via?.port ?? 5060 };
}

/** The SDP of a message, or null where it has no body. */
export function sdpOf(message: SipMessage): string | null {
  return message.body.length > 0 ? message.body.toString('utf8') : null;
}

export function tagOf(party: SipMessage['from']): string | null {
  return party.params.get('tag') ?? null;
}
