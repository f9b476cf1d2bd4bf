import type { CallSnapshot } from '../contract/calls';
import type { AudioSecurity } from './ports';

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
