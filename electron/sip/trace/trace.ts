import type { SignallingTrace } from '../../calls/ports';
import type { CallId } from '../../contract/ids';
import type { Trace, TraceDialog, TraceFormat, TraceMessage, TraceSubject } from '../../contract/trace';
import { hopText, protocolOf } from '../transport/hop';
import { maskSecrets } from './mask';
import { pcapOf } from './pcap';
import { type Dialog, type Kept, Room, type Traffic } from './room';
import { textOf } from './text';

export type { Traffic };

/** Calls remembered by their Call-IDs before a message of them passed. */
const MOST_OWNERS = 1_000;

/**
 * The SIP messages of this run: first and last of each dialog, in memory. Noting one costs a copy; reading and masking
 * wait until somebody looks. Dialogs of calls and all others have a room each, so that no flood of one pushes out the other.
 */
export class SipTrace implements SignallingTrace {
  private readonly calls = new Room();
  private readonly others = new Room();
  private readonly owners = new Map<string, CallId>();
  private order = 0;

  constructor(private readonly epochMs: () => number) {}

  note(traffic: Traffic): void {
    const id = traffic.sipCallId ?? callIdOf(traffic.bytes);
    if (id === null) return;
    this.order += 1;
    const owner = this.owners.get(id);
    const room = owner === undefined ? this.others : this.calls;
    const { direction, bytes, remote, local, repeated } = traffic;
    room.add(id, { direction, bytes: Buffer.from(bytes), remote, local, repeated, epochMs: this.epochMs(), order: this.order }, owner ?? null);
  }

  /** This Call-ID is of that call, which may have several, one after the other. */
  belongs(sipCallId: string, callId: CallId): void {
    this.owners.set(sipCallId, callId);
    for (const oldest of this.owners.keys()) {
      if (this.owners.size <= MOST_OWNERS) break;
      this.owners.delete(oldest);
    }
    const dialog = this.others.take(sipCallId);
    if (dialog !== null) this.calls.put({ ...dialog, callId });
  }

  dialogs(): TraceDialog[] {
    return this.all().toSorted((a, b) => b.first.order - a.first.order).map(inShort);
  }

  of(subject: TraceSubject): Trace {
    const chosen = this.all().filter((dialog) => isOf(dialog, subject));
    const messages = chosen.flatMap(({ start, latest }) => [...start, ...latest]).toSorted((a, b) => a.order - b.order).map(shown);
    return { messages, omitted: chosen.reduce((sum, { omitted }) => sum + omitted, 0) };
  }

  exported(subject: TraceSubject, format: TraceFormat): Buffer {
    const trace = this.of(subject);
    return format === 'pcap' ? pcapOf(trace.messages) : Buffer.from(textOf(trace));
  }

  clear(): void {
    this.calls.clear();
    this.others.clear();
  }

  private all(): Dialog[] {
    return [...this.calls.dialogs, ...this.others.dialogs];
  }
}

function isOf(dialog: Dialog, subject: TraceSubject): boolean {
  switch (subject.kind) {
    case 'all': return true;
    case 'call': return dialog.callId === subject.callId;
    case 'dialog': return dialog.id === subject.id;
  }
}

function inShort({ id, first, start, latest, omitted, callId }: Dialog): TraceDialog {
  const text = first.bytes.toString('utf8');
  return {
    id, callId, method: /^CSeq[ \t]*:[ \t]*\d+[ \t]+(\S{1,40})/im.exec(text)?.[1] ?? '', from: addressIn(text, 'from|f'), to: addressIn(text, 'to|t'),
    startedAtEpochMs: first.epochMs, messageCount: start.length + latest.length + omitted,
  };
}

function shown({ epochMs, direction, bytes, remote, local, repeated }: Kept): TraceMessage {
  const text = maskSecrets(bytes.toString('utf8'));
  const startLine = text.slice(0, Math.max(0, text.indexOf('\r\n')));
  const status = /^SIP\/2\.0 (\d{3})/.exec(startLine)?.[1];
  return {
    epochMs, direction, repeated, text, protocol: protocolOf(remote).toUpperCase(), remote: hopText(remote), local: local === null ? null : hopText(local),
    summary: (status === undefined ? startLine.split(' ')[0] ?? '' : startLine.slice(8)).slice(0, 80),
    kind: status === undefined ? 'request' : status.startsWith('1') ? 'provisional' : status.startsWith('2') ? 'success' : 'failure',
  };
}

/** Without reading the whole message; null where there is none. */
function callIdOf(bytes: Buffer): string | null {
  return /\r?\n(?:call-id|i)[ \t]*:[ \t]*([^\s]{1,1000})/i.exec(bytes.toString('latin1', 0, 4_096))?.[1] ?? null;
}

/** user@host without password and parameters. */
function addressIn(text: string, names: string): string {
  const value = new RegExp(`^(?:${names})[ \\t]*:[ \\t]*([^\\r\\n]*)`, 'im').exec(text)?.[1] ?? '';
  return (/(?:sips?|tel):([^>;\s]+)/i.exec(value)?.[1] ?? '').replace(/^([^@:]*):[^@]*@/, '$1@').slice(0, 120);
}
