import { setMaxListeners } from 'node:events';
import type { Cluster } from '../core/inventory/cluster.ts';
import { type Inventory, takeInventory } from '../core/inventory/take-inventory.ts';
import { UserError } from '../lib/errors.ts';
import { createLimiter } from '../lib/limiter.ts';
import type { Logger } from '../lib/logger.ts';
import { describeSpan } from '../lib/times.ts';
import { VaultError } from '../vault/vault-error.ts';
import { findAuthMounts } from './ask.ts';
import type { DatedItem, ScanProblem, ScanSink, SkippedPlace } from './finding.ts';
import type { KindScan } from './kind.ts';
import { kindList } from './kind-list.ts';
import { createOwners } from './owners.ts';
import { toScanFailure } from './scan-failure.ts';
import { createScanGate, type ScanGate } from './scan-gate.ts';
import type { ScanSettings } from './scan-settings.ts';
import { createSink } from './scan-sink.ts';
import { createScanStop } from './scan-stop.ts';

/** Everything with a date on all clusters, and everything that could not be looked at. */
export interface Scan {
  scannedAt: Date;
  /** From after the logins to the last parsed answer. */
  durationMs: number;
  /** How many things were looked at, with a date or without. */
  scanned: number;
  items: DatedItem[];
  problems: ScanProblem[];
  /** What was not looked at since the login has no right to it. */
  skipped: SkippedPlace[];
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
  /** Told how far a long scan is, every two seconds. */
  progress(text: string): void;
}

const progressEveryMs = 2_000;

/**
 * Looks through all clusters at once, in order of nothing: callers sort. A cluster that does not answer is a problem
 * and costs only itself.
 *
 * @throws UserError when there is no cluster to look at
 * @throws VaultError when no cluster at all could be looked at
 * @throws the signal's reason when the asker gave up
 */
export async function scanClusters(options: ScanOptions): Promise<Scan> {
  const { clusters, settings, now, signal, progress } = options;
  if (clusters.length === 0)
    throw new UserError('No Vault is configured. Set VAULT_ADDR, or name clusters in steward.yaml.');
  const result: Scan = { scannedAt: now, durationMs: 0, scanned: 0, items: [], problems: [], skipped: [] };
  const logins = await Promise.allSettled(clusters.map(logIn));
  const startedAtMs = performance.now();
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), settings.deadlineMs);
  const ticker = setInterval(() => progress(`Looked at ${result.scanned} so far …`), progressEveryMs);
  const running: RunningScan = { options, signal: AbortSignal.any([signal, deadline.signal]), result };
  // Each request under way listens to it.
  setMaxListeners(0, running.signal);
  try {
    const failures = await Promise.all(
      clusters.map((cluster, index) => scanOrNote(running, cluster, logins[index])),
    );
    signal.throwIfAborted();
    const [first] = failures;
    if (first !== undefined && !failures.includes(undefined)) throw first;
    for (const error of failures) if (error) options.log.warn({ error }, 'A cluster was not scanned');
  } finally {
    clearTimeout(timer);
    clearInterval(ticker);
  }
  result.durationMs = performance.now() - startedAtMs;
  return result;
}

interface RunningScan {
  options: ScanOptions;
  signal: AbortSignal;
  result: Scan;
}

/** The server's kind is asked meanwhile: everything after the login depends on it. */
async function logIn({ vault }: Cluster): Promise<void> {
  await Promise.all([vault.logIn(), vault.serverKind()]);
}

/** The error that kept the whole cluster from being looked at; it is among the problems already. */
async function scanOrNote(
  running: RunningScan,
  cluster: Cluster,
  login: PromiseSettledResult<void> | undefined,
): Promise<VaultError | undefined> {
  try {
    if (login?.status === 'rejected') throw login.reason;
    await scanCluster(running, cluster);
    return undefined;
  } catch (error) {
    running.options.signal.throwIfAborted();
    const failure = running.signal.aborted
      ? { reason: 'stopped' as const, problem: deadlineText(running) }
      : toScanFailure(error, 'look at it');
    const problem: ScanProblem = { cluster: cluster.name, namespace: '', mount: '', path: '', ...failure };
    running.result.problems.push(problem);
    return error instanceof VaultError ? error : undefined;
  }
}

async function scanCluster(running: RunningScan, cluster: Cluster): Promise<void> {
  const { settings, now, isBot, log } = running.options;
  const inventory = await takeInventory(cluster, running.signal);
  const { concurrency, requestsPerSecond } = settings;
  const limiter = createLimiter({
    atOnce: concurrency,
    perSecond: requestsPerSecond,
    signal: running.signal,
  });
  const gates = new Map<string, ScanGate>();
  const gate = (namespace: string): ScanGate => {
    let known = gates.get(namespace);
    if (!known) {
      known = createScanGate(limiter, createScanStop(running.signal, deadlineText(running)));
      gates.set(namespace, known);
    }
    return known;
  };
  const sink = createSink(running.result, createOwners(cluster.name, inventory.namespaces, settings));
  noteInventoryProblems(inventory, sink);
  const scan: KindScan = {
    cluster,
    inventory,
    authMounts: once(() => findAuthMounts(scan)),
    settings,
    now,
    isBot,
    sink,
    log,
    gate,
  };
  await Promise.all(kindList.map((kind) => kind.scan(scan)));
  sink.flush();
}

function noteInventoryProblems(inventory: Inventory, sink: ScanSink): void {
  for (const problem of inventory.problems) sink.problem({ ...problem, reason: 'notListed' });
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= work();
    return made;
  };
}

function deadlineText({ options }: RunningScan): string {
  return `the scan reached its deadline of ${describeSpan(options.settings.deadlineMs)}`;
}
