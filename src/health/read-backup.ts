import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { BackupConfig } from '../config/health.ts';
import { coerceError } from '../lib/errors.ts';
import type { PrometheusClient } from '../prometheus/prometheus-client.ts';
import type { BackupFact } from './slow-facts.ts';

const commandLimitMs = 30_000;
const run = promisify(execFile);

/**
 * When the last good snapshot was made: by the newest file, by what a command prints, or by a metric.
 *
 * @throws PrometheusError: that Prometheus is away says nothing of the backup
 */
export async function readBackup(
  { file, command, metric, maxAgeHours }: BackupConfig,
  prometheus: PrometheusClient | undefined,
  now: Date,
  signal: AbortSignal,
): Promise<BackupFact | undefined> {
  if (file !== undefined) return { maxAgeHours, ...(await newestFile(file)) };
  if (command !== undefined) return { maxAgeHours, ...(await askCommand(command, signal)) };
  if (metric === undefined || !prometheus) return undefined;
  const samples = await prometheus.query(metric, now, signal);
  if (samples.length === 0) return { maxAgeHours, lastAt: undefined, why: 'the metric is not there' };
  const seconds = Math.max(...samples.map(({ value }) => value));
  return { maxAgeHours, lastAt: new Date(seconds * 1000), why: undefined };
}

type Found = Pick<BackupFact, 'lastAt' | 'why'>;

/** `*` in the last part stands for anything. An empty file is no snapshot. */
async function newestFile(pattern: string): Promise<Found> {
  const folder = dirname(pattern);
  const parts = basename(pattern).split('*');
  const matches = new RegExp(
    `^${parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`,
  );
  try {
    const names = (await readdir(folder)).filter((name) => matches.test(name));
    const stats = await Promise.all(names.map((name) => stat(join(folder, name))));
    const times = stats.filter((one) => one.isFile() && one.size > 0).map(({ mtimeMs }) => mtimeMs);
    if (times.length === 0) return { lastAt: undefined, why: `there is no snapshot at ${pattern}` };
    return { lastAt: new Date(Math.max(...times)), why: undefined };
  } catch {
    return { lastAt: undefined, why: `${folder} cannot be read` };
  }
}

/** Prints Unix seconds, or a date with time and zone. Its own words go to nobody: they may hold secrets. */
async function askCommand([program = '', ...args]: readonly string[], signal: AbortSignal): Promise<Found> {
  try {
    const { stdout } = await run(program, args, { timeout: commandLimitMs, signal, maxBuffer: 65_536 });
    const text = stdout.trim();
    const lastAt = /^\d{9,11}(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
    if (Number.isNaN(lastAt.getTime())) return { lastAt: undefined, why: 'the command printed no time' };
    return { lastAt, why: undefined };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { code } = coerceError(error) as { code?: unknown };
    return {
      lastAt: undefined,
      why: `the command failed (${typeof code === 'number' ? `exit code ${code}` : 'it did not run to its end'})`,
    };
  }
}
