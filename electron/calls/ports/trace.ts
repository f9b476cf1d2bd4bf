import type { Trace, TraceDialog, TraceFormat, TraceSubject } from '../../contract/trace';

/** SIP messages of this run, kept in memory only and within fixed bounds. Secrets are masked in all that comes out. */
export interface SignallingTrace {
  /** Newest first. */
  dialogs(): TraceDialog[];
  /** Empty where nothing is kept of it any more. */
  of(subject: TraceSubject): Trace;
  /** The same as a file for whoever has to help: UTF-8 text, or libpcap for Wireshark. */
  exported(subject: TraceSubject, format: TraceFormat): Buffer;
  clear(): void;
}
