import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceGate } from '../../../../renderer/audio/device-gate';

function rig() {
  const said: string[] = [];
  const gate = new DeviceGate((use) => {
    said.push(`ask ${use}`);
    return Promise.resolve(use === 'speaker' ? 240 : 120);
  });
  const open = (name: string, afterMs: number) => async (frames: number): Promise<string> => {
    said.push(`${name} ${frames}`);
    await new Promise((resolve) => { setTimeout(resolve, afterMs); });
    said.push(`${name} open`);
    return name;
  };
  return { gate, said, open };
}

describe('the gate that devices are opened through', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('opens one after the other, and goes back to the buffer of speakers behind a microphone', async () => {
    const { gate, said, open } = rig();
    const both = Promise.all([gate.through('microphone', open('microphone', 30)), gate.through('speaker', open('speaker', 10))]);
    await vi.advanceTimersByTimeAsync(100);
    expect(await both).toEqual(['microphone', 'speaker']);
    expect(said).toEqual(['ask microphone', 'microphone 120', 'microphone open', 'ask speaker', 'ask speaker', 'speaker 240', 'speaker open']);
  });

  it('goes on behind a device that could not be opened, whose opener is told', async () => {
    const { gate, open } = rig();
    const refused = gate.through('microphone', () => Promise.reject(new Error('in use'))).catch((error: unknown) => String(error));
    const speaker = gate.through('speaker', open('speaker', 10));
    await vi.advanceTimersByTimeAsync(100);
    expect(await refused).toBe('Error: in use');
    expect(await speaker).toBe('speaker');
  });

  it('keeps nobody waiting for more than a second', async () => {
    const { gate, said, open } = rig();
    void gate.through('microphone', open('microphone', 60_000));
    void gate.through('speaker', open('speaker', 10));
    await vi.advanceTimersByTimeAsync(900);
    expect(said).not.toContain('speaker 240');
    await vi.advanceTimersByTimeAsync(200);
    expect(said).toContain('speaker open');
  });

  it('goes on where main does not answer', async () => {
    const gate = new DeviceGate(() => Promise.reject(new Error('gone')));
    const opened = gate.through('speaker', (frames) => Promise.resolve(frames)).catch(() => 'refused');
    const next = gate.through('speaker', (frames) => Promise.resolve(frames)).catch(() => 'refused');
    await vi.advanceTimersByTimeAsync(10);
    expect([await opened, await next]).toEqual([0, 0]);
  });
});
