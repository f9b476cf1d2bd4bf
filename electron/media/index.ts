import { MediaEngine, type MediaEngineOptions } from './engine/media-engine';

export { MediaClient, RemoteMediaError, type MediaClientOptions, type MediaProcess } from './client';
export { MediaError, type MediaErrorCode } from './engine/errors';
export { MediaEngine, type MediaEngineOptions } from './engine/media-engine';
export { defaultPortRange, type PortRange } from './transport/socket-pair';

/** The engine in this very process, for tests and for peers that need no devices: push the microphone, pull the speaker. */
export function createInProcessMedia(options: MediaEngineOptions = {}): MediaEngine {
  return new MediaEngine(options);
}
