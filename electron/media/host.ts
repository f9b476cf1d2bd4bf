import { unreachable } from '../calls/errors';
import type { Log } from '../calls/ports/log';
import { joinAudioPort, type AudioPort } from './audio-port';
import { MediaEngine } from './engine/media-engine';
import type { FromMedia, MediaRequest, ToMedia } from './protocol';

/** The way to main: Electron's parentPort, or the channel of a forked Node process. */
export interface ParentLink {
  post(message: FromMedia): void;
  onMessage(listener: (message: unknown, ports: readonly AudioPort[]) => void): void;
  exit(): void;
}

/** Serves one engine to main over the link until `shutdown`. */
export function serveMedia(link: ParentLink): MediaEngine {
  const log = remoteLog(link, 'media');
  const engine = new MediaEngine({ log });
  let leaveAudio: (() => void) | null = null;
  engine.onEvent((event) => link.post({ t: 'event', event }));

  link.onMessage((received, ports) => {
    const message = received as ToMedia;
    try {
      switch (message.t) {
        case 'configure': engine.setPorts(message.ports); break;
        case 'request': answer(message.id, message.request); break;
        case 'muted': engine.setMuted(message.callId, message.muted); break;
        case 'active': engine.setActive(message.callId); break;
        case 'conference': engine.setConference(message.callIds); break;
        case 'recording-calls': engine.setRecordingCalls(message.recordingId, message.callIds); break;
        case 'stop-file': engine.stopFile(message.callId); break;
        case 'audio-port': {
          const port = ports[0];
          if (!port) { log.warn('audio-port came without a port'); break; }
          leaveAudio?.();
          leaveAudio = joinAudioPort(engine, port, log);
          break;
        }
        case 'shutdown':
          leaveAudio?.();
          engine.dispose().catch(() => {}).finally(() => link.exit());
          break;
        default: throw unreachable(message);
      }
    } catch (error) {
      log.error('message not handled', { detail: String(error) });
    }
  });

  function answer(id: number, request: MediaRequest): void {
    perform(engine, request).then(
      (value) => link.post({ t: 'answer', id, ok: true, value }),
      (error: unknown) => link.post({ t: 'answer', id, ok: false, error: describe(error) }),
    );
  }

  link.post({ t: 'ready' });
  return engine;
}

async function perform(engine: MediaEngine, request: MediaRequest): Promise<unknown> {
  switch (request.method) {
    case 'canAnswer': return engine.canAnswer(request.offer, request.options);
    case 'makeOffer': return engine.makeOffer(request.callId, request.options);
    case 'prepareAnswer': return engine.prepareAnswer(request.callId, request.offer, request.options);
    case 'makeAnswer': return engine.makeAnswer(request.callId, request.offer, request.options);
    case 'takeAnswer': return engine.takeAnswer(request.callId, request.answer);
    case 'sendDigits': return engine.sendDigits(request.callId, request.digits, request.digitMs);
    case 'startRecording': return engine.startRecording(request.recordingId, request.options);
    case 'stopRecording': return engine.stopRecording(request.recordingId);
    case 'playFile': return engine.playFile(request.callId, request.file);
    case 'close': return engine.close(request.callId);
    default: throw unreachable(request);
  }
}

function describe(error: unknown): { code: string; message: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL';
  return { code, message: error instanceof Error ? error.message : String(error) };
}

/** Log lines go to main, which owns the file. */
function remoteLog(link: ParentLink, component: string): Log {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
    link.post({ t: 'log', level, component, message, fields });
  return {
    debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'),
    child: (name) => remoteLog(link, `${component}.${name}`),
  };
}
