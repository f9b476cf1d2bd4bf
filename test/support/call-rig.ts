import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { CallId, HistoryEntry } from '../../electron/contract';
import { HeadlessPhone, type HeadlessPhoneOptions } from './headless-phone';
import { passwordOf, startKamailio, type Kamailio, type KamailioOptions } from './sip/kamailio';
import { RATE, rms } from './sound/signal';
import { allUnderstood, isForeign, understood, type SpeechFindings } from './sound/speech-check';

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A server and whole phones behind it, all taken down again by close(). */
export class CallRig {
  readonly #closers: (() => Promise<unknown>)[] = [];

  private constructor(public kamailio: Kamailio, private readonly options: KamailioOptions) {}

  static async open(options: KamailioOptions = { challengeInvites: true }): Promise<CallRig> {
    return new CallRig(await startKamailio(options), options);
  }

  /** Stops the server; the answer starts it again at its address, with nothing remembered. */
  async breakServer(): Promise<() => Promise<void>> {
    const { port } = this.kamailio;
    await this.kamailio.stop();
    let broken = true;
    const comeBack = async (): Promise<void> => {
      if (!broken) return;
      broken = false;
      this.kamailio = await startKamailio({ ...this.options, port });
    };
    this.onClose(comeBack);
    return comeBack;
  }

  get server(): string { return `127.0.0.1:${this.kamailio.port}`; }

  /** A registered phone. */
  async phone(user: string, options: Partial<HeadlessPhoneOptions> = {}, withinMs = 8_000): Promise<HeadlessPhone> {
    const phone = new HeadlessPhone({ user, password: passwordOf(user), domain: this.server, ...options });
    this.onClose(() => phone.dispose());
    await phone.ready(withinMs);
    return phone;
  }

  /** Taken down before what was opened earlier. */
  onClose(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  /** Takes down all but the server. */
  async clear(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }

  async close(): Promise<void> {
    await this.clear();
    await this.kamailio.stop();
  }
}

/** `from` calls `to`, who answers; both ids once both ends stand. */
export async function connect(from: HeadlessPhone, to: HeadlessPhone, withinMs = 8_000): Promise<{ fromId: CallId; toId: CallId }> {
  const fromId = from.calls.dial(to.account.username, null);
  const toId = (await to.call('incoming', ({ phase }) => phase.kind === 'incoming', withinMs)).id;
  to.calls.answer(toId);
  const stands = (phone: HeadlessPhone, callId: CallId): Promise<unknown> => phone.call('established', ({ id, phase }) => id === callId && phase.kind === 'established', withinMs);
  await Promise.all([stands(from, fromId), stands(to, toId)]);
  return { fromId, toId };
}

/** Longer than this without a turn, ms, and a jitter buffer rightly gives up on what was said. */
const STALL_MS = 100;

/** Lets people talk until it happened once without this process being stopped by other work of the machine; four times at most. */
export async function undisturbed(talk: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const meter = monitorEventLoopDelay({ resolution: 10 });
    meter.enable();
    await talk();
    meter.disable();
    if (meter.max / 1e6 < STALL_MS) return;
  }
}

/** `from` says it and `to` must understand, said again where a stall of the machine tore it. Throws where it is never understood. */
export function tell(from: HeadlessPhone, to: HeadlessPhone, said: Float32Array): Promise<SpeechFindings> {
  return understood(said, () => sayAndListen(from, to, said), { who: `${from.account.username}, heard by ${to.account.username},` });
}

/** Both talk at once, and each must understand the other; again where a stall tore either. */
export async function tellEachOther(one: HeadlessPhone, other: HeadlessPhone, said: Float32Array, answered: Float32Array): Promise<void> {
  const [here, there] = [one.account.username, other.account.username];
  await allUnderstood(async () => {
    for (const phone of [one, other]) phone.listen();
    one.say(said);
    other.say(answered);
    await wait((1_000 * Math.max(said.length, answered.length)) / RATE + 500);
    return [{ who: `${here}, heard by ${there},`, said, heard: other.heard() }, { who: `${there}, heard by ${here},`, said: answered, heard: one.heard() }];
  });
}

/** What `to` hears while `from` says it and until it has arrived. */
export async function sayAndListen(from: HeadlessPhone, to: HeadlessPhone, said: Float32Array): Promise<Float32Array> {
  to.listen();
  from.say(said);
  await wait((1_000 * said.length) / RATE + 500);
  return to.heard();
}

/** True where none of what was said can be heard, and little else: a far end on hold is given comfort, not silence. */
export function isComfortOnly(said: Float32Array, heard: Float32Array): boolean {
  return rms(heard) < 0.02 && (isSilence(heard) || isForeign(said, heard));
}

/** True where nothing but the noise of codecs is left. */
export function isSilence(heard: Float32Array): boolean {
  return rms(heard) < 0.003;
}

/** `seconds` of speech from `fromSeconds` on. */
export function cut(speech: Float32Array, fromSeconds: number, seconds: number): Float32Array {
  return speech.subarray(Math.round(fromSeconds * RATE), Math.round((fromSeconds + seconds) * RATE));
}

/** What the phone wrote about its calls, newest first. */
export function historyOf(phone: HeadlessPhone, limit = 100): HistoryEntry[] {
  return phone.store.history.page({ query: '', only: 'all', before: null, limit });
}
