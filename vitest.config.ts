import { defineConfig } from 'vitest/config';

/**
 * One layer of tests. `files` run beside each other: one where they own devices or the screen or measure sound, several
 * where they mostly wait for timers and peers, undefined where they load the processor: one for each core.
 */
function layer(name: string, folder: string, timeoutMs: number, files?: number) {
  return {
    test: {
      name,
      include: [`${folder}/**/*.test.{ts,tsx}`],
      environment: 'node',
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      maxWorkers: files ?? '100%',
      ...(files !== undefined && {
        fileParallelism: files > 1,
        // One after the other in one process, so that the program is not loaded anew for each file.
        isolate: files > 1,
        // They run in real time against other programs, on machines that may stand still for a moment; what fails twice
        // is broken. The report names every test that needed its second try.
        retry: 1,
      }),
      sequence: { groupOrder: files ?? 0 },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      layer('unit', 'test/unit', 30_000),
      layer('signalling', 'test/interop/signalling', 60_000, 4),
      layer('sound', 'test/interop/sound', 60_000, 1),
      layer('e2e', 'test/e2e', 120_000, 1),
    ],
  },
});
