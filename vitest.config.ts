import { defineConfig } from 'vitest/config';

/** One layer of tests: `serial` ones own ports, devices or the screen, so that only one file runs at a time. */
function layer(name: 'unit' | 'interop' | 'e2e', timeoutMs: number, serial: boolean) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.{ts,tsx}`],
      environment: 'node',
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      fileParallelism: !serial,
      // They run in real time against other programs, on machines that may stand still for a moment; what fails twice
      // is broken. The report names every test that needed its second try.
      retry: serial ? 1 : 0,
    },
  };
}

export default defineConfig({
  test: {
    projects: [layer('unit', 30_000, false), layer('interop', 60_000, true), layer('e2e', 120_000, true)],
  },
});
