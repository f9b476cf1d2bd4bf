import type { AccountId } from '../../contract/ids';
import type { LineSharing } from '../../contract/shared-lines';
import type { DialogPublication, PublishedDialog, SeizeResult, SharedLineSignalling } from '../ports';

/** A place taken before the INVITE that will fill it. */
export interface Claim {
  readonly index: number;
  /** Of RFC 7463: what the others are told of the call from now on goes here. */
  readonly publication: DialogPublication | null;
  /** Gives it back. */
  release(): void;
  /** The INVITE goes out. */
  used(): void;
}

export type ClaimResult = { readonly kind: 'granted'; readonly claim: Claim } | Exclude<SeizeResult, { kind: 'granted' }>;

/** A call about to be made. */
export const ABOUT_TO_DIAL: PublishedDialog = {
  state: 'trying', direction: 'initiator', appearance: null, exclusive: false, held: false, callId: null, remote: null,
};

/** Asks for a place, as the line's server wants to be asked. `onLost`: granted, and taken back before it was used. */
export function claim(signalling: SharedLineSignalling, accountId: AccountId, style: LineSharing['style'], index: number, more: Partial<PublishedDialog>, onLost: () => void): Promise<ClaimResult> {
  return new Promise((resolve) => {
    if (style === 'rfc7463') {
      const publication = signalling.publication(accountId);
      const release = (): void => publication.end();
      publication.set({ ...ABOUT_TO_DIAL, ...more, appearance: index }, (result) => {
        resolve(result.kind === 'granted' ? { kind: 'granted', claim: { index, publication, release, used: () => {} } } : result);
        if (result.kind !== 'granted') publication.end();
      });
      return;
    }
    let granted = false;
    const seizure = signalling.seize(accountId, index, (result) => {
      granted = result.kind === 'granted';
      // The server's word may come before seize() has returned.
      if (result.kind === 'granted') queueMicrotask(() => resolve({ kind: 'granted', claim: { index: result.index, publication: null, release: () => seizure.release(), used: () => seizure.used() } }));
      else resolve(result);
    }, () => { if (granted) onLost(); });
  });
}
