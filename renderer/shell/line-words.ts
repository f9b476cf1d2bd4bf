import type { RegistrationState } from '../../electron/contract';
import type { Text } from '../i18n/catalog';

export type Health = 'good' | 'waiting' | 'bad' | 'off';

export function lineHealth(state: RegistrationState): Health {
  switch (state.kind) {
    case 'ready': return state.proof?.kind === 'broken' ? 'waiting' : 'good';
    case 'registering': return 'waiting';
    case 'failed': return state.nextTryAtEpochMs === null ? 'bad' : 'waiting';
    case 'locked': return 'bad';
    case 'disabled': return 'off';
  }
}

/** The state of a line in words. */
export function lineWords(state: RegistrationState, text: Text): string {
  switch (state.kind) {
    case 'ready': return text(state.proof?.kind === 'broken' ? 'line.reachBroken' : 'line.ready');
    case 'registering': return text(state.lost === undefined ? 'line.connecting' : 'line.reachBroken');
    case 'failed': return text(`line.${state.error.code}`);
    case 'locked': return text('line.locked');
    case 'disabled': return text('line.off');
  }
}
