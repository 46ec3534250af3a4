#!/usr/bin/env node
// Runs the sources where they are (a checkout), else the built program (an image or a package).
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// The bot runs for months and mostly waits: a small young generation, an old one that is collected early, and no second
// compiler for the HTTP parser save it some 40 MB (docs/performance.md).
if (process.argv[2] === 'start')
  for (const flag of ['--semi-space-growth-factor=1', '--optimize-for-size', '--liftoff-only'])
    setFlagsFromString(flag);

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
