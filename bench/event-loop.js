// Loaded into the measured program before it starts: tells, whenever SIGUSR2 asks, how long the event loop was stopped at
// the longest since it was asked last, and how much of that the process was on a processor, all threads together.

const beatMs = 2;
let last = { at: performance.now(), cpu: cpuMs() };
let longest = { ms: 0, cpuMs: 0, busiestMs: 0 };

setInterval(() => {
  const at = performance.now();
  const stopMs = at - last.at - beatMs;
  const cpu = cpuMs();
  const usedMs = Math.round(Math.min(stopMs, cpu - last.cpu));
  const busiestMs = Math.max(longest.busiestMs, usedMs);
  longest =
    stopMs > longest.ms ? { ms: Math.round(stopMs), cpuMs: usedMs, busiestMs } : { ...longest, busiestMs };
  last = { at, cpu };
}, beatMs).unref();

process.on('SIGUSR2', () => {
  process.stderr.write(`longest stop ${JSON.stringify(longest)}\n`);
  longest = { ms: 0, cpuMs: 0, busiestMs: 0 };
});

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
