/** The far end of the call under a flood: sends every packet back and notes when it came. */
import { createSocket } from 'node:dgram';

const PTIME_MS = 20;
/** Later than this after its turn a packet is late: jitter buffers of peers begin at 40 to 60 ms. */
const LATE_MS = 20;

const socket = createSocket('udp4');
const arrivalsMs: number[] = [];
socket.on('message', (bytes, { address, port }) => {
  arrivalsMs.push(performance.now());
  socket.send(bytes, port, address);
});
socket.bind(0, '127.0.0.1', () => process.send?.({ port: socket.address().port }));

process.on('message', (order: 'begin' | 'end') => {
  if (order === 'begin') return void (arrivalsMs.length = 0);
  process.send?.(figures());
  arrivalsMs.length = 0;
});

/** Against the even grid that fits best: the median of what each packet's own time says of the first. */
function figures(): { packets: number; late: number; worstGapMs: number } {
  const starts = arrivalsMs.map((atMs, index) => atMs - index * PTIME_MS).sort((a, b) => a - b);
  const start = starts[Math.floor(starts.length / 2)] ?? 0;
  const late = arrivalsMs.filter((atMs, index) => atMs - (start + index * PTIME_MS) > LATE_MS).length;
  const worstGapMs = arrivalsMs.slice(1).reduce((worst, atMs, index) => Math.max(worst, atMs - (arrivalsMs[index] ?? atMs)), 0);
  return { packets: arrivalsMs.length, late, worstGapMs };
}
