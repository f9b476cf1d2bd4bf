import { CodedError } from '../../calls/errors';

export type MediaErrorCode = 'NO_PORT' | 'NO_RELAY' | 'NO_SESSION' | 'CLOSED' | 'NO_CODEC' | 'TIMEOUT' | 'PROCESS_DIED' | 'BAD_REQUEST';

export class MediaError extends CodedError<MediaErrorCode> {}
