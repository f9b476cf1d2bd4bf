/**
 * What a line has that nobody set. Values without zod, for the window too: its Content-Security-Policy allows no code made
 * at run time, which zod tries.
 */
import type { CallCodes } from './call-codes';
import type { AccountConnection } from './connection';
import type { LineWatching } from './keys';
import type { LineCalling } from './line-calling';
import type { DialPlan, LinePolicy } from './line-policy';
import type { LineSharing } from './shared-lines';

export const defaultCallCodes: CallCodes = { groupPickup: '*8', park: { how: 'transfer', code: '70' }, retrievePrefix: '' };
export const defaultConnection: AccountConnection = { webSocketPath: null, authorities: null, clientCertificate: null, pinnedCertificate: null };
export const defaultDialPlan: DialPlan = { format: 'as-typed', outsidePrefix: '', outsideFromDigits: 7, digitMap: '', emergencyNumbers: [] };
export const defaultLinePolicy: LinePolicy = {
  doNotDisturb: false,
  forwarding: { always: null, busy: null, noAnswer: null },
  serverCodes: { forwardOn: '', forwardOff: '', doNotDisturbOn: '', doNotDisturbOff: '' },
};
export const defaultLineCalling: LineCalling = { hideNumber: false, autoAnswer: 'never', autoAnswerFrom: [], autoAnswerMuted: false };
export const defaultSharing: LineSharing = { style: 'off', appearances: 2, joining: false };
export const defaultWatching: LineWatching = { messages: 'auto', presence: false, keyList: null, pickupCode: '**' };
