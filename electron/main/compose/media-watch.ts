import type { Clock, Media } from '../../calls/ports';
import type { NoticeBoard } from '../notices';

/** This many deaths of the media process within the time below mean that it cannot live at all. */
const DEATHS = 3;
const WITHIN_MS = 20_000;

export interface MediaWatchOptions {
  media: Pick<Media, 'onEvent'>;
  clock: Pick<Clock, 'monotonicMs'>;
  notices: Pick<NoticeBoard, 'add'>;
  /** A new process is there: the audio window must be joined to it. */
  onRestarted: () => void;
}

/** Tells the user of a media process that was started again, or that dies as often as it is started. Answers what ends it. */
export function watchMedia({ media, clock, notices, onRestarted }: MediaWatchOptions): () => void {
  let deathsMs: number[] = [];
  return media.onEvent(({ kind }) => {
    if (kind === 'died') {
      const nowMs = clock.monotonicMs();
      deathsMs = [...deathsMs.filter((atMs) => nowMs - atMs < WITHIN_MS), nowMs];
      if (deathsMs.length === DEATHS) notices.add('error', 'media-failed', `${DEATHS} starts within ${WITHIN_MS / 1000} s`);
    }
    if (kind === 'restarted') {
      onRestarted();
      if (deathsMs.length < DEATHS) notices.add('warning', 'media-restarted', '');
    }
  });
}
