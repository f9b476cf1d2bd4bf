import { cpus } from 'node:os';

interface Times { readonly idle: number; readonly all: number }

/** Answers a function that tells which share (0..1) of the processors lay idle since it was asked last; 1 where that cannot be known. */
export function idleShareMeter(read: () => Times = timesOfAll): () => number {
  let last = read();
  return () => {
    const now = read();
    const all = now.all - last.all;
    const share = all > 0 ? (now.idle - last.idle) / all : 1;
    last = now;
    return Math.max(0, Math.min(1, share));
  };
}

function timesOfAll(): Times {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}
