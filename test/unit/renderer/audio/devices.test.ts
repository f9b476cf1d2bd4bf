import { describe, expect, it, vi } from 'vitest';
import { DeviceWatch, findDevice, toDeviceList, type DeviceInfo } from '../../../../renderer/audio/devices';
import { microphoneProblem, openMicrophone, type MicrophoneWish } from '../../../../renderer/audio/microphone';
import { ProblemBoard } from '../../../../renderer/audio/problems';

const input = (deviceId: string, label: string): DeviceInfo => ({ kind: 'audioinput', deviceId, label });
const output = (deviceId: string, label: string): DeviceInfo => ({ kind: 'audiooutput', deviceId, label });

describe('device list', () => {
  it('leaves the system\'s stand-ins out and keeps their name as the default', () => {
    const list = toDeviceList([
      input('default', 'Default - Headset'), input('communications', 'Communications - Headset'), input('a1', 'Headset'), input('b2', 'Webcam'),
      output('default', 'Default'), output('c3', 'Speakers'),
    ]);
    expect(list.microphones).toEqual([{ id: 'a1', name: 'Headset' }, { id: 'b2', name: 'Webcam' }]);
    expect(list.defaultMicrophone).toBe('Headset');
    expect(list.defaultSpeaker).toBe('Speakers');
  });

  it('knows that there is no microphone', () => {
    expect(toDeviceList([output('c3', 'Speakers')]).defaultMicrophone).toBeNull();
  });
});

describe('a chosen device', () => {
  const devices = [{ id: 'a', name: 'Headset' }, { id: 'b', name: 'Headset' }, { id: 'c', name: 'Webcam' }];

  it('is found by name and id, then by name, then by id', () => {
    expect(findDevice({ id: 'b', name: 'Headset' }, devices)?.id).toBe('b');
    expect(findDevice({ id: 'gone', name: 'Webcam' }, devices)?.id).toBe('c');
    expect(findDevice({ id: 'c', name: 'Renamed' }, devices)?.id).toBe('c');
  });

  it('gives way to the default where it is not plugged in', () => {
    expect(findDevice({ id: 'x', name: 'Other' }, devices)).toBeNull();
    expect(findDevice(null, devices)).toBeNull();
  });
});

describe('device watch', () => {
  function machine(): { infos: DeviceInfo[]; media: ConstructorParameters<typeof DeviceWatch>[0] } {
    const state = { infos: [input('a', 'Headset')] };
    const media = { enumerateDevices: () => Promise.resolve(state.infos as MediaDeviceInfo[]), addEventListener: vi.fn(), removeEventListener: vi.fn() };
    return Object.assign(state, { media });
  }

  it('looks now and then where no sound runs, so that a lost sound server is known before a call', async () => {
    vi.useFakeTimers();
    const state = machine();
    const onChanged = vi.fn();
    const watch = new DeviceWatch(state.media, onChanged);
    await watch.refresh();
    state.infos = [];
    await vi.advanceTimersByTimeAsync(9_000);
    expect(onChanged).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(onChanged).toHaveBeenCalledTimes(2);
    watch.dispose();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(onChanged).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });

  it('tells of a change once, though nobody said that there was one', async () => {
    vi.useFakeTimers();
    const state = machine();
    const onChanged = vi.fn();
    const watch = new DeviceWatch(state.media, onChanged);
    await watch.refresh();
    watch.poll(true);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(onChanged).toHaveBeenCalledTimes(1);
    state.infos = [...state.infos, input('b', 'Webcam')];
    await vi.advanceTimersByTimeAsync(3_000);
    expect(onChanged).toHaveBeenCalledTimes(2);
    expect(watch.current?.microphones.map(({ name }) => name)).toEqual(['Headset', 'Webcam']);
    watch.dispose();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('leaves a speaker alone that was pulled out a moment ago', async () => {
    vi.useFakeTimers();
    const state = machine();
    const watch = new DeviceWatch(state.media, () => undefined);
    state.infos = [output('c', 'Headset'), output('d', 'Desk')];
    await watch.refresh();
    state.infos = [output('d', 'Desk')];
    await watch.refresh();
    state.infos = [output('c', 'Headset'), output('d', 'Desk')];
    await watch.refresh();
    expect(watch.current?.speakers.map(({ name }) => name)).toEqual(['Desk']);
    await vi.advanceTimersByTimeAsync(6_100);
    expect(watch.current?.speakers.map(({ name }) => name)).toEqual(['Headset', 'Desk']);
    watch.dispose();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('keeps what it knew where the list cannot be had', async () => {
    const state = machine();
    const watch = new DeviceWatch(state.media, () => undefined);
    await watch.refresh();
    state.media.enumerateDevices = () => Promise.reject(new Error('audio service restarts'));
    await watch.refresh();
    expect(watch.current?.microphones).toHaveLength(1);
    watch.dispose();
  });
});

describe('opening the microphone', () => {
  const wish: MicrophoneWish = { deviceId: 'a', defaultName: null, echoCancellation: true, noiseSuppression: false, autoGainControl: true };
  const refusal = (name: string): DOMException => new DOMException('no', name);
  const stream = { getAudioTracks: () => [{ label: 'Headset' }] } as unknown as MediaStream;

  it('asks for the chosen device with the switches as set', async () => {
    const getUserMedia = vi.fn((_constraints?: MediaStreamConstraints) => Promise.resolve(stream));
    const result = await openMicrophone({ getUserMedia }, wish);
    expect(result.ok && !result.usesDefault).toBe(true);
    expect(getUserMedia.mock.calls[0]?.[0]?.audio).toMatchObject({ deviceId: { exact: 'a' }, echoCancellation: true, noiseSuppression: false, autoGainControl: true });
  });

  it('falls back to the default where the chosen one cannot be had', async () => {
    const getUserMedia = vi.fn((constraints?: MediaStreamConstraints) =>
      typeof constraints?.audio === 'object' && constraints.audio.deviceId !== undefined ? Promise.reject(refusal('OverconstrainedError')) : Promise.resolve(stream));
    const result = await openMicrophone({ getUserMedia }, wish);
    expect(result.ok && result.usesDefault).toBe(true);
  });

  it('does not ask again after the user said no', async () => {
    const getUserMedia = vi.fn(() => Promise.reject(refusal('NotAllowedError')));
    const result = await openMicrophone({ getUserMedia }, wish);
    expect(result).toMatchObject({ ok: false, problem: { code: 'microphone-denied' } });
    expect(getUserMedia).toHaveBeenCalledTimes(1);
  });

  it.each([['NotFoundError', 'no-microphone'], ['NotAllowedError', 'microphone-denied'], ['NotReadableError', 'device-failed']])('%s means %s', (name, code) => {
    expect(microphoneProblem(refusal(name)).code).toBe(code);
  });
});

describe('problems', () => {
  it('tells the most pressing one, and each change once', () => {
    const told: unknown[] = [];
    const board = new ProblemBoard((problem) => told.push(problem?.code ?? null));
    board.set('silence', { code: 'microphone-silent', detail: 'Headset' });
    board.set('microphone', { code: 'no-microphone', detail: '' });
    board.set('microphone', { code: 'no-microphone', detail: '' });
    board.set('microphone', null);
    board.set('silence', null);
    board.set('silence', null);
    expect(told).toEqual(['microphone-silent', 'no-microphone', 'microphone-silent', null]);
  });
});
