import type { CallSnapshot } from '../../electron/contract';

interface LockWords {
  readonly tone: 'closed' | 'open' | 'failed';
  /** In a few words: the lock's name. */
  readonly name: 'lock.closed' | 'lock.audioOpen' | 'lock.signallingOpen' | 'lock.open' | 'security.startingName' | 'security.failedName';
  /** What it means for who talks. */
  readonly why: 'security.closed' | 'security.sdesOpen' | 'security.dtlsOpen' | 'security.starting' | 'security.failed' | 'security.open';
}

/** What the lock of a call says. Never more than is true: with the signalling open it stays open, whatever the audio is. */
export function lockOf({ signalling, audio, audioState, keyExchange }: CallSnapshot['security']): LockWords {
  switch (audioState) {
    case 'failed': return { tone: 'failed', name: 'security.failedName', why: 'security.failed' };
    case 'starting': return { tone: 'open', name: 'security.startingName', why: 'security.starting' };
    case 'open': return { tone: 'open', name: signalling ? 'lock.audioOpen' : 'lock.open', why: 'security.open' };
    case 'encrypted':
      if (signalling && audio) return { tone: 'closed', name: 'lock.closed', why: 'security.closed' };
      return { tone: 'open', name: 'lock.signallingOpen', why: keyExchange === 'dtls' ? 'security.dtlsOpen' : 'security.sdesOpen' };
  }
}

type Security = CallSnapshot['security'];
const strength = ({ signalling, audio, audioState }: Security): number => {
  switch (audioState) {
    case 'failed': return 0;
    case 'starting': return 1;
    case 'open': return 2;
    case 'encrypted': return signalling && audio ? 4 : 3;
  }
};

/** What a conference may claim: no more than its weakest member. */
export function weakest(members: readonly Security[]): Security {
  return members.toSorted((a, b) => strength(a) - strength(b))[0] ?? { signalling: false, audio: false, audioState: 'open', keyExchange: null, suite: null };
}
