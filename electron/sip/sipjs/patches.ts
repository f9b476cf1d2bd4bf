/**
 * Every change made to sip.js 0.21.2 at run time. The library's files stay as published; each patch has a test
 * in test/unit/sip/sipjs/patches.test.ts that fails when the library changes under it.
 */
import { randomBytes } from 'node:crypto';
import {
  ClientTransaction, type Dialog, type IncomingResponseMessage, SessionDialog, Timers, UserAgentClient, type UserAgentCore, UserAgentServer,
} from 'sip.js/lib/core/index.js';
import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';
import { GIVE_UP_MS, T1_MS } from '../reliability/retransmitter';
import { ALLOWED_METHODS } from '../transport/replies';
import { sourceOf } from './message-adapter';
import { authOf } from './request-auth';
import { takeUpdate } from './update-request';

const T4_MS = 5_000;

/** The parts of UserAgentClient that the compiler calls private. */
interface ClientInternals {
  readonly core: UserAgentCore;
  readonly message: UserAgentClient['message'];
  init(): void;
}

let applied = false;

/** Applies all patches once for the process. */
export function applyPatches(): void {
  if (applied) return;
  applied = true;
  patchTimers();
  patchBranches();
  patchTags();
  patchAllow();
  patchAuthentication();
  patchUpdate();
}

/** 1. Timers D, I, J and K are 0 ms, so retransmissions from the far end find no transaction (RFC 3261 17, table 4). */
function patchTimers(): void {
  Object.assign(Timers, { TIMER_D: GIVE_UP_MS, TIMER_I: T4_MS, TIMER_J: 64 * T1_MS, TIMER_K: T4_MS });
}

/** 2. Branches are seven decimal digits of Math.random: they repeat and can be guessed (RFC 3261 8.1.1.7). */
function patchBranches(): void {
  const target = ClientTransaction as unknown as { makeId(request: { method: string; branch?: string }): string };
  target.makeId = (request) => (request.method === 'CANCEL' ? (request.branch ?? '') : `z9hG4bK${randomBytes(12).toString('hex')}`);
}

/** 3. Tags come from Math.random; RFC 3261 19.3 wants 32 bits of cryptographic randomness. */
function patchTags(): void {
  const target = UserAgentServer.prototype as unknown as { toTag: string; message: { toTag?: string }; init(): void };
  const init = target.init;
  target.init = function (this: typeof target) {
    if (!this.message.toTag) this.toTag = randomBytes(8).toString('hex');
    init.call(this);
  };
}

/** 4. Allow lists REGISTER, SUBSCRIBE, REFER and NOTIFY, which this phone does not take. */
function patchAllow(): void {
  AllowedMethods.splice(0, AllowedMethods.length, ...ALLOWED_METHODS);
}

/**
 * 5. Authentication: MD5 only, the last challenge wins, 407 then 401 fails, CSeq of in-dialog requests does not advance.
 * Ours answers with `request-auth` and takes CSeq from the dialog (RFC 3261 22.2, 12.2.1.1).
 */
function patchAuthentication(): void {
  const target = UserAgentClient.prototype as unknown as {
    authenticationGuard(this: ClientInternals, response: IncomingResponseMessage, dialog?: Dialog): boolean;
  };
  target.authenticationGuard = function (response, dialog) {
    const { statusCode } = response;
    if (statusCode !== 401 && statusCode !== 407) return true;
    const source = sourceOf(response);
    // RFC 3261 22.1: neither ACK nor CANCEL can be sent again with credentials.
    if (source === null || this.message.method === 'CANCEL' || this.message.method === 'ACK') return true;
    const answer = authOf(this as unknown as UserAgentClient, this.core, statusCode, source);
    if (answer === null) return true;
    const owner = dialog ?? this.core.dialogs.get(`${this.message.callId}${this.message.fromTag}${this.message.toTag ?? ''}`);
    if (owner?.localSequenceNumber !== undefined) {
      owner.incrementLocalSequenceNumber();
      this.message.cseq = owner.localSequenceNumber ?? this.message.cseq + 1;
    } else this.message.cseq += 1;
    this.message.setHeader('cseq', `${this.message.cseq} ${this.message.method}`);
    this.message.setHeader(answer.header, answer.value);
    this.init();
    return false;
  };
}

/** 6. UPDATE (RFC 3311) is answered 501 within a dialog. Ours goes to the session's owner after the checks that every request passes. */
function patchUpdate(): void {
  const target = SessionDialog.prototype;
  const receive = target.receiveRequest;
  target.receiveRequest = function (this: SessionDialog, message) {
    if (message.method === 'UPDATE') takeUpdate(this, message);
    else receive.call(this, message);
  };
}
