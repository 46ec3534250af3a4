import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Builds the program and lays it out in a folder as the container image has it: without the sources.
 *
 * @returns the file to run
 */
export function layOutBuiltProgram(folder: string): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const target = join(folder, 'program');
  mkdirSync(target, { recursive: true });
  execFileSync(process.execPath, [join(root, 'scripts/build.js'), join(target, 'dist')], {
    stdio: ['ignore', 2, 2],
  });
  for (const part of ['bin', 'faq', 'package.json', 'manifest.yml'])
    cpSync(join(root, part), join(target, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
  return join(target, 'bin/vault-steward.js');
}
