export type { IncomingInviteRequest } from 'sip.js/lib/core/index.js';
