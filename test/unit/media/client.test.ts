import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../electron/calls/ports/log';
import type { MediaEvent } from '../../../electron/calls/ports/media';
import type { MediaToAudio } from '../../../electron/contract/audio';
import { CallId } from '../../../electron/contract/ids';
import { createInProcessMedia } from '../../../electron/media';
import { joinAudioPort } from '../../../electron/media/audio-port';
import { MediaClient, type MediaProcess } from '../../../electron/media/client';
import type { FromMedia, ToMedia } from '../../../electron/media/protocol';
import { FakeClock } from '../../support/fake-clock';
import { forkMedia, type ForkedMedia } from '../../support/forked-media';

const id = CallId.parse('call');
const options = { codecs: ['pcmu'], localAddress: '127.0.0.1', direction: 'sendrecv' } as const;

/** A process that does what the test says. */
class ScriptedProcess implements MediaProcess {
  readonly sent: ToMedia[] = [];
  readonly transferred: unknown[] = [];
  killed = false;
  #message: (message: FromMedia) => void = () => {};
  #exit: (code: number) => void = () => {};
  postMessage(message: ToMedia, transfer: readonly unknown[] = []): void { this.sent.push(message); this.transferred.push(...transfer); }
  on(event: 'message' | 'exit', listener: ((message: FromMedia) => void) | ((code: number) => void)): void {
    if (event === 'message') this.#message = listener as (message: FromMedia) => void;
    else this.#exit = listener as (code: number) => void;
  }
  kill(): void { this.killed = true; this.die(9); }
  die(code: number): void { this.#exit(code); }
  say(message: FromMedia): void { this.#message(message); }
  lastRequest(): Extract<ToMedia, { t: 'request' }> {
    const found = this.sent.filter((message) => message.t === 'request').at(-1);
    if (!found) throw new Error('no request');
    return found;
  }
}

const disposals: (() => Promise<void>)[] = [];
afterEach(async () => { for (const dispose of disposals.splice(0)) await dispose(); });

function scripted(): { client: MediaClient; processes: ScriptedProcess[]; clock: FakeClock; events: MediaEvent['kind'][] } {
  const processes: ScriptedProcess[] = [];
  const clock = new FakeClock();
  const client = new MediaClient({ clock, spawn: () => { const one = new ScriptedProcess(); processes.push(one); return one; } });
  const events: MediaEvent['kind'][] = [];
  client.onEvent((event) => events.push(event.kind));
  return { client, processes, clock, events };
}

describe('media client', () => {
  it('matches answers to requests by number, in any order', async () => {
    const { client, processes } = scripted();
    const one = client.makeOffer(id, options);
    const first = processes[0]!.lastRequest().id;
    const two = client.close(id);
    const second = processes[0]!.lastRequest().id;
    processes[0]!.say({ t: 'answer', id: second, ok: true, value: null });
    processes[0]!.say({ t: 'answer', id: first, ok: true, value: 'v=0' });
    expect(await one).toBe('v=0');
    expect(await two).toBeNull();
  });

  it('rejects with the code of the process', async () => {
    const { client, processes } = scripted();
    const asked = client.makeOffer(id, options);
    processes[0]!.say({ t: 'answer', id: processes[0]!.lastRequest().id, ok: false, error: { code: 'NO_PORT', message: 'none' } });
    await expect(asked).rejects.toMatchObject({ code: 'NO_PORT' });
  });

  it('tells died, starts another, tells restarted, and says again who is active and muted', async () => {
    const { client, processes, clock, events } = scripted();
    processes[0]!.say({ t: 'ready' });
    client.setActive(id);
    client.setMuted(id, true);
    const asked = client.makeOffer(id, options);
    processes[0]!.die(139);
    await expect(asked).rejects.toMatchObject({ code: 'PROCESS_DIED' });
    expect(events).toEqual(['died']);
    clock.advance(0);
    expect(processes).toHaveLength(2);
    expect(processes[1]!.sent).toContainEqual({ t: 'active', callId: id });
    expect(processes[1]!.sent).toContainEqual({ t: 'muted', callId: id, muted: true });
    processes[1]!.say({ t: 'ready' });
    expect(events).toEqual(['died', 'restarted']);
  });

  it('keeps what is asked between two processes for the next', async () => {
    const { client, processes, clock } = scripted();
    processes[0]!.die(1);
    const asked = client.makeOffer(id, options);
    client.connectAudio('port');
    clock.advance(0);
    expect(processes[1]!.transferred).toEqual(['port']);
    processes[1]!.say({ t: 'answer', id: processes[1]!.lastRequest().id, ok: true, value: 'v=0' });
    expect(await asked).toBe('v=0');
  });

  it('waits longer and longer before it starts one that dies at once', () => {
    const { processes, clock } = scripted();
    const starts = [];
    for (let round = 0; round < 6; round++) {
      processes.at(-1)!.die(1);
      const count = processes.length;
      let waited = 0;
      while (processes.length === count) { clock.advance(50); waited += 50; }
      starts.push(waited);
    }
    expect(starts).toEqual([50, 250, 500, 1000, 2000, 4000]);
  });

  it('takes a process that does not answer for dead', async () => {
    const { client, processes, clock, events } = scripted();
    const asked = client.makeOffer(id, options);
    const rejected = expect(asked).rejects.toMatchObject({ code: 'TIMEOUT' });
    clock.advance(5000);
    await rejected;
    expect(processes[0]!.killed).toBe(true);
    expect(events).toEqual(['died']);
  });

  it('leaves no promise hanging and no timer when it is disposed', async () => {
    const { client, processes, clock } = scripted();
    const asked = client.makeOffer(id, options);
    const rejected = expect(asked).rejects.toMatchObject({ code: 'CLOSED' });
    const disposed = client.dispose();
    expect(processes[0]!.sent.at(-1)).toEqual({ t: 'shutdown' });
    clock.advance(500);
    await Promise.all([disposed, rejected]);
    expect(processes[0]!.killed).toBe(true);
    expect(clock.pending).toBe(0);
    await expect(client.makeOffer(id, options)).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('media process', () => {
  it('makes calls in a process of its own, and comes back after it is killed', async () => {
    const forks: ForkedMedia[] = [];
    const client = new MediaClient({ spawn: () => { const one = forkMedia(); forks.push(one); return one; } });
    disposals.push(() => client.dispose());
    const offer = await client.makeOffer(id, options);
    expect(offer).toContain('m=audio');
    const first = new Promise<MediaEvent>((resolve) => client.onEvent((event) => { if (event.kind === 'firstPacket') resolve(event); }));
    const far = createInProcessMedia();
    disposals.push(() => far.dispose());
    const answer = await far.makeAnswer(id, offer, options);
    if (!answer.ok) throw new Error(answer.error);
    expect(await client.takeAnswer(id, answer.sdp)).toMatchObject({ ok: true, negotiated: { codec: 'pcmu' } });
    expect(await first).toMatchObject({ callId: id });
    await client.sendDigits(id, '5', 60);
    expect(await client.takeAnswer(id, 'nonsense')).toEqual({ ok: false, error: 'malformed' });

    const restarted = new Promise<void>((resolve) => client.onEvent((event) => { if (event.kind === 'restarted') resolve(); }));
    process.kill(forks[0]!.pid!, 'SIGKILL');
    await restarted;
    expect(await client.makeOffer(id, options)).toContain('m=audio');
    expect(await client.close(id)).toMatchObject({ packetsSent: 0 });
    await client.dispose();
    expect(forks).toHaveLength(2);
  }, 30_000);
});

describe('audio port', () => {
  it('answers each pull at once with as many samples, and passes over nonsense', async () => {
    const engine = createInProcessMedia();
    disposals.push(() => engine.dispose());
    const { port1, port2 } = new MessageChannel();
    const leave = joinAudioPort(engine, port1);
    const answers: MediaToAudio[] = [];
    port2.on('message', (message: MediaToAudio) => answers.push(message));
    for (const nonsense of [null, 7, 'x', {}, { t: 'mic' }, { t: 'mic', pcm: [1] }, { t: 'pull', frames: -1 }, { t: 'pull', frames: 1e9 }, { t: 'pull', frames: 0.5 }]) port2.postMessage(nonsense);
    port2.postMessage({ t: 'mic', pcm: new Float32Array(240) });
    port2.postMessage({ t: 'pull', frames: 240 });
    // As Electron's MessagePortMain delivers it.
    port2.postMessage({ data: { t: 'pull', frames: 128 }, ports: [] });
    while (answers.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(answers.map(({ pcm }) => pcm.length)).toEqual([240, 128]);
    leave();
    port2.close();
  });

  it('gives silence where the engine fails, and tells it once', async () => {
    const engine = createInProcessMedia();
    disposals.push(() => engine.dispose());
    engine.pullPlayback = () => { throw new Error('a fault of ours'); };
    const told: string[] = [];
    const { port1, port2 } = new MessageChannel();
    const leave = joinAudioPort(engine, port1, { ...silentLog, error: (message) => told.push(message) });
    const answers: MediaToAudio[] = [];
    port2.on('message', (message: MediaToAudio) => answers.push(message));
    for (let i = 0; i < 3; i++) port2.postMessage({ t: 'pull', frames: 240 });
    while (answers.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(answers[2]?.pcm).toEqual(new Float32Array(240));
    expect(told).toHaveLength(1);
    leave();
    port2.close();
  });
});
