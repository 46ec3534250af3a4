import { setMaxListeners } from 'node:events';
import { type Cluster, clustersAtOnce } from '../core/inventory/cluster.ts';
import { UserError } from '../lib/errors.ts';
import { inParallel } from '../lib/in-parallel.ts';
import type { Logger } from '../lib/logger.ts';
import { describeSpan } from '../lib/times.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { Coverage } from './coverage.ts';
import type { DatedItem, ScanProblem, SkippedPlace } from './finding.ts';
import { scanCluster } from './scan-cluster.ts';
import { toScanFailure } from './scan-failure.ts';
import type { ScanSettings } from './scan-settings.ts';
import { markSelfRenewing } from './self-renewing.ts';

/** How the look at one cluster went. */
export interface ClusterLook {
  cluster: string;
  scanned: number;
  /** Why it could not be looked at as a whole; undefined when it could. */
  failure: string | undefined;
  /** Undefined when nobody got as far as the list of its mounts: then nothing of it is known anew. */
  coverage: Coverage | undefined;
}

/** Everything with a date on all clusters, and everything that could not be looked at. */
export interface Scan {
  scannedAt: Date;
  /** From after the logins to the last parsed answer. */
  durationMs: number;
  /** How many secrets were looked at, with a date or without. */
  scanned: number;
  items: DatedItem[];
  problems: ScanProblem[];
  /** What was not looked at since the login has no right to it. */
  skipped: SkippedPlace[];
  /** One for each cluster that was to be looked at. */
  looks: ClusterLook[];
}

export interface ScanOptions {
  clusters: readonly Cluster[];
  settings: ScanSettings;
  now: Date;
  /** The login is the bot's own, not that of somebody at a terminal. */
  isBot: boolean;
  /** The asker's; the deadline is the scan's own. */
  signal: AbortSignal;
  log: Logger;
  /** What the last scan found: certificates never change, so those that are known need not be read again. */
  lastItems?: readonly DatedItem[] | undefined;
  /** Told how far a long scan is, every two seconds. */
  progress(text: string): void;
}

const progressEveryMs = 2_000;

/**
 * The same as `lookThrough` for somebody who waits for an answer.
 *
 * @throws VaultError when no cluster at all could be looked at
 */
export async function scanClusters(options: ScanOptions): Promise<Scan> {
  const { scan, failures } = await lookThrough(options);
  const [first] = failures;
  if (first !== undefined && !failures.includes(undefined)) throw first;
  return scan;
}

/**
 * Looks through all clusters, many at once, in order of nothing: callers sort. A cluster that does not answer is a problem
 * and costs only itself.
 *
 * @returns the scan, and for each cluster the error of Vault that kept the whole of it from being looked at
 * @throws UserError when there is no cluster to look at
 * @throws the signal's reason when the asker gave up
 */
export async function lookThrough(
  options: ScanOptions,
): Promise<{ scan: Scan; failures: (VaultError | undefined)[] }> {
  const { clusters, settings, now, signal, progress } = options;
  if (clusters.length === 0)
    throw new UserError('No Vault is configured. Set VAULT_ADDR, or name clusters in steward.yaml.');
  const looks = clusters.map(({ name }) => unlooked(name));
  const result: Scan = { ...emptyScan(now), looks };
  const logins = await inParallel(clusters, clustersAtOnce, logIn);
  const startedAtMs = performance.now();
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), settings.deadlineMs);
  const ticker = setInterval(() => progress(`Looked at ${result.scanned} secrets so far …`), progressEveryMs);
  const running: RunningScan = { options, signal: AbortSignal.any([signal, deadline.signal]), result };
  // Each request under way listens to it.
  setMaxListeners(0, running.signal);
  let failures: (VaultError | undefined)[];
  try {
    failures = await inParallel(clusters, clustersAtOnce, (cluster, index) =>
      scanOrNote(running, cluster, looks[index] ?? unlooked(cluster.name), logins[index]),
    );
    signal.throwIfAborted();
    for (const error of failures) if (error) options.log.info({ error }, 'A cluster was not scanned');
  } finally {
    clearTimeout(timer);
    clearInterval(ticker);
  }
  await markSelfRenewing(result.items, now, settings.selfRenewingMs);
  result.durationMs = performance.now() - startedAtMs;
  return { scan: result, failures };
}

function emptyScan(now: Date): Scan {
  return { scannedAt: now, durationMs: 0, scanned: 0, items: [], problems: [], skipped: [], looks: [] };
}

function unlooked(cluster: string): ClusterLook {
  return { cluster, scanned: 0, failure: undefined, coverage: undefined };
}

interface RunningScan {
  options: ScanOptions;
  signal: AbortSignal;
  result: Scan;
}

/** The server's kind is asked meanwhile: everything after the login depends on it. */
async function logIn({ vault }: Cluster): Promise<Login> {
  const [login] = await Promise.allSettled([Promise.all([vault.logIn(), vault.serverKind()])]);
  return login;
}

type Login = PromiseSettledResult<unknown>;

/** The error that kept the whole cluster from being looked at; it is among the problems already. */
async function scanOrNote(
  running: RunningScan,
  cluster: Cluster,
  look: ClusterLook,
  login: Login | undefined,
): Promise<VaultError | undefined> {
  try {
    if (login?.status === 'rejected') throw login.reason;
    await scanCluster({ ...running, cluster, look, deadlineText: deadlineText(running) });
    return undefined;
  } catch (error) {
    running.options.signal.throwIfAborted();
    const failure = running.signal.aborted
      ? { reason: 'stopped' as const, problem: deadlineText(running) }
      : toScanFailure(error, 'look at it');
    const problem: ScanProblem = { cluster: cluster.name, namespace: '', mount: '', path: '', ...failure };
    running.result.problems.push(problem);
    look.failure = failure.problem;
    // Kinds broke off in the middle: what they did not find may be there.
    look.coverage = undefined;
    return error instanceof VaultError ? error : undefined;
  }
}

function deadlineText({ options }: { options: ScanOptions }): string {
  return `the scan reached its deadline of ${describeSpan(options.settings.deadlineMs)}`;
}
