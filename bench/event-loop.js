// Loaded into the measured program before it starts: tells, whenever SIGUSR2 asks, how long the event loop was stopped at
// the longest since it was asked last, and how much of that the process was on a processor, all threads together.

const beatMs = 2;
let last = { at: performance.now(), cpu: cpuMs() };
let longest = { ms: 0, cpuMs: 0 };

setInterval(() => {
  const at = performance.now();
  const stopMs = at - last.at - beatMs;
  const cpu = cpuMs();
  if (stopMs > longest.ms) longest = { ms: Math.round(stopMs), cpuMs: Math.round(cpu - last.cpu) };
  last = { at, cpu };
}, beatMs).unref();

process.on('SIGUSR2', () => {
  process.stderr.write(`longest stop ${JSON.stringify(longest)}\n`);
  longest = { ms: 0, cpuMs: 0 };
});

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
