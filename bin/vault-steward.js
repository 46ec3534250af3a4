#!/usr/bin/env node
// Runs the sources where they are (a checkout), else the built program (an image or a package).
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// The bot runs for months and mostly waits: a young generation that stays small saves it 17 MB (docs/performance.md).
if (process.argv[2] === 'start') setFlagsFromString('--semi-space-growth-factor=1');

const source = new URL('../src/main.ts', import.meta.url);
const built = new URL('../dist/src/main.js', import.meta.url);

if (existsSync(fileURLToPath(source))) {
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import(source.href);
  await main();
} else {
  const { main } = await import(built.href);
  await main();
}
