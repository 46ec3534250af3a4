import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { onFreePorts } from '../../sandbox/free-ports.ts';
import { type RunningProcess, StartError, startProcess } from '../../sandbox/processes.ts';

export interface RunningPostgres {
  /** `127.0.0.1:<port>`; passwords are asked for. */
  readonly host: string;
  /** Runs SQL as its superuser. @throws Error with what psql said */
  sql(text: string): string;
  stop(): Promise<void>;
}

const endings: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(endings.map((end) => end()));
});

/** PostgreSQL refuses to run as root; nobody's user may. */
const nobody = 65534;

/** Debian keeps the programs of each version in a folder of their own, outside PATH. */
function binFolder(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian)
    ? readdirSync(debian).map((version) => join(debian, version, 'bin'))
    : [];
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'initdb'));
  const initdb = [...onPath, ...versions.map((folder) => join(folder, 'initdb'))].find((file) =>
    existsSync(file),
  );
  // Beside it are the others, whatever link led there.
  return initdb === undefined ? undefined : dirname(realpathSync(initdb));
}

/** True when a PostgreSQL server is installed. */
export function isPostgresHere(): boolean {
  return binFolder() !== undefined;
}

/**
 * Starts a real PostgreSQL on a free loopback port with data of its own, gone without a trace once stopped.
 *
 * @throws StartError
 */
export async function startPostgres(): Promise<RunningPostgres> {
  const bin = binFolder();
  if (!bin) throw new StartError('PostgreSQL is not on this machine');
  const folder = mkdtempSync(join(tmpdir(), 'steward-postgres-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  const asRoot = process.getuid?.() === 0;
  if (asRoot) chownSync(folder, nobody, nobody);
  const asNobody = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  const commandFor = (name: string, ...args: string[]): [string, ...string[]] =>
    asRoot ? ['setpriv', ...asNobody, join(bin, name), ...args] : [join(bin, name), ...args];
  const run = ([command, ...args]: [string, ...string[]], input = ''): string =>
    execFileSync(command, args, { cwd: folder, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  const data = join(folder, 'data');
  try {
    const who = ['--username=postgres', '--auth-local=trust', '--auth-host=scram-sha-256'];
    run(commandFor('initdb', '--pgdata', data, ...who, '--no-sync', '--no-instructions', '--encoding=UTF8'));
    return await onFreePorts(1, async (port) => {
      const sql = (text: string): string =>
        run(
          commandFor(
            'psql',
            '-X',
            '-q',
            '-v',
            'ON_ERROR_STOP=1',
            '-h',
            folder,
            '-p',
            `${port}`,
            '-U',
            'postgres',
          ),
          text,
        );
      const [command, ...args] = commandFor(
        'postgres',
        '-D',
        data,
        '-k',
        folder,
        '-p',
        `${port}`,
        '-h',
        '127.0.0.1',
        '-F',
      );
      const process = await startProcess({
        command,
        args,
        folder,
        isReady: async () => sql('select 1') !== '',
      });
      const stop = (): Promise<void> => stopped(process, removeFolder);
      endings.push(stop);
      return { host: `127.0.0.1:${port}`, sql, stop };
    });
  } catch (error) {
    removeFolder();
    throw error;
  }
}

/** SIGINT ends sessions too; SIGTERM would wait for them. */
async function stopped(process: RunningProcess, removeFolder: () => void): Promise<void> {
  process.signal('SIGINT');
  await process.stop();
  removeFolder();
}
