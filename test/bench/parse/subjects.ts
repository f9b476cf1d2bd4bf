import { createRequire } from 'node:module';
import { IncomingRequestMessage, LoggerFactory, Parser } from 'sip.js/lib/core/index.js';
import { parseMessage } from '../../../electron/sip/parser';

/** Reads one datagram and what is needed to find its call: Request-URI, Via branch, From, To, Call-ID, CSeq, Contact. Answers how many characters those have. */
export type Subject = (bytes: Buffer) => number;

const fromCommonJs = createRequire(import.meta.url);

interface JssipUri { readonly host: string }
interface JssipMessage {
  readonly ruri: JssipUri; readonly via_branch: string; readonly from: { readonly uri: JssipUri }; readonly to: { readonly uri: JssipUri };
  readonly from_tag: string; readonly call_id: string; readonly cseq: number;
  parseHeader(name: string): { readonly uri: JssipUri } | undefined;
}
interface NpmSipAddress { readonly uri: string; readonly params: Readonly<Record<string, string>> }
interface NpmSip {
  parse(bytes: Buffer): {
    readonly uri: string;
    readonly headers: {
      readonly via: readonly { readonly params: Readonly<Record<string, string>> }[]; readonly from: NpmSipAddress; readonly to: NpmSipAddress;
      readonly contact: readonly NpmSipAddress[]; readonly 'call-id': string; readonly cseq: { readonly seq: number };
    };
  };
  parseUri(text: string): { readonly host: string };
}

export function sidetone(): Subject {
  return (bytes) => {
    const result = parseMessage(bytes);
    if (!result.ok || result.message.kind !== 'request') throw new Error('not read');
    const { uri, vias, from, to, callId, cseq, contacts } = result.message;
    return size(uri.kind === 'sip' ? uri.host : '', vias[0]?.params.get('branch') ?? '', hostOf(from.uri), hostOf(to.uri), from.params.get('tag') ?? '', callId, cseq.sequence, hostOf(contacts[0]?.uri));
  };
}

export function sipJs(): Subject {
  const factory = new LoggerFactory();
  factory.builtinEnabled = false;
  const logger = factory.getLogger('parse');
  return (bytes) => {
    const message = Parser.parseMessage(bytes.toString('utf8'), logger);
    if (!(message instanceof IncomingRequestMessage)) throw new Error('not read');
    const contact: unknown = message.parseHeader('contact');
    return size(message.ruri?.host ?? '', message.viaBranch, message.from.uri.host, message.to.uri.host, message.fromTag, message.callId, message.cseq, (contact as { uri: JssipUri }).uri.host);
  };
}

export function jssip(): Subject {
  const parser = fromCommonJs('jssip/lib/Parser') as { parseMessage(text: string, ua: object): JssipMessage | undefined };
  const ua = {};
  return (bytes) => {
    const message = parser.parseMessage(bytes.toString('utf8'), ua);
    if (message === undefined) throw new Error('not read');
    return size(message.ruri.host, message.via_branch, message.from.uri.host, message.to.uri.host, message.from_tag, message.call_id, message.cseq, message.parseHeader('contact')?.uri.host ?? '');
  };
}

/** Leaves URIs as text, so those that the others have read are asked for. */
export function npmSip(): Subject {
  const sip = fromCommonJs('sip') as NpmSip;
  return (bytes) => {
    const { uri, headers } = sip.parse(bytes);
    const { via, from, to, contact, cseq } = headers;
    return size(sip.parseUri(uri).host, via[0]?.params['branch'] ?? '', sip.parseUri(from.uri).host, sip.parseUri(to.uri).host, from.params['tag'] ?? '', headers['call-id'], cseq.seq, sip.parseUri(contact[0]?.uri ?? '').host);
  };
}

function hostOf(uri: { readonly kind: string; readonly host?: string } | undefined): string {
  return uri?.host ?? '';
}

function size(requestHost: string, branch: string, fromHost: string, toHost: string, tag: string, callId: string, cseq: number, contactHost: string): number {
  return requestHost.length + branch.length + fromHost.length + toHost.length + tag.length + callId.length + String(cseq).length + contactHost.length;
}
