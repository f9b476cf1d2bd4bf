import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../../../../shared/vectors/rfc4475');
/** Whether the messages lie beside the project. */
export const haveTorture = existsSync(folder);
export const torture = (file: string): Buffer => readFileSync(path.join(folder, file));
export const tortureFolder = folder;

/** What leaves our socket: a call rings (100 at once), one final answer, or nothing at all. */
export type Outcome =
  | { readonly kind: 'rings' }
  | { readonly kind: 'answered'; readonly status: number; readonly header?: RegExp }
  | { readonly kind: 'dropped' };

export interface TortureMessage {
  readonly section: string;
  readonly file: string;
  /** What RFC 4475 asks for, in short. */
  readonly rfc: string;
  /** Whether the parser gives a message; what it does not take, it must be able to refuse. */
  readonly parses: boolean;
  readonly outcome: Outcome;
}

const rings: Outcome = { kind: 'rings' };
const dropped: Outcome = { kind: 'dropped' };
const answered = (status: number, header?: RegExp): Outcome => ({ kind: 'answered', status, ...(header && { header }) });
const notAllowed = answered(405, /^Allow: INVITE, ACK, CANCEL, BYE, OPTIONS/m);
const row = (section: string, file: string, rfc: string, parses: boolean, outcome: Outcome): TortureMessage => ({ section, file, rfc, parses, outcome });

/** All of RFC 4475. Where it leaves a choice, the text after the semicolon is the one taken here, and why. */
export const TORTURE: readonly TortureMessage[] = [
  row('3.1.1.1', 'wsinv.dat', 'well-formed; 481, since its To tag names a dialog we never had (RFC 3261 12.2.2)', true, answered(481)),
  row('3.1.1.2', 'intmeth.dat', 'well-formed; 501, since nobody knows the method (RFC 3261 21.5.2)', true, answered(501, /^Allow: INVITE/m)),
  row('3.1.1.3', 'esc01.dat', 'well-formed, escapes in the user part', true, rings),
  row('3.1.1.4', 'escnull.dat', 'well-formed; this is no registrar: 405', true, notAllowed),
  row('3.1.1.5', 'esc02.dat', 'well-formed; % is no escape in a method, so it is not REGISTER: 501', true, answered(501)),
  row('3.1.1.6', 'lwsdisp.dat', 'well-formed, no space before <', true, answered(200)),
  row('3.1.1.7', 'longreq.dat', 'well-formed, long values', true, rings),
  row('3.1.1.8', 'dblreq.dat', 'octets after the body are dropped; the REGISTER gets its 405, the INVITE behind it nothing', true, notAllowed),
  row('3.1.1.9', 'semiuri.dat', 'well-formed, the user part holds a semicolon', true, answered(200)),
  row('3.1.1.10', 'transports.dat', 'well-formed, transports nobody knows', true, answered(200)),
  row('3.1.1.11', 'mpart01.dat', 'well-formed, binary body: read, and 480 where nobody takes messages', true, answered(480)),
  row('3.1.1.12', 'unreason.dat', 'a 200 whatever its phrase; to no request of ours, so dropped', true, dropped),
  row('3.1.1.13', 'noreason.dat', 'a 100 without a phrase; to no request of ours, so dropped', true, dropped),
  row('3.1.2.1', 'badinv01.dat', '400', false, answered(400)),
  row('3.1.2.2', 'clerr.dat', 'body shorter than Content-Length in a datagram: 400', false, answered(400)),
  row('3.1.2.3', 'ncl.dat', 'negative Content-Length: 400', false, answered(400)),
  row('3.1.2.4', 'scalar02.dat', 'scalars beyond their range: 400', false, answered(400)),
  row('3.1.2.5', 'scalarlg.dat', 'the same in a response: discard', false, dropped),
  row('3.1.2.6', 'quotbal.dat', 'quote never closed: 400', false, answered(400)),
  row('3.1.2.7', 'ltgtruri.dat', '<> around the Request-URI: 400 is reasonable', false, answered(400)),
  row('3.1.2.8', 'lwsruri.dat', 'space inside the Request-URI: 400', false, answered(400)),
  row('3.1.2.9', 'lwsstart.dat', 'two spaces in the start line: 400', false, answered(400)),
  row('3.1.2.10', 'trws.dat', 'spaces after the start line: 400', false, answered(400)),
  row('3.1.2.11', 'escruri.dat', 'headers in the Request-URI: 400 is acceptable, acting on them is not', false, answered(400)),
  row('3.1.2.12', 'baddate.dat', '400 or ignore the Date; ignored, since nothing here reads it', true, rings),
  row('3.1.2.13', 'regbadct.dat', 'Contact with ? but without <>: 400', false, answered(400)),
  row('3.1.2.14', 'badaspec.dat', 'spaces inside <>: 400 is reasonable', false, answered(400)),
  row('3.1.2.15', 'baddn.dat', 'unquoted comma in a name: be liberal', true, answered(200)),
  row('3.1.2.16', 'badvers.dat', '505', false, answered(505)),
  row('3.1.2.17', 'mismatch01.dat', 'CSeq names another method: 400', false, answered(400)),
  row('3.1.2.18', 'mismatch02.dat', 'the same with an unknown method: 400 or 501', false, answered(400)),
  row('3.1.2.19', 'bigcode.dat', 'status out of range: discard', false, dropped),
  row('3.2.1', 'badbranch.dat', 'branch of the cookie alone: RFC 2543 matching, no failure', true, answered(200)),
  row('3.3.1', 'insuf.dat', 'no Call-ID, From, To: 400', false, answered(400)),
  row('3.3.2', 'unkscm.dat', 'unknown scheme: 416', true, answered(416)),
  row('3.3.3', 'novelsc.dat', 'known scheme that is not served: 416', true, answered(416)),
  row('3.3.4', 'unksm2.dat', 'unknown schemes in To, From and Contact parse; this is no registrar: 405', true, notAllowed),
  row('3.3.5', 'bext01.dat', '420 with Unsupported', true, answered(420, /^Unsupported: nothingSupportsThis, nothingSupportsThisEither$/m)),
  row('3.3.6', 'invut.dat', '415 with Accept', true, answered(415, /^Accept: application\/sdp$/m)),
  row('3.3.7', 'regaut01.dat', 'unknown scheme of credentials is as none; this is no registrar: 405', true, notAllowed),
  row('3.3.8', 'multi01.dat', 'headers twice that may stand once: 400', false, answered(400)),
  row('3.3.9', 'mcl01.dat', 'two Content-Lengths: 400', false, answered(400)),
  row('3.3.10', 'bcast.dat', 'response with a second Via, of the broadcast address: discard, forward to nobody', true, dropped),
  row('3.3.11', 'zeromf.dat', 'Max-Forwards 0 may be answered by who it is for', true, answered(200)),
  row('3.3.12', 'cparam01.dat', 'unknown parameter of Contact; this is no registrar: 405', true, notAllowed),
  row('3.3.13', 'cparam02.dat', 'unknown parameter of the URI in Contact; this is no registrar: 405', true, notAllowed),
  row('3.3.14', 'regescrt.dat', 'headers in the URI of a Contact are kept, not acted upon; this is no registrar: 405', true, notAllowed),
  row('3.3.15', 'sdp01.dat', 'Accept without SDP: 406 or 400', true, answered(406, /^Accept: application\/sdp/m)),
  row('3.4.1', 'inv2543.dat', 'an INVITE of RFC 2543 should be accepted: neither tag, branch, Max-Forwards, Content-Length nor Contact', true, rings),
];
