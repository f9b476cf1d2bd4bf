import type { CallSnapshot } from '../../contract/calls';
import type { AudioSecurity } from '../ports';

/** What signalling says of a call while it runs, and what it last said when it is over. */
export function lastSaid(ask: () => boolean | null): () => boolean {
  let last = false;
  return () => (last = ask() ?? last);
}

/** The lock of a call, from what its packets are. `signalling`: whether every hop to our server is encrypted. */
export function securityOf(audio: AudioSecurity | null, signalling: boolean): CallSnapshot['security'] {
  if (audio === null || audio.kind === 'none') return { signalling, audio: false, audioState: 'open', keyExchange: null, suite: null };
  return {
    signalling,
    audio: audio.kind === 'encrypted',
    audioState: audio.kind,
    keyExchange: audio.keyExchange,
    suite: audio.kind === 'encrypted' ? audio.suite : null,
  };
}
