import type { SipRequest } from '../parser';
import { type Hop, isSecured } from './hop';
import type { TransportLine } from './transport-line';

export interface Admission {
  readonly line: TransportLine;
  readonly direct: boolean;
}

/**
 * Who may speak to us. A request is let in where it belongs to a dialog or transaction of ours, or comes from a
 * line's own servers and addresses that line. A line that is encrypted up to its server hears nothing that comes another way.
 * Null = dropped without an answer, so that scanners learn nothing.
 */
export function admit(
  lines: readonly TransportLine[], request: SipRequest, source: Hop, transactionKey: string, allowDirect: boolean,
): Admission | null {
  const localTag = request.to.params.get('tag');
  const remoteTag = request.from.params.get('tag') ?? '';
  const open = isSecured(source) ? lines : lines.filter(({ home }) => !home.isSecure);
  for (const line of open) {
    if (line.ownsServerTransaction(transactionKey)) return { line, direct: false };
    if (typeof localTag === 'string' && line.ownsDialog(request.callId, localTag, remoteTag)) return { line, direct: false };
  }
  const trusting = open.filter((line) => line.home.trusts(source.host));
  const user = request.uri.kind === 'sip' ? request.uri.user : null;
  const addressed = trusting.find((line) => line.contactUser === user) ?? trusting.find((line) => line.user === user);
  if (addressed !== undefined) return { line: addressed, direct: false };
  // A server's OPTIONS ping keeps the line alive whatever user it names; 416 and 501 are owed to it as well.
  const first = trusting[0];
  if (first !== undefined && (request.method === 'OPTIONS' || request.uri.kind !== 'sip')) return { line: first, direct: false };
  const any = open[0];
  return allowDirect && any !== undefined ? { line: open.find((line) => line.user === user) ?? any, direct: true } : null;
}
