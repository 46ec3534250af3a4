// `npm run demo`: everything real on this machine, on free loopback ports, ended by Ctrl-C.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from './demo/start-demo.ts';
import { welcomeText } from './demo/welcome-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-demo-'));
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort());

const began = performance.now();
const say = (text: string): void =>
  console.error(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${text}`);
const demo = await startDemo({ folder, say, signal: stopping.signal }).catch((error: unknown) => {
  if (!stopping.signal.aborted) console.error(error instanceof Error ? error.message : error);
  return undefined;
});
if (demo) {
  console.log(welcomeText(demo));
  await stopped(stopping.signal);
  console.error('\nEnding everything …');
  await demo.stop();
}
rmSync(folder, { recursive: true, force: true });
process.exit(demo ? 0 : 1);

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
