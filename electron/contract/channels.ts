import { z } from 'zod';
import { AppInfo, DialRequest, Notice, PracticeState, type WindowKind } from './app';
import { AccountDraft, AccountTestStep, AccountTransport, AccountWithState } from './accounts';
import { AudioDevices, AudioLevels, AudioProblem, AudioWindowOrder, DeviceUse } from './audio';
import { CallSnapshot } from './calls';
import { Contact, ContactFields, HistoryEntry, HistoryFilter, ImportReport, Suggestion } from './contacts';
import { AccountId, CallId, ContactId, ConversationId, HistoryId, MessageId, RecordingId } from './ids';
import { Conversation, MAX_MESSAGE_LENGTH, Message, MessageHit } from './messages';
import { LineDevices } from './line-devices';
import { DialPlan, DialPlanTrial } from './line-policy';
import { KeyFields, KeyId, KeyState, MAX_KEYS, PersonPresence, PhoneKey, VoicemailState } from './keys';
import { Recording } from './recordings';
import { Settings } from './settings';
import { AppearanceAction, SharedLineView } from './shared-lines';
import { Trace, TraceDialog, TraceFormat, TraceSubject } from './trace';
import { TransferFailure } from './transfer';

const ui = ['phone', 'callBar', 'ring'] as const satisfies readonly WindowKind[];
const phone = ['phone'] as const satisfies readonly WindowKind[];
const audio = ['audio'] as const satisfies readonly WindowKind[];

function command<Request extends z.ZodType, Response extends z.ZodType>(
  from: readonly WindowKind[], request: Request, response: Response,
): { from: readonly WindowKind[]; request: Request; response: Response } {
  return { from, request, response };
}
function event<Payload extends z.ZodType>(to: readonly WindowKind[], payload: Payload): { to: readonly WindowKind[]; payload: Payload } {
  return { to, payload };
}

const nothing = z.null();
const callRef = z.object({ callId: CallId });
const contactPage = z.object({
  query: z.string().max(200), only: z.enum(['all', 'favourites']).default('all'),
  offset: z.number().int().min(0), limit: z.number().int().min(1).max(500),
});

/** Every request a window may make of main: who may ask, what, and what comes back. */
export const commands = {
  'app:info': command(ui, nothing, AppInfo),
  'app:notices': command(phone, nothing, z.array(Notice)),
  'app:dismissNotice': command(phone, z.object({ id: z.string() }), nothing),
  'app:quit': command(phone, nothing, nothing),
  /** Quits and starts again, calls or not. */
  'app:startAnew': command(phone, nothing, nothing),
  'app:openLogFolder': command(phone, nothing, nothing),
  'window:show': command(ui, z.object({ page: z.enum(['keypad', 'people', 'history', 'messages', 'keys', 'settings', 'call']).nullable() }), nothing),

  'settings:get': command(ui, nothing, Settings),
  'settings:set': command(phone, Settings.partial(), Settings),

  'accounts:list': command(ui, nothing, z.array(AccountWithState)),
  'accounts:save': command(phone, AccountDraft, AccountWithState),
  'accounts:remove': command(phone, z.object({ accountId: AccountId }), z.object({ undoToken: z.string() })),
  'accounts:undoRemove': command(phone, z.object({ undoToken: z.string() }), nothing),
  'accounts:reconnect': command(phone, z.object({ accountId: AccountId }), nothing),
  /** Looks now whether calls reach the line; answers when that is known, which its state then tells. */
  'accounts:checkReach': command(phone, z.object({ accountId: AccountId }), nothing),
  /** Password given for this run where there is no safe keychain, or after "Wrong password". */
  'accounts:unlock': command(phone, z.object({ accountId: AccountId, password: z.string().max(500), remember: z.boolean() }), nothing),
  /** Finds the server of a domain (SRV, then A) as typed so far; answers what would be used. */
  'accounts:discover': command(phone, z.object({ domain: z.string().max(255), transport: AccountTransport }), z.object({ host: z.string(), port: z.number().int(), how: z.enum(['srv', 'address', 'none']) })),
  /** Registers once with what was typed and takes it back; steps arrive as accounts:testStep. */
  'accounts:test': command(phone, AccountDraft, z.object({ ok: z.boolean(), failedStep: AccountTestStep.nullable() })),
  /** What would go out for a number, and whether the digit map can be read. */
  'accounts:tryDialPlan': command(phone, z.object({ plan: DialPlan, number: z.string().max(255) }), DialPlanTrial),
  'practice:start': command(phone, nothing, z.object({ state: PracticeState, accountId: AccountId })),
  'practice:state': command(ui, nothing, PracticeState),

  'call:list': command(ui, nothing, z.array(CallSnapshot)),
  /** accountId null = the default line; anonymous left out = as the line has it. Answers at once; progress arrives as calls:changed. */
  'call:dial': command(ui, z.object({ number: z.string().min(1).max(255), accountId: AccountId.nullable(), anonymous: z.boolean().optional() }), callRef),
  'call:answer': command(ui, callRef, nothing),
  'call:decline': command(ui, callRef.extend({ message: z.string().max(500).nullable() }), nothing),
  /** Sends a call that rings on to a number, by a 302. */
  'call:sendOn': command(ui, callRef.extend({ target: z.string().min(1).max(255) }), nothing),
  'call:silence': command(ui, callRef, nothing),
  /** Cancels, declines or ends, whatever the phase asks for. */
  'call:hangUp': command(ui, callRef, nothing),
  'call:hold': command(ui, callRef, nothing),
  'call:resume': command(ui, callRef, nothing),
  /** Holds the running call and resumes the other. */
  'call:swap': command(ui, nothing, nothing),
  /** The user's word on a call that is sent elsewhere; false = it ends. */
  'call:followForwarding': command(ui, callRef.extend({ follow: z.boolean() }), nothing),
  'call:setMuted': command(ui, callRef.extend({ muted: z.boolean() }), nothing),
  'call:sendDigits': command(ui, callRef.extend({ digits: z.string().regex(/^[0-9A-D*#,]{1,64}$/) }), nothing),
  /** Joins calls into a conference, or more calls to it; null = all established ones. Held ones come back. */
  'call:merge': command(ui, z.object({ callIds: z.array(CallId).min(2).max(8).nullable() }), nothing),
  /** Takes one out of the conference to speak to it alone; the others wait. */
  'call:split': command(ui, callRef, nothing),
  /** Ends all calls of the conference. */
  'call:endConference': command(ui, nothing, nothing),
  /** Records the call, or the whole conference it is in. */
  'call:startRecording': command(ui, callRef, nothing),
  'call:stopRecording': command(ui, callRef, nothing),
  /** Main asks for a WAV or Ogg Opus file and plays it into the call; null = cancelled. */
  'call:playFile': command(phone, callRef, z.object({ name: z.string() }).nullable()),
  'call:stopFile': command(ui, callRef, nothing),
  /** Passes the call on to a number, without speaking there first. */
  'call:transfer': command(ui, callRef.extend({ target: z.string().min(1).max(255) }), nothing),
  /** Joins the far ends of two calls of ours. */
  'call:transferTo': command(ui, callRef.extend({ otherId: CallId }), nothing),
  /** Calls somebody to ask whether the call may be passed on to them; it waits on hold. */
  'call:consult': command(ui, callRef.extend({ target: z.string().min(1).max(255) }), callRef),
  /** Of the call that asks: passes the waiting one on, or gives up and goes back to it. */
  'call:completeTransfer': command(ui, callRef, nothing),
  'call:endConsultation': command(ui, callRef, nothing),
  /** Back to a call whose transfer failed or is still under way. */
  'call:takeBack': command(ui, callRef, nothing),
  /** Leaves the call with the server, to be fetched at another phone. */
  'call:park': command(ui, callRef, nothing),
  /** Asks the server's conference to call somebody in; answers why it will not, null where it will. */
  'call:addToConference': command(ui, callRef.extend({ target: z.string().min(1).max(255) }), z.object({ failure: TransferFailure.nullable() })),
  'call:retrieve': command(ui, z.object({ accountId: AccountId, place: z.string().min(1).max(40) }), callRef),
  /** Takes a call that rings in the own group. */
  'call:pickUpGroup': command(ui, z.object({ accountId: AccountId }), callRef),
  /** Removes an ended call from the screen before its time. */
  'call:dismiss': command(ui, callRef, nothing),

  'contacts:page': command(phone, contactPage, z.object({ total: z.number().int(), contacts: z.array(Contact) })),
  'contacts:get': command(ui, z.object({ contactId: ContactId }), Contact.nullable()),
  'contacts:save': command(phone, z.object({ contactId: ContactId.nullable(), fields: ContactFields }), Contact),
  'contacts:remove': command(phone, z.object({ contactIds: z.array(ContactId).min(1).max(10_000) }), z.object({ undoToken: z.string() })),
  'contacts:undo': command(phone, z.object({ undoToken: z.string() }), nothing),
  /** Main opens the file dialog; null = cancelled. */
  'contacts:importVcard': command(phone, nothing, ImportReport.nullable()),
  'contacts:exportVcard': command(phone, nothing, z.object({ file: z.string(), count: z.number().int() }).nullable()),

  'search:suggest': command(ui, z.object({ query: z.string().max(200), limit: z.number().int().min(1).max(50) }), z.array(Suggestion)),

  'keys:list': command(phone, nothing, z.object({ keys: z.array(PhoneKey), states: z.array(KeyState) })),
  'keys:save': command(phone, z.object({ keyId: KeyId.nullable(), fields: KeyFields }), PhoneKey),
  'keys:remove': command(phone, z.object({ keyId: KeyId }), z.object({ undoToken: z.string() })),
  'keys:undo': command(phone, z.object({ undoToken: z.string() }), nothing),
  'keys:move': command(phone, z.object({ keyId: KeyId, toIndex: z.number().int().min(0).max(MAX_KEYS) }), nothing),
  /** Calls, takes the call that rings there, or dials the code, as the key and the moment ask. */
  'keys:press': command(phone, z.object({ keyId: KeyId, /** The user was asked whether to join the call that runs on a trunk. */ join: z.boolean().optional() }), callRef),
  /** Asks who is registered on this line until another is asked about or null; told by devices:changed. */
  'devices:show': command(phone, z.object({ accountId: AccountId.nullable() }), nothing),
  'voicemail:state': command(ui, nothing, z.array(VoicemailState)),
  'presence:people': command(phone, nothing, z.array(PersonPresence)),

  'sharedLines:list': command(phone, nothing, z.array(SharedLineView)),
  /** Does what the place shows; fails with wrong-phase where it shows something else by now. callId null = the place was only taken or given back. */
  'sharedLines:press': command(phone, z.object({ accountId: AccountId, index: z.number().int().min(1).max(64), action: AppearanceAction }), z.object({ callId: CallId.nullable() })),

  'history:page': command(phone, HistoryFilter, z.array(HistoryEntry)),
  'history:ofNumber': command(ui, z.object({ number: z.string().max(255), limit: z.number().int().min(1).max(100) }), z.array(HistoryEntry)),
  'history:remove': command(phone, z.object({ ids: z.array(HistoryId).min(1).max(10_000) }), z.object({ undoToken: z.string() })),
  'history:undo': command(phone, z.object({ undoToken: z.string() }), nothing),
  'history:markSeen': command(phone, nothing, nothing),
  'history:missedCount': command(ui, nothing, z.number().int()),

  /** Newest first; those with nothing in them are left out. */
  'messages:conversations': command(phone, z.object({ before: z.object({ lastAtEpochMs: z.number(), id: ConversationId }).nullable(), limit: z.number().int().min(1).max(200) }), z.array(Conversation)),
  'messages:conversation': command(phone, z.object({ conversationId: ConversationId }), Conversation.nullable()),
  /** The conversation with a number, made where there is none; accountId null = the line a call would go out on. */
  'messages:open': command(phone, z.object({ number: z.string().min(1).max(255), accountId: AccountId.nullable() }), Conversation),
  /** Newest first, older than `before`; at least down to `reach` where that is given. */
  'messages:thread': command(phone, z.object({ conversationId: ConversationId, before: z.number().int().nullable(), reach: z.number().int().nullable(), limit: z.number().int().min(1).max(500) }), z.array(Message)),
  'messages:search': command(phone, z.object({ query: z.string().max(200), limit: z.number().int().min(1).max(200) }), z.array(MessageHit)),
  /** More than one where the line must split it. Answers once it is kept; its way is told by messages:changed. */
  'messages:send': command(phone, z.object({ conversationId: ConversationId, text: z.string().min(1).max(MAX_MESSAGE_LENGTH) }), z.array(Message)),
  'messages:sendAgain': command(phone, z.object({ messageId: MessageId }), nothing),
  'messages:markRead': command(phone, z.object({ conversationId: ConversationId }), nothing),
  /** Which conversation is on the screen; null = none. */
  'messages:shown': command(phone, z.object({ conversationId: ConversationId.nullable() }), nothing),
  'messages:setDraft': command(phone, z.object({ conversationId: ConversationId, draft: z.string().max(MAX_MESSAGE_LENGTH) }), nothing),
  /** The user writes, or has stopped. */
  'messages:typing': command(phone, z.object({ conversationId: ConversationId, typing: z.boolean() }), nothing),
  'messages:remove': command(phone, z.object({ ids: z.array(MessageId).min(1).max(10_000) }), z.object({ undoToken: z.string() })),
  'messages:removeConversation': command(phone, z.object({ conversationId: ConversationId }), z.object({ undoToken: z.string() })),
  'messages:undo': command(phone, z.object({ undoToken: z.string() }), nothing),
  'messages:unreadCount': command(ui, nothing, z.number().int()),
  /** Opens a web address that stands in a message, in the system's browser. Fails with bad-request for anything but http and https. */
  'messages:openLink': command(phone, z.object({ url: z.string().max(2_000) }), nothing),

  'recordings:ofCall': command(phone, z.object({ historyId: HistoryId }), z.array(Recording)),
  /** Plays it with the program that the system has for such files. Fails with not-found where the file is gone. */
  'recordings:open': command(phone, z.object({ recordingId: RecordingId }), nothing),
  /** Shows the file in its folder. */
  'recordings:reveal': command(phone, z.object({ recordingId: RecordingId }), nothing),
  /** The file goes to the system's bin, after the time to take it back. */
  'recordings:remove': command(phone, z.object({ recordingId: RecordingId }), z.object({ undoToken: z.string() })),
  'recordings:undo': command(phone, z.object({ undoToken: z.string() }), nothing),
  /** Where recordings go by now. */
  'recordings:folder': command(phone, nothing, z.string()),
  /** Main asks for a folder and keeps it; null = cancelled. */
  'recordings:chooseFolder': command(phone, nothing, z.string().nullable()),

  'trace:dialogs': command(phone, nothing, z.array(TraceDialog)),
  'trace:of': command(phone, TraceSubject, Trace),
  /** Main asks for a file and writes it whole; null = cancelled. */
  'trace:export': command(phone, z.object({ subject: TraceSubject, format: TraceFormat }), z.object({ file: z.string() }).nullable()),
  'trace:clear': command(phone, nothing, nothing),

  'audio:devices': command(ui, nothing, AudioDevices),
  'audio:problem': command(ui, nothing, AudioProblem),
  /** Level meters on the settings page, and a sound to try a device with. */
  'audio:monitor': command(phone, z.object({ on: z.boolean() }), nothing),
  'audio:testOutput': command(phone, z.object({ output: z.enum(['speaker', 'ringer']) }), nothing),
  /** A key pressed on the pad: the tone the user hears. */
  'audio:keyTone': command(ui, z.object({ digit: z.string().length(1) }), nothing),

  'audioWindow:ready': command(audio, nothing, nothing),
  'audioWindow:devices': command(audio, AudioDevices, nothing),
  'audioWindow:levels': command(audio, AudioLevels, nothing),
  'audioWindow:problem': command(audio, AudioProblem, nothing),
  /** Asked before a device is opened, for its buffer; answers the frames at 48 kHz that it will take at a time. */
  'audioWindow:opening': command(audio, DeviceUse, z.object({ frames: z.number().int().positive() })),
} as const;

/** Every fact main tells windows. */
export const events = {
  'calls:changed': event(ui, z.array(CallSnapshot)),
  'accounts:changed': event(ui, z.array(AccountWithState)),
  'accounts:testStep': event(phone, AccountTestStep),
  'settings:changed': event(ui, Settings),
  'contacts:changed': event(phone, nothing),
  'history:changed': event(phone, z.object({ missedCount: z.number().int() })),
  /** conversationId null = several. */
  'messages:changed': event(ui, z.object({ conversationId: ConversationId.nullable(), unreadCount: z.number().int() })),
  /** A new message, for those who cannot see it: one line to be read out. */
  'messages:arrived': event(phone, z.object({ conversationId: ConversationId, name: z.string(), text: z.string() })),
  'messages:composing': event(phone, z.object({ conversationId: ConversationId, composing: z.boolean() })),
  /** Open this conversation: its notification was clicked. */
  'messages:requested': event(phone, z.object({ conversationId: ConversationId })),
  'audio:devicesChanged': event(ui, AudioDevices),
  'audio:levelsChanged': event(ui, AudioLevels),
  'audio:problemChanged': event(ui, AudioProblem),
  'keys:changed': event(phone, z.array(PhoneKey)),
  /** Only what changed, all of the last moment together. */
  'keys:statesChanged': event(phone, z.array(KeyState)),
  'sharedLines:changed': event(phone, z.array(SharedLineView)),
  'devices:changed': event(phone, LineDevices),
  'voicemail:changed': event(ui, z.array(VoicemailState)),
  'presence:peopleChanged': event(phone, z.array(PersonPresence)),
  'dial:requested': event(phone, DialRequest),
  'window:pageRequested': event(phone, z.object({ page: z.string() })),
  'notice:added': event(phone, Notice),
  'practice:changed': event(ui, PracticeState),
  'audioWindow:order': event(audio, AudioWindowOrder),
} as const;

export type CommandName = keyof typeof commands;
export type CommandRequest<N extends CommandName> = z.infer<(typeof commands)[N]['request']>;
export type CommandResponse<N extends CommandName> = z.infer<(typeof commands)[N]['response']>;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]['payload']>;

/** Codes a command may fail with; the renderer has words for each. */
export type CommandErrorCode =
  | 'bad-request' | 'not-allowed' | 'not-found' | 'wrong-phase' | 'no-account' | 'not-ready'
  | 'invalid-number' | 'not-sound' | 'too-many-calls' | 'storage' | 'cancelled' | 'internal';

export type CommandResult<T> = { ok: true; value: T } | { ok: false; error: { code: CommandErrorCode; message: string } };

/** What preload puts on `window.sidetone`. */
export interface SidetoneApi {
  readonly windowKind: WindowKind;
  invoke<N extends CommandName>(name: N, request: CommandRequest<N>): Promise<CommandResult<CommandResponse<N>>>;
  /** Answers the function that unsubscribes. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}
