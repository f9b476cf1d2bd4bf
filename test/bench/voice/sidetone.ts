import { fork, type ChildProcess } from 'node:child_process';
import { stopChild, tieToUs } from '../../support/child';
import type { Heard, Subject } from './receiver';
import { Speakers } from './speaker';

type Said = { t: 'answered'; sdp: string } | { t: 'heard'; pcm: Float32Array; startMs: number; stalls: number; underruns: number } | { t: 'failed'; error: string };
const WAIT_MS = 20_000;

/**
 * This checkout's media engine (sidetone-child.ts). Its sound goes through the same sound server as the other phones' and is
 * recorded there; `engineOnly` takes it from the engine itself, without a speaker and its delay.
 */
export function sidetone(engineOnly: boolean): Subject {
  const speakers = new Speakers();
  return {
    name: 'sidetone',
    missing: () => null,
    receive: async (codec, offer) => {
      const speaker = engineOnly ? null : await speakers.open();
      const child = tieToUs(fork(new URL('./sidetone-child.ts', import.meta.url), [], {
        execArgv: ['--import', 'tsx'], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, ...speaker?.env },
      }));
      try {
        child.send({ t: 'answer', offer, codec, sink: speaker?.sink ?? null });
        const { sdp } = await next(child, 'answered');
        return {
          rtpPort: Number(/m=audio (\d+)/.exec(sdp)?.[1]),
          stop: async (): Promise<Heard> => {
            const recorded = await speaker?.stop();
            child.send({ t: 'stop' });
            const { pcm, startMs, stalls, underruns } = await next(child, 'heard');
            await stopChild(child);
            const notes = [stalls > 0 ? `${stalls} stalls of the machine` : '', underruns > 0 ? `${underruns} times nothing to play` : ''].filter((note) => note !== '');
            return { ...(recorded ?? { pcm, startMs }), note: notes.join(', ') };
          },
        };
      } catch (error) {
        await stopChild(child);
        await speaker?.stop();
        throw error;
      }
    },
    dispose: () => speakers.dispose(),
  };
}

function next<T extends Said['t']>(child: ChildProcess, kind: T): Promise<Extract<Said, { t: T }>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`sidetone: no ${kind}`)), WAIT_MS);
    const ended = (code: number | null): void => reject(new Error(`sidetone ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (said: Said) => {
      clearTimeout(timer);
      child.removeListener('exit', ended);
      if (said.t === kind) resolve(said as Extract<Said, { t: T }>);
      else reject(new Error(said.t === 'failed' ? said.error : `sidetone said ${said.t}`));
    });
  });
}
