/** SIPp scenarios put together from steps, for what the fixtures do not fix: other descriptions, other answers, waits for the test. */

const frame = (lines: readonly string[]): string => `<![CDATA[\n${lines.map((line) => `      ${line}`).join('\n')}\n\n    ]]>`;
const body = (type: string, text: string | null): string[] => (text === null ? ['Content-Length: 0'] : [`Content-Type: ${type}`, 'Content-Length: [len]', '', ...text.trim().split('\n')]);

/** The XML of a scenario. */
export function scenario(...steps: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n<scenario name="made">\n${steps.flat().map((step) => `  ${step}`).join('\n')}\n</scenario>\n`;
}

export interface DescriptionParts {
  /** Of the m= line; SIPp's own echo unless given. */
  readonly port?: string;
  readonly address?: string;
  /** `payloadType rtpmap` each. */
  readonly formats?: readonly string[];
  readonly direction?: string | null;
  readonly version?: number;
}

/** An SDP of SIPp whose sound is the port that it echoes. */
export function description(parts: DescriptionParts = {}): string {
  const { port = '[media_port]', address = '[media_ip]', formats = ['0 PCMU/8000', '101 telephone-event/8000'], direction = 'sendrecv', version = 1 } = parts;
  return [
    'v=0', `o=sipp 1 ${version} IN IP4 [local_ip]`, 's=-', `c=IN IP4 ${address}`, 't=0 0', `m=audio ${port} RTP/AVP ${formats.map((format) => format.split(' ')[0]).join(' ')}`,
    ...formats.map((format) => `a=rtpmap:${format}`), ...(direction === null ? [] : [`a=${direction}`]),
  ].join('\n');
}

export const pause = (milliseconds: number): string => `<pause milliseconds="${milliseconds}"/>`;

/** A request of the far end must come now. */
export const awaits = (method: string): string => `<recv request="${method}" rrs="true"/>`;

/** A response must come now; provisional ones before it may. */
export const expects = (status: number): string =>
  `${[100, 180, 183].filter((early) => early < status).map((early) => `<recv response="${early}" optional="true"/>`).join('')}<recv response="${status}" rrs="true"/>`;

/** A response must come now and say this; `keep` names a number of a header for `[$keep]`. */
export const expectsSaying = (status: number, header: string, says: string, keep = 'seen'): string =>
  `<recv response="100" optional="true"/><recv response="${status}" rrs="true"><action><ereg regexp="${says}" search_in="hdr" header="${header}:" check_it="true" assign_to="${keep}"/></action></recv><Reference variables="${keep}"/>`;

/** A request of the far end must come now and say this. */
export const awaitsSaying = (method: string, header: string, says: string, keep = 'seen'): string =>
  `<recv request="${method}" rrs="true"><action><ereg regexp="${says}" search_in="hdr" header="${header}:" check_it="true" assign_to="${keep}"/></action></recv><Reference variables="${keep}"/>`;

/** A request that may come or not before the next step. */
export const mayComeRequest = (method: string): string => `<recv request="${method}" optional="true"/>`;

/** Answers the request received last. `toTag` false: it has one. */
export function answers(status: number, reason: string, sdp: string | null = null, { toTag = true, headers = [] as readonly string[], retrans = false } = {}): string {
  return `<send${retrans ? ' retrans="500"' : ''}>${frame([
    `SIP/2.0 ${status} ${reason}`, '[last_Via:]', '[last_Record-Route:]', '[last_From:]', `[last_To:]${toTag ? ';tag=[pid]SIPp[call_number]' : ''}`, '[last_Call-ID:]', '[last_CSeq:]',
    'Contact: <sip:sipp@[local_ip]:[local_port]>', ...headers, ...body('application/sdp', sdp),
  ])}</send>`;
}

/** Sends raw samples of G.711 mu-law as RTP until the call ends, from the port that `[rtpstream_audio_port]` names. */
export const plays = (file: string): string => `<nop><action><exec rtp_stream="${file},-1,0,PCMU/8000"/></action></nop>`;

/** The calling side. Keeps count of CSeq. */
export class Caller {
  private sequence = 0;

  /** The first INVITE; null = without an offer. `branch`: fixed, so that CANCEL can name it. */
  invite(sdp: string | null, headers: readonly string[] = []): string {
    return `<send retrans="500">${frame(['INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0', ...this.head('INVITE', '', true), ...headers, ...body('application/sdp', sdp)])}</send>`;
  }

  /** CANCEL of the INVITE. */
  cancel(headers: readonly string[] = []): string {
    return `<send retrans="500">${frame([
      'CANCEL sip:[service]@[remote_ip]:[remote_port] SIP/2.0', ...this.head('CANCEL', '', true, this.sequence), ...headers, 'Content-Length: 0',
    ])}</send>`;
  }

  /** ACK to a 2xx; `sdp` where the 2xx held the offer. */
  ack(sdp: string | null = null): string {
    return `<send>${frame(['ACK [next_url] SIP/2.0', ...this.head('ACK', '[peer_tag_param]', false, this.sequence), '[routes]', ...body('application/sdp', sdp)])}</send>`;
  }

  /** ACK to a refusal of the INVITE. */
  ackRefusal(): string {
    return `<send>${frame(['ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0', ...this.head('ACK', '[peer_tag_param]', true, this.sequence), 'Content-Length: 0'])}</send>`;
  }

  /** A request in the dialog. */
  request(method: string, sdp: string | null = null, headers: readonly string[] = []): string {
    return `<send retrans="500">${frame([`${method} [next_url] SIP/2.0`, ...this.head(method, '[peer_tag_param]', false), '[routes]', ...headers, ...body('application/sdp', sdp)])}</send>`;
  }

  private head(method: string, toTag: string, first: boolean, sequence = ++this.sequence): string[] {
    return [
      `Via: SIP/2.0/UDP [local_ip]:[local_port];rport;branch=${first ? 'z9hG4bK-first-[pid]-[call_number]' : '[branch]'}`,
      'From: "SIPp" <sip:sipp@[local_ip]:[local_port]>;tag=[pid]SIPp[call_number]', `To: <sip:[service]@[remote_ip]:[remote_port]>${toTag}`,
      'Call-ID: [call_id]', `CSeq: ${sequence} ${method}`, 'Contact: <sip:sipp@[local_ip]:[local_port]>', 'Max-Forwards: 70',
    ];
  }
}
