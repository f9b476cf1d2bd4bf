export type { IncomingInviteRequest, IncomingMessageRequest } from 'sip.js/lib/core/index.js';
