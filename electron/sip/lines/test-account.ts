import type { Clock } from '../../calls/ports';
import type { Account, AccountTestStep } from '../../contract/accounts';
import type { RegisterOutcome } from '../sipjs/register-request';
import { hopText } from '../transport/hop';
import type { Line, LineOptions } from './line';

/** A person waits in front of the form: no answer in this time is an answer, ms. */
const ANSWER_WITHIN_MS = 8_000;
const TEST_EXPIRES_SECONDS = 60;

export interface AccountTest {
  readonly account: Account;
  readonly clock: Clock;
  readonly makeLine: (extra: Pick<LineOptions, 'onAnswer'>) => Line;
  readonly onStep: (step: AccountTestStep) => void;
}

type Result = { ok: boolean; failedStep: AccountTestStep | null };

/** Resolves, reaches and registers once with what was typed, then takes the registration back. Never throws. */
export async function testAccount(test: AccountTest): Promise<Result> {
  const { onStep } = test;
  const failed = (step: AccountTestStep['step'], detail: string, about: Pick<AccountTestStep, 'problem' | 'certificate'> = {}): Result => {
    const failedStep: AccountTestStep = { step, state: 'failed', detail, ...about };
    onStep(failedStep);
    return { ok: false, failedStep };
  };
  onStep({ step: 'resolve', state: 'running', detail: test.account.outboundProxy ?? test.account.domain });
  let reached = false;
  let line: Line;
  try {
    line = test.makeLine({
      onAnswer: (statusLine) => {
        if (reached) return;
        reached = true;
        onStep({ step: 'reach', state: 'ok', detail: statusLine });
        onStep({ step: 'register', state: 'running', detail: '' });
      },
    });
  } catch (error) {
    return failed('resolve', error instanceof Error ? error.message : String(error));
  }
  try {
    const hop = await line.resolve().catch(() => null);
    if (hop === null) return failed('resolve', 'the server\'s name was not found');
    onStep({ step: 'resolve', state: 'ok', detail: hopText(hop) });
    onStep({ step: 'reach', state: 'running', detail: hopText(hop) });
    const outcome = await registerOnce(line, test.clock);
    if (outcome.kind === 'timeout') return failed(reached ? 'register' : 'reach', 'the server does not answer');
    if (outcome.kind === 'unreachable') return failed('reach', 'nothing listens at the server\'s address');
    if (outcome.kind === 'insecure') return failed('reach', outcome.detail, { problem: outcome.problem, ...(outcome.certificate !== null && { certificate: outcome.certificate }) });
    if (outcome.kind === 'no-network') return failed('reach', 'there is no network');
    if (outcome.kind === 'rejected') return failed('register', `${outcome.status} ${outcome.reason}`.trim());
    if (outcome.grant.listing === 'others') return failed('register', 'the server agreed, but does not list this phone');
    onStep({ step: 'register', state: 'ok', detail: hopText(hop) });
    return { ok: true, failedStep: null };
  } catch (error) {
    return failed('reach', error instanceof Error ? error.message : String(error));
  } finally {
    line.dispose();
  }
}

/** Registers, and unregisters again where that worked; a 423 is met with what the server wants. */
async function registerOnce(line: Line, clock: Clock): Promise<RegisterOutcome> {
  const callId = `test-${line.contactUser}`;
  let cseq = 1;
  const send = (expiresSeconds: number): Promise<RegisterOutcome> => new Promise((resolve) => {
    const stop = clock.after(ANSWER_WITHIN_MS, () => {
      drop();
      resolve({ kind: 'timeout' });
    });
    const drop = line.sendRegister({ expiresSeconds, callId, cseq, fromTag: line.contactUser, alsoRemove: [], regId: null }, (outcome, lastCSeq) => {
      stop();
      cseq = lastCSeq + 1;
      resolve(outcome);
    });
  });
  let outcome = await send(TEST_EXPIRES_SECONDS);
  if (outcome.kind === 'rejected' && outcome.status === 423 && outcome.minExpiresSeconds !== null) outcome = await send(outcome.minExpiresSeconds);
  if (outcome.kind === 'accepted') await send(0);
  return outcome;
}

