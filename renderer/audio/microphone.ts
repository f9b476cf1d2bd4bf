import type { AudioProblem } from '../../electron/contract/audio';

/** How the microphone is to be opened; deviceId null = the system's default. */
export interface MicrophoneWish {
  deviceId: string | null;
  /** Name of the default the wish was made with: where it changes, the default is opened anew. */
  defaultName: string | null;
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
}

export type OpenResult =
  | { ok: true; track: MediaStreamTrack; usesDefault: boolean }
  | { ok: false; problem: NonNullable<AudioProblem> };

/** Opens a microphone; a chosen one that cannot be had gives way to the default. Never throws. */
export async function openMicrophone(media: Pick<MediaDevices, 'getUserMedia'>, wish: MicrophoneWish): Promise<OpenResult> {
  if (wish.deviceId !== null) {
    const chosen = await tryOpen(media, wish);
    if (chosen.ok || chosen.problem.code === 'microphone-denied') return chosen;
  }
  return tryOpen(media, { ...wish, deviceId: null });
}

async function tryOpen(media: Pick<MediaDevices, 'getUserMedia'>, wish: MicrophoneWish): Promise<OpenResult> {
  try {
    const stream = await media.getUserMedia({
      video: false,
      audio: {
        ...(wish.deviceId === null ? {} : { deviceId: { exact: wish.deviceId } }),
        echoCancellation: wish.echoCancellation,
        noiseSuppression: wish.noiseSuppression,
        autoGainControl: wish.autoGainControl,
        channelCount: { ideal: 1 },
        // Honoured only without processing: the smallest buffer the device can do.
        latency: { ideal: 0 },
      },
    });
    const track = stream.getAudioTracks()[0];
    if (track === undefined) return { ok: false, problem: { code: 'no-microphone', detail: 'the stream has no audio track' } };
    return { ok: true, track, usesDefault: wish.deviceId === null };
  } catch (error) {
    return { ok: false, problem: microphoneProblem(error) };
  }
}

/** What a refusal of getUserMedia means to the user (Media Capture and Streams 10.2.1). */
export function microphoneProblem(error: unknown): NonNullable<AudioProblem> {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const detail = error instanceof Error || error instanceof DOMException ? `${error.name}: ${error.message}` : String(error);
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError': return { code: 'microphone-denied', detail };
    case 'NotFoundError':
    case 'OverconstrainedError': return { code: 'no-microphone', detail };
    default: return { code: 'device-failed', detail };
  }
}
