import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Outcome {
  /** Empty when the command succeeded. */
  failure: string;
  /** What it wrote, both streams. */
  output: string;
  complaints: string;
}

export interface Pasted {
  folder: string;
  script: string;
  environment: Readonly<Record<string, string>>;
  typed: string;
  /** Passwords and key shares are asked for at a terminal only. */
  atTerminal: boolean;
}

/** Runs commands as a reader would who has pasted them into a shell. */
export async function runPasted({
  folder,
  script,
  environment,
  typed,
  atTerminal,
}: Pasted): Promise<Outcome> {
  writeFileSync(join(folder, 'pasted.sh'), `set -eo pipefail\n${script}\n`);
  const command = atTerminal ? ['script', '-qec', 'bash pasted.sh', '/dev/null'] : ['bash', 'pasted.sh'];
  const running = run(command[0] as string, command.slice(1), {
    cwd: folder,
    timeout: 50_000,
    env: environment,
  });
  const { stdin } = running.child;
  // A terminal stays open; where it closed, `script` would end what runs in it after two seconds.
  if (atTerminal) stdin?.write(`${typed}\n`);
  else stdin?.end(typed);
  stdin?.on('error', () => undefined);
  const outcome = await running.catch((error: { stderr: string; stdout: string }) => error);
  stdin?.destroy();
  return {
    failure: outcome instanceof Error ? `${outcome}` : '',
    output: `${outcome.stdout}${outcome.stderr}`,
    complaints: outcome.stderr,
  };
}
