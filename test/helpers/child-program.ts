import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

/** A TypeScript program of test/helpers in a process of its own; it ends with the test at the latest. */
export interface ChildProgram {
  process: ChildProcess;
  /** Lines of its stdout so far. */
  lines: readonly string[];
  /** Resolves when a line says this. Rejects when the program ends before. */
  said(line: string): Promise<void>;
  /** One line to its stdin. */
  tell(line: string): void;
  /** Resolves to the exit code; undefined when a signal ended it. */
  ended(): Promise<number | undefined>;
}

/** Starts `./name.ts` of this folder. */
export function startProgram(name: string, args: readonly string[]): ChildProgram {
  const child = run(['--import', 'tsx', fileURLToPath(new URL(name, import.meta.url)), ...args], name);
  onTestFinished(() => void child.process.kill('SIGKILL'));
  return child;
}

/**
 * Makes one JavaScript file of a program, so that it starts in a fraction of the time: for tests that start it
 * hundreds of times. The caller ends what it starts.
 */
export async function bundleProgram(name: string): Promise<(args: readonly string[]) => ChildProgram> {
  // Inside the project, so that what is not bundled is found in node_modules.
  const bundle = fileURLToPath(new URL(`../../.cache/${name}.${process.pid}.mjs`, import.meta.url));
  process.once('exit', () => rmSync(bundle, { force: true }));
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // It loads a binary from beside itself.
    external: ['better-sqlite3'],
    // For the packages in it that are CommonJS.
    banner: {
      js: "import { createRequire as forBundle } from 'node:module'; const require = forBundle(import.meta.url);",
    },
    logLevel: 'error',
  });
  return (args) => run([bundle, ...args], name);
}

function run(command: readonly string[], name: string): ChildProgram {
  const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  // A killed program's pipe must not fail the test that killed it.
  child.stdin.on('error', () => {});
  const exit = once(child, 'close');
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  return {
    process: child,
    lines,
    tell: (line) => void child.stdin.write(`${line}\n`),
    async said(line) {
      while (!lines.includes(line)) {
        const next = await Promise.race([once(reader, 'line'), exit.then(() => undefined)]);
        if (next === undefined && !lines.includes(line))
          throw new Error(`${name} ended without saying ${line}; it said: ${lines.join(' | ')}`);
      }
    },
    async ended() {
      const [code] = await exit;
      return code ?? undefined;
    },
  };
}
