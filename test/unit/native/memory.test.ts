import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

// In a process of its own, so that nothing else of the test run is measured.
const script = `
import { OpusDecoder, OpusEncoder, G722Decoder, G722Encoder } from ${JSON.stringify(resolve('native/index.ts'))};
const packet = new Uint8Array(1500);
const pcm = new Float32Array(960);
function thousand(dispose) {
  for (let i = 0; i < 1000; i++) {
    const encoder = new OpusEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
    const decoder = new OpusDecoder({ sampleRate: 48000, channels: 1 });
    decoder.decode(packet.subarray(0, encoder.encode(pcm, packet)), pcm);
    new G722Decoder().decode(new Uint8Array(160), new Int16Array(320));
    new G722Encoder().encode(new Int16Array(320), packet);
    if (dispose) { encoder.dispose(); decoder.dispose(); }
  }
}
const settle = async () => { for (let i = 0; i < 3; i++) { globalThis.gc(); await new Promise((done) => setTimeout(done, 20)); } };
thousand(true); thousand(false); await settle();
const before = process.memoryUsage.rss();
for (let round = 0; round < 3; round++) thousand(true);
await settle();
const disposed = process.memoryUsage.rss() - before;
for (let round = 0; round < 3; round++) { thousand(false); await settle(); }
const collected = process.memoryUsage.rss() - before;
process.stdout.write(JSON.stringify({ disposed, collected }));
`;

it('gives back the memory of thousands of encoders and decoders, disposed or merely dropped', () => {
  const run = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', '--input-type=module', '-e', script], { encoding: 'utf8', timeout: 60_000 });
  expect(run.stderr).toBe('');
  const grown = JSON.parse(run.stdout) as { disposed: number; collected: number };
  // One pair holds about 75 kB: without the release 3000 of them would keep more than 200 MB.
  expect(grown.disposed).toBeLessThan(20_000_000);
  expect(grown.collected).toBeLessThan(40_000_000);
}, 90_000);
