import { useEffect, useState } from 'react';
import type { AccountTransport } from '../../electron/contract';
import { invoke } from '../state/bridge';

export type Discovery = { kind: 'idle' } | { kind: 'searching' } | { kind: 'found'; host: string; port: number } | { kind: 'none' };
/** Typing pauses this long before the name is looked up. */
const pauseMs = 350;

/** Looks for the server of a domain as it is typed; only the answer to the newest text counts. */
export function useDiscovery(domain: string, transport: AccountTransport): Discovery {
  const [state, setState] = useState<{ asked: string; result: Discovery }>({ asked: '', result: { kind: 'idle' } });
  const typed = domain.trim();
  const question = `${transport} ${typed}`;
  const worthAsking = /^[^\s.]+(\.[^\s.]+)+$|^localhost/.test(typed);
  useEffect(() => {
    if (!worthAsking) return undefined;
    let current = true;
    const handle = window.setTimeout(() => {
      void invoke('accounts:discover', { domain: typed, transport }).then((result) => {
        if (!current) return;
        const found = result.ok && result.value.how !== 'none' ? result.value : null;
        setState({ asked: question, result: found ? { kind: 'found', host: found.host, port: found.port } : { kind: 'none' } });
      });
    }, pauseMs);
    return () => { current = false; window.clearTimeout(handle); };
  }, [typed, transport, question, worthAsking]);
  if (!worthAsking) return { kind: 'idle' };
  return state.asked === question ? state.result : { kind: 'searching' };
}
