import type { Log } from '../../calls/ports/log';

/** Small values kept between runs. */
export interface WindowMemory {
  getState(key: string): unknown;
  setState(key: string, value: unknown): void;
}

/**
 * The same memory, which only forgets where the store refuses: a full disk must not keep a window from being hidden
 * or, in the middle of its close event, let it be destroyed.
 */
export function forgivingMemory(memory: WindowMemory, log: Log): WindowMemory {
  return {
    getState(key) {
      try {
        return memory.getState(key);
      } catch (error) {
        log.warn('a window place cannot be read', { place: key, error });
        return null;
      }
    },
    setState(key, value) {
      try {
        memory.setState(key, value);
      } catch (error) {
        log.warn('a window place is not kept', { place: key, error });
      }
    },
  };
}
