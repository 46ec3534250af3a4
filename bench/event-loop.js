// Loaded into the measured program before it starts: tells, whenever SIGUSR2 asks, how long the event loop was stopped at
// the longest since it was asked last.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 2 });
delay.enable();
process.on('SIGUSR2', () => {
  process.stderr.write(`longest stop ${Math.round(delay.max / 1e6)} ms\n`);
  delay.reset();
});
