import type { CallId, Trace, TraceDialog, TraceMessage } from '../../../electron/contract';

const began = new Date(2026, 2, 3, 14, 5, 12).getTime();
const callId = 'call-1' as CallId;

function said(afterMs: number, direction: TraceMessage['direction'], summary: string, kind: TraceMessage['kind'], more: Partial<TraceMessage> = {}): TraceMessage {
  const startLine = kind === 'request' ? `${summary} sip:+33144556677@pbx.example SIP/2.0` : `SIP/2.0 ${summary}`;
  return {
    epochMs: began + afterMs, direction, summary, kind, protocol: 'TLS', local: '192.0.2.7:49152', remote: '203.0.113.7:5061', repeated: false,
    text: `${startLine}\r\nVia: SIP/2.0/TLS 192.0.2.7:49152;branch=z9hG4bK5f1c9d;rport\r\nFrom: "Reception" <sip:201@pbx.example>;tag=81\r\nTo: <sip:+33144556677@pbx.example>\r\nCall-ID: 4c1f02\r\nCSeq: 1 INVITE\r\nProxy-Authorization: Digest username="201", realm="pbx.example", response="********************************"\r\nContent-Length: 0\r\n\r\n`,
    ...more,
  };
}

/** A call with everything a ladder has to show: a challenge, a repetition, an end. */
export const trace: Trace = {
  omitted: 0,
  messages: [
    said(0, 'sent', 'INVITE', 'request'),
    said(502, 'sent', 'INVITE', 'request', { repeated: true }),
    said(514, 'received', '407 Proxy Authentication Required', 'failure'),
    said(515, 'sent', 'ACK', 'request'),
    said(516, 'sent', 'INVITE', 'request'),
    said(529, 'received', '100 Trying', 'provisional'),
    said(731, 'received', '180 Ringing', 'provisional'),
    said(4_212, 'received', '200 OK', 'success'),
    said(4_213, 'sent', 'ACK', 'request'),
    said(135_871, 'received', 'BYE', 'request'),
    said(135_873, 'sent', '200 OK', 'success'),
  ],
};

export const traceDialogs: readonly TraceDialog[] = [
  { id: '4c1f02', method: 'INVITE', from: '201@pbx.example', to: '+33144556677@pbx.example', startedAtEpochMs: began, messageCount: 11, callId },
  { id: '77ab', method: 'OPTIONS', from: 'pbx.example', to: '201@pbx.example', startedAtEpochMs: began - 30_000, messageCount: 2, callId: null },
  { id: '0d0e', method: 'REGISTER', from: '201@pbx.example', to: '201@pbx.example', startedAtEpochMs: began - 3_600_000, messageCount: 56, callId: null },
];
