import { expect } from 'vitest';
import type { CommandContext } from '../../src/define-command.ts';
import { contractOf, type ExpiringReport, findExpiring } from '../../src/expiry/find-expiring.ts';
import type { DatedItem } from '../../src/expiry/finding.ts';
import { type Scan, scanClusters } from '../../src/expiry/scan.ts';
import { type ScanSettings, scanSettings } from '../../src/expiry/scan-settings.ts';
import { createLimiter } from '../../src/lib/limiter.ts';
import { dayMs } from '../../src/lib/times.ts';
import type { Ports } from '../../src/ports.ts';
import { canary, type RootServer } from '../helpers/bot-login.ts';
import { terminalContext } from '../helpers/run-command.ts';
import { waitUntil } from '../helpers/wait-until.ts';

export const now = new Date('2026-11-22T09:00:00Z');

/** The day that many days from `now`, as people write it into metadata. */
export function inDays(days: number): string {
  return new Date(now.getTime() + days * dayMs).toISOString();
}

export async function addMount(
  server: RootServer,
  mount: string,
  options: { version?: '1' | '2'; namespace?: string } = {},
): Promise<void> {
  const { version = '2', namespace = '' } = options;
  const path = `sys/mounts/${encodePath(mount.replace(/\/$/, ''))}`;
  await server.root({ method: 'POST', path, namespace, body: { type: 'kv', options: { version } } });
  if (version === '1') return;
  // A new KV v2 mount answers 400 until its own upgrade is through.
  const probe = `${encodePath(mount)}metadata/?list=true`;
  await waitUntil(`the mount ${mount}`, () =>
    server.root({ path: probe, namespace }).then(
      () => true,
      (error: Error) => error.message.includes('404'),
    ),
  );
}

/** Secrets with custom metadata and no value, by path; `null` is one with a value and no metadata. */
export async function addSecrets(
  server: RootServer,
  mount: string,
  secrets: Readonly<Record<string, Readonly<Record<string, string>> | null>>,
  namespace = '',
): Promise<void> {
  const limiter = createLimiter({ atOnce: 16 });
  await Promise.all(
    Object.entries(secrets).map(([path, metadata]) =>
      limiter.run(() =>
        server.root({
          method: 'POST',
          path: encodePath(`${mount}${metadata === null ? 'data' : 'metadata'}/${path}`),
          namespace,
          body: metadata === null ? { data: { value: 'x' } } : { custom_metadata: metadata },
        }),
      ),
    ),
  );
}

export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** One whole scan. */
export async function scan(
  ports: Ports,
  settings: Partial<ScanSettings> = {},
  clock: Date = now,
  signal: AbortSignal = new AbortController().signal,
  lastItems: readonly DatedItem[] = [],
): Promise<Scan> {
  const { config, clusters, log } = ports;
  const found = await scanClusters({
    clusters,
    settings: { ...scanSettings(config), ...settings },
    now: clock,
    isBot: true,
    lastItems,
    signal,
    log,
    progress: () => undefined,
  });
  expect(JSON.stringify(found)).not.toContain(canary);
  return found;
}

/** A scan as `expiring` tells it, with all that has a date. */
export async function report(ports: Ports, settings: Partial<ScanSettings> = {}): Promise<ExpiringReport> {
  return contractOf(await findExpiring(await scan(ports, settings), now, 100_000 * dayMs));
}

export function contextOf(ports: Ports, overrides: Partial<CommandContext> = {}): CommandContext {
  return { ...terminalContext(ports, now), ...overrides };
}
