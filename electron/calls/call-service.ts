import type { Account } from '../contract/accounts';
import type { CallSnapshot, RemoteParty } from '../contract/calls';
import type { AccountId, CallId } from '../contract/ids';
import { newCall, snapshotOf, type Call } from './call';
import { CallEffects } from './call-effects';
import { arrive, transition } from './call-machine';
import type { CallEvent } from './call-state';
import { CallRecorder } from './call-recorder';
import type { CallServiceOptions } from './call-service-options';
import { identify } from './caller';
import { Conference } from './conference';
import { CallDoctor } from './doctor/call-doctor';
import { nextOffer, refusalCode } from './encryption-offers';
import { EncryptionWatch } from './encryption-watch';
import { CallError } from './errors';
import { FilePlayback } from './file-playback';
import { MAX_CALLS, refusalOf } from './incoming-policy';
import { lineToDialFrom } from './line-choice';
import type { MediaEvent, SignallingEvent, SignallingParty } from './ports';
import { CallRecordings } from './recording';
import { lastSaid } from './security';
import { sendDigits } from './send-digits';
import { callEventOf } from './signalling-facts';
import { soundOf, wantsSound } from './sound';
import { SoundDirector } from './sound-director';

/** How long an ended call stays on the screen, ms. Failures stay longer: there is something to read. */
const ENDED_SHOWN_MS = 4_000;
const FAILURE_SHOWN_MS = 30_000;

/** Owns all running calls: user commands, signalling and media meet here, and only here. */
export class CallService {
  private readonly calls = new Map<CallId, Call>();
  private readonly effects: CallEffects;
  private readonly recorder: CallRecorder;
  readonly sound: SoundDirector;
  readonly conference: Conference;
  readonly playback: FilePlayback;
  readonly recordings: CallRecordings;
  private readonly doctor: CallDoctor;
  private readonly encryption: EncryptionWatch;
  private readonly stops: (() => void)[];
  /** Counts dials, answers and resumes; see Call.turnedTo. */
  private turns = 0;
  /** The app is on its way out: nobody will answer a new call. */
  private closing = false;

  constructor(private readonly options: CallServiceOptions) {
    const { signalling, media, audio, history, clock, log } = options;
    this.recorder = new CallRecorder(history, log.child('history'), options.onHistoryChanged);
    this.effects = new CallEffects(signalling, media, this.recorder, clock, log, (call, event) => this.feed(call, event), options.turnPassword);
    this.conference = new Conference({
      running: () => this.running(), get: (callId) => this.get(callId), feed: (call, event) => this.feed(call, event), hangUp: (callId) => this.hangUp(callId),
      setMuted: (callId, muted) => this.muteOne(this.get(callId), muted), turnTo: (calls) => this.turnTo(calls), changed: () => this.changed(),
      membersChanged: (members) => this.recordings.conferenceChanged(members),
    });
    this.sound = new SoundDirector(audio, media, clock, () => [...this.calls.values()], () => this.conference.members);
    this.playback = new FilePlayback(media, log, (callId) => this.get(callId), () => this.changed());
    this.recordings = new CallRecordings(options.recording ?? null, {
      media, clock, log, settings: options.settings, calls: () => this.running(), group: (callId) => this.conference.groupOf(this.get(callId)), changed: () => this.changed(), written: options.onHistoryChanged,
    });
    this.doctor = new CallDoctor({ clock, problem: () => audio.problem() });
    this.encryption = new EncryptionWatch(clock);
    this.stops = [
      audio.onLevels(({ underruns }) => this.doctor.noteUnderruns(underruns ?? 0)),
      signalling.onEvent((event) => this.onSignalling(event)),
      media.onEvent((event) => this.onMedia(event)),
    ];
  }

  list(): CallSnapshot[] {
    const calls = [...this.calls.values()].filter(({ state }) => state.kind !== 'arriving');
    const { active } = soundOf(calls, this.options.clock.epochMs());
    const together = active !== null && this.conference.has(active);
    return calls.map((call) => {
      const conference = this.conference.has(call.id);
      const heard = call.id === active || (together && conference);
      return snapshotOf(call, { heard, conference, recording: this.recordings.of(call.id), playing: this.playback.of(call.id) });
    });
  }

  /** True while any call is not ended. */
  get busy(): boolean {
    return this.running().length > 0;
  }

  /**
   * Calls a number; a running call is put on hold. Answers at once.
   * Throws CallError: NO_ACCOUNT, NOT_READY (the line waits for its password), TOO_MANY_CALLS, INVALID_TARGET (also for what this line cannot call, such as sips:).
   */
  dial(number: string, accountId: AccountId | null): CallId {
    const target = number.trim();
    if (target === '') throw new CallError('INVALID_TARGET', 'nothing to dial');
    const account = lineToDialFrom(this.options.accounts(), (id) => this.options.signalling.registration(id), accountId);
    this.options.signalling.checkTarget(account.id, target);
    if (this.running().length >= MAX_CALLS) throw new CallError('TOO_MANY_CALLS', `${MAX_CALLS} calls are running`);
    const call = this.add(account, 'outgoing', { number: target, uri: target, displayName: null });
    this.turnTo([call]);
    this.effects.begin(call);
    this.recorder.began(call);
    this.changed();
    return call.id;
  }

  answer(callId: CallId): void {
    const call = this.get(callId);
    if (call.state.kind !== 'incoming') throw new CallError('WRONG_PHASE', `cannot answer while ${call.state.kind}`);
    call.stopRingTimer();
    this.turnTo([call]);
    this.feed(call, { kind: 'answer' });
  }

  /** Refuses an incoming call; with a message, that is sent to the caller as a SIP MESSAGE (RFC 3428). */
  decline(callId: CallId, message: string | null): void {
    const call = this.get(callId);
    const { uri } = call.remote;
    this.command(call, { kind: 'decline', atEpochMs: this.options.clock.epochMs() });
    if (message === null || message.trim() === '') return;
    const { signalling, log, onReplyLost } = this.options;
    void signalling.sendMessage(call.account.id, uri, message).catch(() => ({ ok: false, status: 0 })).then(({ ok, status }) => {
      if (ok) return;
      log.warn('reply not delivered', { callId, status });
      onReplyLost?.(snapshotOf(call), message, status);
    });
  }

  silence(callId: CallId): void {
    this.command(this.get(callId), { kind: 'silence' });
  }

  hangUp(callId: CallId): void {
    const call = this.get(callId);
    if (call.state.kind === 'ended') return;
    this.feed(call, { kind: 'hangUp', atEpochMs: this.options.clock.epochMs() });
  }

  /** A conference is held, resumed and muted as a whole. */
  hold(callId: CallId): void {
    for (const call of this.conference.groupOf(this.get(callId))) this.command(call, { kind: 'hold' });
  }

  /** Back from hold; another running call goes on hold. */
  resume(callId: CallId): void {
    const call = this.get(callId);
    if (call.state.kind !== 'established') throw new CallError('WRONG_PHASE', `cannot resume while ${call.state.kind}`);
    const group = this.conference.groupOf(call);
    this.turnTo(group);
    for (const member of group) this.command(member, { kind: 'resume' });
  }

  /** The call that talks goes on hold, the one that waited longest comes back. */
  swap(): void {
    const waiting = this.running().find((call) => call.state.kind === 'established' && call.state.wantHold);
    if (waiting === undefined) throw new CallError('WRONG_PHASE', 'no call is on hold');
    this.resume(waiting.id);
  }

  setMuted(callId: CallId, muted: boolean): void {
    for (const call of this.conference.groupOf(this.get(callId))) this.muteOne(call, muted);
    this.changed();
  }

  async sendDigits(callId: CallId, digits: string): Promise<void> {
    const call = this.get(callId);
    if (call.state.kind !== 'established') throw new CallError('WRONG_PHASE', `no digits while ${call.state.kind}`);
    call.digitsSent = (call.digitsSent + digits).slice(-64);
    this.changed();
    await sendDigits(call, digits, this.options);
  }

  dismiss(callId: CallId): void {
    const call = this.calls.get(callId);
    if (call === undefined || call.state.kind !== 'ended') return;
    call.stopLeaving();
    this.calls.delete(callId);
    this.changed();
  }

  /** Fills in contacts of running calls again, after a contact was saved or removed. */
  refreshContacts(): void {
    for (const call of this.calls.values()) call.remote = this.identify(call.remote);
    this.changed();
  }

  /** Ends everything, for quitting: BYE or CANCEL goes out for each call, history is complete, new calls are refused. */
  hangUpAll(): void {
    this.closing = true;
    for (const call of this.running()) this.leave(call);
  }

  /** Ends the calls of a line that is about to go. */
  hangUpLine(accountId: AccountId): void {
    for (const call of this.running()) if (call.account.id === accountId) this.leave(call);
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    for (const call of this.calls.values()) {
      call.stopRingTimer();
      call.stopRetry();
      call.stopLeaving();
    }
    this.sound.dispose();
  }

  private onSignalling(event: SignallingEvent): void {
    if (event.kind === 'registration') return;
    if (event.kind === 'incoming') return this.incoming(event);
    const call = this.calls.get(event.callId);
    if (call === undefined) return;
    if (event.kind === 'digit') return this.options.log.info('digit by INFO', { callId: call.id });
    const fact = callEventOf(event, this.options.clock.epochMs());
    if (fact?.kind === 'failed') return this.refused(call, fact);
    if (fact !== null) this.feed(call, fact);
  }

  /** A final refusal of our INVITE: another offer may do, else the call is over. */
  private refused(call: Call, fact: CallEvent & { kind: 'failed' }): void {
    const next = call.state.kind === 'dialling' || call.state.kind === 'ringing' ? nextOffer(call, fact.status) : null;
    if (next === null) {
      const code = refusalCode(call, fact.status);
      return this.feed(call, code === undefined ? fact : { ...fact, code });
    }
    this.options.log.info('offer refused, another is made', { callId: call.id, policy: next.policy });
    call.offered = next;
    this.feed(call, { kind: 'offerRefused' });
  }

  private incoming(event: SignallingEvent & { kind: 'incoming' }): void {
    const { signalling, clock, settings } = this.options;
    const account = this.options.accounts().find((candidate) => candidate.id === event.accountId);
    if (account === undefined) return signalling.reject(event.callId, 404);
    const refusal = refusalOf(this.running().length, this.closing, settings());
    const call = this.add(account, 'incoming', event.remote, event.callId);
    const { state, effects } = arrive(event.offer);
    call.state = state;
    if (refusal === null) {
      for (const effect of effects) this.effects.run(call, effect);
      this.rings(call);
      this.changed();
    }
    call.remote = this.identify(call.remote);
    this.recorder.began(call);
    if (refusal !== null) {
      call.state = { kind: 'ended', answeredAtEpochMs: null, endedAtEpochMs: clock.epochMs(), cause: refusal };
      signalling.reject(call.id, refusal.sipStatus);
      this.recorder.ended(call);
      this.calls.delete(call.id);
      this.options.onEnded(snapshotOf(call));
      return;
    }
    this.changed();
  }

  private onMedia(event: MediaEvent): void {
    this.playback.onMedia(event);
    if (event.kind !== 'restarted') this.recordings.onMedia(event);
    switch (event.kind) {
      case 'stats': {
        const call = this.calls.get(event.callId);
        if (call === undefined) return;
        call.stats = event.stats;
        this.doctor.look(call, this.sound.hears(call.id));
        const failure = this.encryption.failureOf(call);
        if (failure !== null) return this.feed(call, { kind: 'encryptionFailed', detail: failure, atEpochMs: this.options.clock.epochMs() });
        return this.changed();
      }
      case 'firstPacket': {
        const call = this.calls.get(event.callId);
        if (call !== undefined && (call.state.kind === 'ringing' || call.state.kind === 'dialling')) this.feed(call, { kind: 'mediaFlows' });
        return;
      }
      case 'digit':
        return this.options.log.info('digit received', { callId: event.callId });
      case 'pathLost': {
        const call = this.calls.get(event.callId);
        if (call?.state.kind === 'established') this.feed(call, { kind: 'pathLost' });
        return;
      }
      case 'fileStopped':
      case 'recordingStopped': // told to their owners above
        return;
      case 'died':
        return this.options.log.error('the media process died; a new one is started');
      case 'restarted': {
        this.sound.mediaReplaced();
        const atEpochMs = this.options.clock.epochMs();
        for (const call of this.running()) {
          this.feed(call, { kind: 'mediaReplaced', atEpochMs });
          if (call.muted) this.options.media.setMuted(call.id, true);
        }
        return this.recordings.onMedia(event);
      }
    }
  }

  /** The one place where a call changes state. */
  private feed(call: Call, event: CallEvent): void {
    let next;
    try {
      next = transition(call.state, event);
    } catch (error) {
      // What a network or a process tells out of turn is a fault of theirs; the call stays as it is.
      this.options.log.error('event out of turn', { callId: call.id, error: error instanceof Error ? error.message : String(error) });
      return;
    }
    const entered = next.state.kind === call.state.kind ? null : next.state.kind;
    call.state = next.state;
    for (const effect of next.effects) this.effects.run(call, effect);
    if (entered === 'incoming') this.rings(call);
    if (entered === 'established') this.established(call);
    if (entered === 'ended') this.ended(call);
    this.changed();
  }

  /** As feed, for what the user asked: an impossible wish is told, not swallowed. */
  private command(call: Call, event: CallEvent): void {
    try {
      transition(call.state, event);
    } catch (error) {
      throw new CallError('WRONG_PHASE', error instanceof Error ? error.message : String(error), { cause: error });
    }
    this.feed(call, event);
  }

  /** From the moment it rings it does so for as long as the settings say. */
  private rings(call: Call): void {
    const { clock, settings } = this.options;
    if (call.state.kind !== 'incoming') return;
    call.stopRingTimer = clock.after(settings().ringTimeoutSeconds * 1000, () => this.feed(call, { kind: 'ringTimeout', atEpochMs: clock.epochMs() }));
  }

  private established(call: Call): void {
    this.recordings.established(call);
    if (call.muted) this.options.media.setMuted(call.id, true);
    // Answered while the user has turned to another call: it waits, since only one can be spoken to.
    const behind = this.running().some((other) => other.turnedTo > call.turnedTo && wantsSound(other.state));
    if (behind) this.feed(call, { kind: 'hold' });
  }

  /** Without the user's word on this very call: one that rings was missed, not declined, and may go on ringing elsewhere. */
  private leave(call: Call): void {
    if (call.state.kind === 'incoming' || call.state.kind === 'arriving') this.feed(call, { kind: 'ringTimeout', atEpochMs: this.options.clock.epochMs() });
    else this.hangUp(call.id);
  }

  private ended(call: Call): void {
    call.stopRingTimer();
    call.stopRetry();
    this.conference.left(call.id);
    const failed = call.state.kind === 'ended' && (call.state.cause.code === 'encryption-failed' || call.state.cause.code === 'encryption-refused'
      || (call.direction === 'outgoing' && call.state.answeredAtEpochMs === null && call.state.cause.by !== 'local'));
    call.stopLeaving = this.options.clock.after(failed ? FAILURE_SHOWN_MS : ENDED_SHOWN_MS, () => this.dismiss(call.id));
    this.options.onEnded(snapshotOf(call));
  }

  private changed(): void {
    this.sound.update();
    this.options.onChanged(this.list());
  }

  private add(account: Account, direction: Call['direction'], party: SignallingParty, id = this.options.newCallId()): Call {
    const bare: RemoteParty = { ...party, e164: null, contact: null };
    const call = newCall({
      id, account, direction, startedAtEpochMs: this.options.clock.epochMs(), isSignallingSecure: lastSaid(() => this.options.signalling.isSecure(id)), remote: direction === 'outgoing' ? this.identify(bare) : bare,
    });
    this.calls.set(id, call);
    return call;
  }

  private identify(party: RemoteParty): RemoteParty {
    return identify(party, this.options.region(), this.options.contacts, this.options.log);
  }

  private muteOne(call: Call, muted: boolean): void {
    call.muted = muted;
    this.options.media.setMuted(call.id, muted);
  }

  /** The user turns to these; the others wait. */
  private turnTo(calls: readonly Call[]): void {
    for (const call of calls) call.turnedTo = ++this.turns;
    for (const call of this.running()) {
      if (!calls.includes(call) && call.state.kind === 'established' && !call.state.wantHold) this.feed(call, { kind: 'hold' });
    }
  }

  private running(): Call[] {
    return [...this.calls.values()].filter((call) => call.state.kind !== 'ended');
  }

  private get(callId: CallId): Call {
    const call = this.calls.get(callId);
    if (call === undefined) throw new CallError('CALL_NOT_FOUND', `no call ${callId}`);
    return call;
  }
}
