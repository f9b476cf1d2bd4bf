import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports';
import { forgivingMemory } from '../../../../electron/main/windows/window-memory';

describe('the memory of window places', () => {
  it('hands on what the store keeps', () => {
    const kept = new Map<string, unknown>();
    const memory = forgivingMemory({ getState: (key) => kept.get(key), setState: (key, value) => void kept.set(key, value) }, silentLog);
    memory.setState('window.phone', { x: 1 });
    expect(memory.getState('window.phone')).toEqual({ x: 1 });
  });
  it('forgets where the store refuses, so that closing a window goes on', () => {
    const refuse = (): never => { throw new Error('disk full'); };
    const memory = forgivingMemory({ getState: refuse, setState: refuse }, silentLog);
    expect(() => memory.setState('window.phone', {})).not.toThrow();
    expect(memory.getState('window.phone')).toBeNull();
  });
});
