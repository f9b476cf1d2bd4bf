import type { RegistrationState } from '../../electron/contract';
import type { Text } from '../i18n/catalog';
import { formatAgo } from '../i18n/format-ago';

/** Whether calls reach a line, to be read. */
export interface ReachWords {
  readonly health: 'good' | 'unsure' | 'bad';
  /** In one line, with the age of the proof. */
  readonly headline: string;
  /** What that means, or what broke. */
  readonly detail: string | null;
}

/** Null for a line that is not registered: its state says what is wrong. */
export function reachWords(state: RegistrationState, text: Text, nowEpochMs: number): ReachWords | null {
  const lastProven = (provenAtEpochMs: number | null): string => {
    const ago = provenAtEpochMs === null ? null : formatAgo(text.locale, provenAtEpochMs, nowEpochMs);
    return ago === null ? '' : ` ${text('reach.lastProven', { ago })}`;
  };
  if (state.kind === 'registering') {
    if (state.lost === undefined) return null;
    return { health: 'bad', headline: text('reach.broken'), detail: text(`reach.${state.lost.problem}`) + lastProven(state.lost.provenAtEpochMs) };
  }
  if (state.kind !== 'ready') return null;
  const proof = state.proof ?? { kind: 'none' };
  switch (proof.kind) {
    case 'none': return { health: 'unsure', headline: text('reach.none'), detail: null };
    case 'broken': return { health: 'bad', headline: text('reach.broken'), detail: text(`reach.${proof.problem}Still`) + lastProven(proof.provenAtEpochMs) };
    case 'returned': case 'listed': case 'unprovable': {
      const ago = formatAgo(text.locale, proof.atEpochMs, nowEpochMs);
      const age = ago === null ? text('reach.checkedNow') : text('reach.checked', { ago });
      return { health: proof.kind === 'unprovable' ? 'unsure' : 'good', headline: `${text(`reach.${proof.kind}`)} · ${age}`, detail: text(`reach.${proof.kind}Hint`) };
    }
  }
}
