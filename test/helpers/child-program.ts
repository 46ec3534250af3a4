import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
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

export function startProgram(name: string, args: readonly string[]): ChildProgram {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
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
