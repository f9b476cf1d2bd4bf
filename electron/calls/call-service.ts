import type { Account } from '../contract/accounts';
import type { CallSnapshot, EndCode } from '../contract/calls';
import type { AccountId, CallId } from '../contract/ids';
import { AutoAnswer } from './auto-answer/auto-answer';
import { snapshotOf, type Call } from './call';
import { CallEffects } from './call-effects';
import { CallFlow } from './call-flow';
import { CallList } from './call-list';
import { CallRecorder } from './call-recorder';
import type { CallServiceOptions } from './call-service-options';
import type { CallState } from './machine/call-state';
import { Conference } from './conference';
import { type Route, routeOf } from './dial-plan/route';
import { ConnectedParties } from './far-end/connected-parties';
import { CallDoctor } from './doctor/call-doctor';
import { EncryptionWatch } from './encryption/encryption-watch';
import { CallError } from './errors';
import { FilePlayback } from './recording/file-playback';
import { Deflections } from './incoming/deflections';
import { IncomingCalls } from './incoming/incoming-calls';
import { MAX_CALLS } from './incoming/incoming-policy';
import { MediaFacts } from './media-facts';
import type { SignallingEvent, SignallingParty } from './ports';
import { CallRecordings } from './recording/recording';
import { Refusals } from './redirects/refusals';
import { sendDigits } from './sound/send-digits';
import { fallAsleep, wake } from './sleep';
import { SharedLines } from './shared-lines/shared-lines';
import { callEventOf } from './machine/signalling-facts';
import { soundOf } from './sound/sound';
import { SoundDirector } from './sound/sound-director';
import { CallTransfers } from './transfer/call-transfers';

/** After a call for help neither silence nor forwarding keeps theirs away for so long. */
const HELP_CALLS_BACK_WITHIN_MS = 60 * 60_000;

/** Owns all running calls: user commands, signalling and media meet here, and only here. */
export class CallService {
  private readonly calls: CallList;
  private readonly flow: CallFlow;
  private readonly effects: CallEffects;
  private readonly recorder: CallRecorder;
  private readonly incoming: IncomingCalls;
  private readonly connectedParties: ConnectedParties;
  readonly deflections: Deflections;
  readonly refusals: Refusals;
  private readonly autoAnswer: AutoAnswer;
  readonly sound: SoundDirector;
  readonly conference: Conference;
  readonly playback: FilePlayback;
  readonly recordings: CallRecordings;
  readonly transfers: CallTransfers;
  readonly sharedLines: SharedLines;
  private readonly stops: (() => void)[];
  /** The app is on its way out: nobody will answer a new call. */
  private closing = false;
  /** On the monotonic clock. */
  private awaitsHelpUntilMs = -Infinity;

  constructor(private readonly options: CallServiceOptions) {
    const { signalling, media, audio, history, clock, log } = options;
    const changed = (): void => this.changed();
    const calls = this.calls = new CallList(options);
    const flow = this.flow = new CallFlow(options, calls, { effects: () => this.effects, entered: (call, state) => this.entered(call, state), changed });
    this.recorder = new CallRecorder(history, log.child('history'), options.onHistoryChanged);
    this.deflections = new Deflections(options, calls, flow, (typed, accountId) => this.route(typed, accountId).target);
    this.connectedParties = new ConnectedParties(calls, this.recorder, changed);
    this.effects = new CallEffects(signalling, media, this.recorder, clock, log, (call, event) => flow.feed(call, event), options.turnPassword, (call) => this.sharedLines.admit(call));
    this.incoming = new IncomingCalls(options, calls, flow, { effects: this.effects, recorder: this.recorder, closing: () => this.closing, prepare: (call, event) => this.prepare(call, event), awaitsHelp: () => clock.monotonicMs() < this.awaitsHelpUntilMs, changed });
    this.autoAnswer = new AutoAnswer(options, calls, (callId, muted) => this.answerItself(callId, muted));
    this.refusals = new Refusals(options, calls, flow, changed);
    this.conference = new Conference({
      running: () => calls.running(), get: (callId) => calls.get(callId), feed: (call, event) => flow.feed(call, event), hangUp: (callId) => this.hangUp(callId),
      setMuted: (callId, muted) => this.muteOne(calls.get(callId), muted), turnTo: (group) => flow.turnTo(group), changed,
      membersChanged: (members) => this.recordings.conferenceChanged(members),
    });
    this.sound = new SoundDirector(audio, media, clock, () => [...calls.all()], () => this.conference.members);
    this.playback = new FilePlayback(media, log, (callId) => calls.get(callId), changed);
    this.recordings = new CallRecordings(options.recording ?? null, {
      media, clock, log, settings: options.settings, calls: () => calls.running(), group: (callId) => this.conference.groupOf(calls.get(callId)), changed, written: options.onHistoryChanged,
    });
    this.transfers = new CallTransfers({
      signalling, clock, log: log.child('transfer'), list: calls, flow, conference: () => this.conference, changed,
      dial: (number, accountId, invitation) => this.dial(number, accountId, invitation),
      place: (account, party, more) => this.place(account, party, more),
      takeOver: (account, event, old) => this.incoming.takeOver(account, event, old),
      account: (id) => options.accounts().find((account) => account.id === id),
      sendDigits: (callId, digits) => this.sendDigits(callId, digits),
      routed: (typed, accountId) => this.route(typed, accountId).target,
      resume: (callId) => this.resume(callId),
    });
    this.sharedLines = new SharedLines({
      signalling, clock, log: log.child('shared lines'), accounts: options.accounts, find: (callId) => calls.find(callId), running: () => calls.running(), changed,
      place: (account, party, more) => this.placeChecked(account, party, more),
      answer: (callId) => this.answer(callId), resume: (callId) => this.resume(callId),
      amend: (call, code) => this.amend(call, code),
    });
    const doctor = new CallDoctor({ clock, problem: () => audio.problem() });
    const { sound, playback, recordings } = this;
    const mediaFacts = new MediaFacts(options, calls, flow, { sound, playback, recordings, doctor, encryption: new EncryptionWatch(clock), changed });
    this.stops = [
      audio.onLevels(({ underruns }) => doctor.noteUnderruns(underruns ?? 0)),
      signalling.onEvent((event) => this.onSignalling(event)),
      media.onEvent((event) => mediaFacts.take(event)),
    ];
  }

  list(): CallSnapshot[] {
    const calls = this.calls.all().filter(({ state }) => state.kind !== 'arriving');
    const { active } = soundOf(calls, this.options.clock.epochMs());
    const together = active !== null && this.conference.has(active);
    return calls.map((call) => {
      const conference = this.conference.has(call.id);
      const heard = call.id === active || (together && conference);
      return snapshotOf(call, { heard, conference, recording: this.recordings.of(call.id), playing: this.playback.of(call.id), ...this.transfers.of(call.id) });
    });
  }

  /** True while any call is not ended. */
  get busy(): boolean {
    return this.calls.running().length > 0;
  }

  /**
   * Calls a number; a running call is put on hold. Answers at once.
   * Throws CallError: NO_ACCOUNT, NOT_READY (the line waits for its password), TOO_MANY_CALLS, INVALID_TARGET (also for what this line cannot call, such as sips:).
   */
  dial(number: string, accountId: AccountId | null, invitation?: Call['invitation']): CallId {
    const typed = number.trim();
    if (typed === '') throw new CallError('INVALID_TARGET', 'nothing to dial');
    const { signalling, clock } = this.options;
    const { account, target, emergency, anonymous } = this.route(typed, accountId);
    signalling.checkTarget(account.id, target);
    if (!emergency) this.checkRoom();
    if (emergency) this.awaitsHelpUntilMs = clock.monotonicMs() + HELP_CALLS_BACK_WITHIN_MS;
    // Who calls for help must be found.
    const wanted = emergency || anonymous ? { ...invitation, anonymous } : invitation;
    return this.place(account, { number: typed, uri: target, displayName: null }, { ...(wanted && { invitation: wanted }), ...(emergency && { urgent: true }) }).id;
  }

  answer(callId: CallId): void {
    const call = this.calls.get(callId);
    if (call.state.kind !== 'incoming') throw new CallError('WRONG_PHASE', `cannot answer while ${call.state.kind}`);
    call.stopRingTimer();
    this.flow.turnTo([call]);
    this.flow.feed(call, { kind: 'answer' });
  }

  /** It will ring. */
  private prepare(call: Call, event: SignallingEvent & { kind: 'incoming' }): void {
    this.deflections.note(call);
    this.autoAnswer.take(call, event);
  }

  private answerItself(callId: CallId, muted: boolean): void {
    this.answer(callId);
    if (muted) this.setMuted(callId, true);
  }

  /** Refuses an incoming call; with a message, that goes to the caller. */
  decline(callId: CallId, message: string | null): void {
    const call = this.calls.get(callId);
    const refused = snapshotOf(call);
    this.flow.command(call, { kind: 'decline', atEpochMs: this.options.clock.epochMs() });
    if (message !== null && message.trim() !== '') this.options.onReply?.(refused, message);
  }

  silence(callId: CallId): void {
    this.flow.command(this.calls.get(callId), { kind: 'silence' });
  }

  hangUp(callId: CallId): void {
    this.flow.hangUp(this.calls.get(callId));
  }

  /** A conference is held, resumed and muted as a whole. */
  hold(callId: CallId): void {
    for (const call of this.conference.groupOf(this.calls.get(callId))) this.flow.command(call, { kind: 'hold' });
  }

  /** Back from hold; another running call goes on hold. */
  resume(callId: CallId): void {
    const call = this.calls.get(callId);
    if (call.state.kind !== 'established') throw new CallError('WRONG_PHASE', `cannot resume while ${call.state.kind}`);
    const group = this.conference.groupOf(call);
    this.flow.turnTo(group);
    for (const member of group) this.flow.command(member, { kind: 'resume' });
  }

  /** The call that talks goes on hold, the one that waited longest comes back. */
  swap(): void {
    const waiting = this.calls.running().find((call) => call.state.kind === 'established' && call.state.wantHold);
    if (waiting === undefined) throw new CallError('WRONG_PHASE', 'no call is on hold');
    this.resume(waiting.id);
  }

  setMuted(callId: CallId, muted: boolean): void {
    for (const call of this.conference.groupOf(this.calls.get(callId))) this.muteOne(call, muted);
    this.changed();
  }

  async sendDigits(callId: CallId, digits: string): Promise<void> {
    const call = this.calls.get(callId);
    if (call.state.kind !== 'established') throw new CallError('WRONG_PHASE', `no digits while ${call.state.kind}`);
    call.digitsSent = (call.digitsSent + digits).slice(-64);
    this.changed();
    await sendDigits(call, digits, this.options);
  }

  /** Takes an ended call off the screen before its time. */
  dismiss(callId: CallId): void {
    this.flow.dismiss(callId);
  }

  /** Fills in contacts of running calls again, after a contact was saved or removed. */
  refreshContacts(): void {
    for (const call of this.calls.all()) {
      call.remote = this.calls.identify(call.remote);
      if (call.firstRemote !== undefined) call.firstRemote = this.calls.identify(call.firstRemote);
    }
    this.changed();
  }

  /** Ends everything, for quitting: BYE or CANCEL goes out for each call, history is complete, new calls are refused. */
  hangUpAll(): void {
    this.closing = true;
    for (const call of this.calls.running()) this.flow.leave(call);
  }

  /** Ends the calls of a line that is about to go. */
  hangUpLine(accountId: AccountId): void {
    for (const call of this.calls.running()) if (call.account.id === accountId) this.flow.leave(call);
  }

  /** The machine goes to sleep in a moment: nothing is sent, for nothing may hold it up. */
  fallAsleep(): void {
    fallAsleep(this.calls.running(), this.options.clock.epochMs());
  }

  /** It is awake; what became of the calls is found out by their next offer (`networkChanged`). */
  wake(): void {
    wake(this.calls.running(), this.options.clock.epochMs());
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    for (const call of this.calls.all()) {
      call.stopRingTimer();
      call.stopRetry();
      call.stopLeaving();
    }
    this.refusals.dispose();
    this.autoAnswer.dispose();
    this.transfers.dispose();
    this.sharedLines.dispose();
    this.sound.dispose();
  }

  private route(typed: string, accountId: AccountId | null): Route {
    const { signalling, accounts, region } = this.options;
    return routeOf(typed, accountId, { accounts: accounts(), registration: (id) => signalling.registration(id), region: region() });
  }

  private checkRoom(): void {
    if (this.calls.running().length >= MAX_CALLS) throw new CallError('TOO_MANY_CALLS', `${MAX_CALLS} calls are running`);
  }

  private placeChecked(account: Account, party: SignallingParty, more: Partial<Call>): Call {
    this.checkRoom();
    return this.place(account, party, more);
  }

  /** An ended call is shown and written as what it turned out to be. */
  private amend(call: Call, code: EndCode): void {
    if (call.state.kind !== 'ended') return;
    call.state = { ...call.state, cause: { ...call.state.cause, code } };
    this.recorder.ended(call);
    this.changed();
  }

  private place(account: Account, party: SignallingParty, more: Partial<Call>): Call {
    const call = Object.assign(this.calls.add(account, 'outgoing', party), more);
    this.flow.turnTo([call]);
    this.effects.begin(call);
    this.recorder.began(call);
    this.changed();
    return call;
  }

  private onSignalling(event: SignallingEvent): void {
    if (event.kind === 'registration') return;
    if (event.kind === 'incoming') {
      if (this.transfers.takes(event)) return;
      this.incoming.take(event);
      const arrived = this.calls.find(event.callId);
      if (arrived !== undefined) this.sharedLines.arrived(arrived, event);
      return;
    }
    const call = this.calls.find(event.callId);
    if (call === undefined) return;
    if (event.kind === 'digit') return this.options.log.info('digit by INFO', { callId: call.id });
    if (event.kind === 'callerVerified') return this.verified(call, event);
    if (event.kind === 'failed') return this.refusals.take(call, event);
    if (event.kind === 'cancelled' && this.sharedLines.isTakenElsewhere(call)) event = { ...event, answeredElsewhere: true };
    const fact = callEventOf(event, this.options.clock.epochMs());
    if (event.kind === 'accepted' && event.focus !== undefined) call.focus = event.focus;
    if (event.kind === 'focusChanged') return this.transfers.serverConferences.focusChanged(call, event.focus);
    if (event.kind === 'remoteChanged' || event.kind === 'accepted') this.connectedParties.take(call, event.remote);
    if (fact !== null) this.flow.feed(call, this.transfers.reworded(call, fact));
  }

  private verified(call: Call, { verdict, attestation, by }: SignallingEvent & { kind: 'callerVerified' }): void {
    if (verdict === 'none') return;
    call.callerVerification = { verdict, attestation, by };
    this.recorder.noted(call, { callerVerification: call.callerVerification });
    this.changed();
  }

  private entered(call: Call, state: CallState['kind']): void {
    if (state === 'established') this.recordings.established(call);
    this.transfers.entered(call, state);
    this.sharedLines.entered(call, state);
    if (state === 'answering' || state === 'ended') this.autoAnswer.close(call);
    if (state !== 'ended') return;
    this.conference.left(call.id);
    this.refusals.close(call.id);
  }

  private changed(): void {
    this.transfers.look();
    this.sound.update();
    this.sharedLines.changed();
    this.options.onChanged(this.list());
  }

  private muteOne(call: Call, muted: boolean): void {
    call.muted = muted;
    this.options.media.setMuted(call.id, muted);
  }
}
