import { z } from 'zod';
import { DigitMap } from '../../calls/dial-plan/digit-map';
import { AccountTransport, CodecName, DtmfMethod, KeyExchange, MediaEncryptionPolicy } from '../../contract/accounts';
import { AccountConnection } from '../../contract/connection';
import { CallCodes } from '../../contract/call-codes';
import { LineCalling } from '../../contract/line-calling';
import { defaultCallCodes, defaultDialPlan, defaultLinePolicy, defaultSharing, defaultWatching } from '../../contract/line-defaults';
import { DialPlan, Forwarding, ServerCodes } from '../../contract/line-policy';
import { KeyKind, LineWatching, MAX_KEYS } from '../../contract/keys';
import { Settings } from '../../contract/settings';
import { LineSharing } from '../../contract/shared-lines';

/** What is left out of them is as by default. */
const ProvisionedDialPlan = z.strictObject({
  format: DialPlan.shape.format.default(defaultDialPlan.format),
  outsidePrefix: DialPlan.shape.outsidePrefix.default(defaultDialPlan.outsidePrefix),
  outsideFromDigits: DialPlan.shape.outsideFromDigits.default(defaultDialPlan.outsideFromDigits),
  digitMap: DialPlan.shape.digitMap.default('').refine((map) => DigitMap.parse(map) instanceof DigitMap, 'cannot be read as a digit map'),
  emergencyNumbers: DialPlan.shape.emergencyNumbers.default([]),
});
const ProvisionedPolicy = z.strictObject({
  doNotDisturb: z.boolean().default(false),
  forwarding: z.strictObject({
    always: Forwarding.shape.always.default(null), busy: Forwarding.shape.busy.default(null), noAnswer: Forwarding.shape.noAnswer.default(null),
  }).default(defaultLinePolicy.forwarding),
  serverCodes: z.strictObject({
    forwardOn: ServerCodes.shape.forwardOn.default(''), forwardOff: ServerCodes.shape.forwardOff.default(''),
    doNotDisturbOn: ServerCodes.shape.doNotDisturbOn.default(''), doNotDisturbOff: ServerCodes.shape.doNotDisturbOff.default(''),
  }).default(defaultLinePolicy.serverCodes),
});

const ProvisionedConnection = z.strictObject({
  webSocketPath: AccountConnection.shape.webSocketPath.default(null),
  authorities: AccountConnection.shape.authorities.default(null),
  clientCertificate: AccountConnection.shape.clientCertificate.default(null),
  /** Goes to the keychain, as the password does. */
  clientKey: z.string().min(1).max(20_000).nullable().default(null),
  pinnedCertificate: AccountConnection.shape.pinnedCertificate.default(null),
});

const ProvisionedCalling = z.strictObject({
  hideNumber: z.boolean().default(false),
  autoAnswer: LineCalling.shape.autoAnswer.default('never'),
  autoAnswerFrom: LineCalling.shape.autoAnswerFrom.default([]),
  autoAnswerMuted: z.boolean().default(false),
  refuseTransfers: z.boolean().optional(),
});

const ProvisionedCodes = z.strictObject({
  groupPickup: CallCodes.shape.groupPickup.default(defaultCallCodes.groupPickup),
  park: CallCodes.shape.park.default(defaultCallCodes.park),
  retrievePrefix: CallCodes.shape.retrievePrefix.default(defaultCallCodes.retrievePrefix),
});

const ProvisionedSharing = z.strictObject({
  style: LineSharing.shape.style.default(defaultSharing.style),
  appearances: LineSharing.shape.appearances.default(defaultSharing.appearances),
  joining: LineSharing.shape.joining.default(defaultSharing.joining),
});

const ProvisionedWatching = z.strictObject({
  messages: LineWatching.shape.messages.default(defaultWatching.messages),
  presence: LineWatching.shape.presence.default(defaultWatching.presence),
  keyList: LineWatching.shape.keyList.default(defaultWatching.keyList),
  pickupCode: LineWatching.shape.pickupCode.default(defaultWatching.pickupCode),
});
/** One key of the Keys page. */
const ProvisionedKey = z.strictObject({
  kind: KeyKind.default('person'),
  label: z.string().max(80).default(''),
  target: z.string().min(1).max(255),
  /** `username` or `username@domain` of the line it belongs to; null = the first that is on. */
  line: z.string().min(1).max(460).nullable().default(null),
});
export type ProvisionedKey = z.infer<typeof ProvisionedKey>;

/** One line as an administrator writes it: only what differs from the usual must be there. */
export const ProvisionedAccount = z.strictObject({
  label: z.string().min(1).max(80).optional(),
  displayName: z.string().max(120).default(''),
  username: z.string().min(1).max(200),
  authUsername: z.string().min(1).max(200).nullable().default(null),
  password: z.string().min(1).max(500).nullable().default(null),
  domain: z.string().min(1).max(255).regex(/^[^\s/@]+$/, 'expected a host name or an address, with an optional port'),
  outboundProxy: z.string().min(1).max(255).nullable().default(null),
  transport: AccountTransport.default('udp'),
  registerExpiresSeconds: z.number().int().min(30).max(86_400).default(300),
  dtmfMethod: DtmfMethod.default('rfc4733'),
  mediaEncryption: MediaEncryptionPolicy.default('off'),
  keyExchange: KeyExchange.default('sdes'),
  codecs: z.array(CodecName).min(1).default(['opus', 'g722', 'pcma', 'pcmu']),
  silenceSuppression: z.boolean().optional(),
  voicemailNumber: z.string().min(1).max(80).nullable().default(null),
  connection: ProvisionedConnection.optional(),
  dialPlan: ProvisionedDialPlan.optional(),
  policy: ProvisionedPolicy.optional(),
  watching: ProvisionedWatching.optional(),
  calling: ProvisionedCalling.optional(),
  callCodes: ProvisionedCodes.optional(),
  sharing: ProvisionedSharing.optional(),
  enabled: z.boolean().default(true),
});
export type ProvisionedAccount = z.infer<typeof ProvisionedAccount>;

/** What a provisioning file holds. Unknown names are refused: a misspelt setting must not pass in silence. */
export const ProvisioningFile = z.strictObject({
  version: z.literal(1),
  accounts: z.array(ProvisionedAccount).max(50).default([]),
  keys: z.array(ProvisionedKey).max(MAX_KEYS).default([]),
  settings: z.strictObject(Settings.shape).partial().default({}),
});
export type ProvisioningFile = z.infer<typeof ProvisioningFile>;
