#!/usr/bin/env node
// Runs the sources where they are (a checkout), else the built program (an image or a package).
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// No second compiler for the HTTP parser (WebAssembly): it takes a tenth of a second of the processor, just while a
// terminal's command waits for its server, and 40 MB, which the bot would keep (docs/performance.md).
setFlagsFromString('--liftoff-only');
// The bot runs for months and mostly waits: a small young generation, and an old one that is collected early.
if (process.argv[2] === 'start')
  for (const flag of ['--semi-space-growth-factor=1', '--optimize-for-size']) setFlagsFromString(flag);

const source = new URL('../src/main.ts', import.meta.url);
const built = new URL('../dist/main.js', import.meta.url);

if (existsSync(fileURLToPath(source))) {
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import(source.href);
  await main();
} else {
  const { main } = await import(built.href);
  await main();
}
