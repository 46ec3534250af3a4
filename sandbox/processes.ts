import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

/** A server that we started and that we end. */
export interface RunningProcess {
  readonly pid: number;
  /** The last lines of what it wrote, both streams together: for the message when it does not start. */
  output(): string;
  /** True until it has ended, by itself or by us. */
  isRunning(): boolean;
  /** SIGTERM, and SIGKILL for whoever has not ended `graceMs` later. Resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL, SIGSTOP, SIGCONT, SIGHUP …: for tests of faults. */
  signal(name: NodeJS.Signals): void;
}

export interface StartProcessOptions {
  command: string;
  args: readonly string[];
  /** Added to PATH and HOME alone: servers read many variables, and ours may hold tokens. */
  environment?: Readonly<Record<string, string>>;
  folder?: string;
  /** Sees each line it writes, on either stream. */
  onLine?(line: string): void;
  /** Resolves to true once the server answers. Asked every 50 ms. */
  isReady(): Promise<boolean>;
  readyWithinMs?: number;
}

/** A process ended, or did not answer, before it was ready. `message` has its last output. */
export class StartError extends Error {
  override name = 'StartError';
}

const started = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/**
 * Starts a server and waits until it is ready. It ends with this process at the latest.
 *
 * @throws StartError
 */
export async function startProcess(options: StartProcessOptions): Promise<RunningProcess> {
  const { command, args, environment = {}, folder, onLine, readyWithinMs = 30_000 } = options;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: folder ?? process.env.HOME ?? '', ...environment },
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      onLine?.(line);
      lines.push(line);
      if (lines.length > 40) lines.shift();
    });
  const failed = once(child, 'error').then(([error]) => {
    throw new StartError(`${command} cannot be started`, { cause: error });
  });
  started.add(child);
  child.once('exit', () => started.delete(child));
  const running = toRunningProcess(child, lines);
  await Promise.race([failed, waitUntilReady(running, options, readyWithinMs)]);
  failed.catch(() => undefined);
  return running;
}

async function waitUntilReady(
  running: RunningProcess,
  { command, isReady }: StartProcessOptions,
  readyWithinMs: number,
): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    if (!running.isRunning()) throw new StartError(`${command} ended at its start:\n${running.output()}`);
    if (await isReady().catch(() => false)) return;
    await wait(50);
  }
  await running.stop(0);
  throw new StartError(`${command} was not ready after ${readyWithinMs} ms:\n${running.output()}`);
}

function toRunningProcess(child: ChildProcess, lines: readonly string[]): RunningProcess {
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    output: () => lines.join('\n'),
    isRunning,
    signal: (name) => void child.kill(name),
    stop: async (graceMs = 3_000) => {
      if (!isRunning()) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
