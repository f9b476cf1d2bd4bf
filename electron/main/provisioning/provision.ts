import type { NoticeBoard } from '../notices';
import type { Log } from '../../calls/ports/log';
import { applyProvisioning, type Provisioned, type ProvisioningTargets } from './apply';
import { readProvisioningFile } from './read';

/** `--provision FILE` from end to end: read, check, take over, tell. Never throws; null = nothing was changed. */
export function provisionFrom(file: string, targets: ProvisioningTargets, notices: Pick<NoticeBoard, 'add'>, log: Log): Provisioned | null {
  const read = readProvisioningFile(file);
  if (!read.ok) {
    log.warn('provisioning refused', { file, faults: read.faults });
    notices.add('error', 'provisioning-failed', [file, ...read.faults].join('\n'));
    return null;
  }
  try {
    const done = applyProvisioning(read.file, targets);
    log.info('provisioned', { file, added: done.added.length, changed: done.changed.length, settings: Object.keys(read.file.settings) });
    notices.add('info', 'provisioned', `${file}: ${done.added.length} added, ${done.changed.length} changed`);
    return done;
  } catch (error) {
    log.error('provisioning could not be stored', { file, error });
    notices.add('error', 'provisioning-failed', `${file}\n${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
