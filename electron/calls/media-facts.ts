import type { CallId } from '../contract/ids';
import type { CallFlow } from './call-flow';
import type { CallList } from './call-list';
import type { CallServiceOptions } from './call-service-options';
import type { CallDoctor } from './doctor/call-doctor';
import type { EncryptionWatch } from './encryption/encryption-watch';
import { unreachable } from './errors';
import type { FilePlayback } from './recording/file-playback';
import type { MediaEvent } from './ports';
import type { CallRecordings } from './recording/recording';
import type { SoundDirector } from './sound/sound-director';

/** Whom facts of media concern beside the call itself. */
export interface MediaFactsHost {
  readonly sound: SoundDirector;
  readonly playback: FilePlayback;
  readonly recordings: CallRecordings;
  readonly doctor: CallDoctor;
  readonly encryption: EncryptionWatch;
  changed(): void;
}

/** Takes what media tells to the calls and to those whom it concerns. */
export class MediaFacts {
  constructor(
    private readonly options: Pick<CallServiceOptions, 'media' | 'clock' | 'log'>,
    private readonly list: CallList,
    private readonly flow: CallFlow,
    private readonly host: MediaFactsHost,
  ) {}

  take(event: MediaEvent): void {
    this.host.playback.onMedia(event);
    if (event.kind !== 'restarted') this.host.recordings.onMedia(event);
    switch (event.kind) {
      case 'stats':
        return this.stats(event);
      case 'firstPacket': {
        const call = this.list.find(event.callId);
        if (call?.state.kind === 'ringing' || call?.state.kind === 'dialling') this.flow.feed(call, { kind: 'mediaFlows' });
        return;
      }
      case 'digit':
        return this.options.log.info('digit received', { callId: event.callId });
      case 'pathLost':
        return this.pathLost(event.callId);
      case 'fileStopped':
      case 'recordingStopped': // told to their owners above
        return;
      case 'died':
        return this.options.log.error('the media process died; a new one is started');
      case 'restarted':
        return this.restarted(event);
      default:
        throw unreachable(event);
    }
  }

  private stats({ callId, stats }: MediaEvent & { kind: 'stats' }): void {
    const call = this.list.find(callId);
    if (call === undefined) return;
    call.stats = stats;
    this.host.doctor.look(call, this.host.sound.hears(call.id));
    const failure = this.host.encryption.failureOf(call);
    if (failure !== null) return this.flow.feed(call, { kind: 'encryptionFailed', detail: failure, atEpochMs: this.options.clock.epochMs() });
    this.host.changed();
  }

  private pathLost(callId: CallId): void {
    const call = this.list.find(callId);
    if (call?.state.kind === 'established') this.flow.feed(call, { kind: 'pathLost' });
  }

  /** A new media process knows nothing of the calls: they are offered anew. */
  private restarted(event: MediaEvent & { kind: 'restarted' }): void {
    this.host.sound.mediaReplaced();
    const atEpochMs = this.options.clock.epochMs();
    for (const call of this.list.running()) {
      this.flow.feed(call, { kind: 'mediaReplaced', atEpochMs });
      if (call.muted) this.options.media.setMuted(call.id, true);
    }
    this.host.recordings.onMedia(event);
  }
}
