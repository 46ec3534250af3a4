import { setImmediate as letOthers } from 'node:timers/promises';
import type { Cluster } from '../core/inventory/cluster.ts';
import { takeInventory } from '../core/inventory/take-inventory.ts';
import { createLimiter } from '../lib/limiter.ts';
import { findAuthMounts } from './auth-mounts.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import type { DatedItem, KindName, ProblemPlace } from './finding.ts';
import type { KindScan } from './kind.ts';
import { kindList } from './kind-list.ts';
import { createOwners } from './owners.ts';
import type { ClusterLook, Scan, ScanOptions } from './scan.ts';
import { createScanGate, type ScanGate } from './scan-gate.ts';
import { createSink } from './scan-sink.ts';
import { createScanStop } from './scan-stop.ts';

/** One cluster's part of a running scan. */
export interface ClusterScan {
  cluster: Cluster;
  options: ScanOptions;
  /** The asker's and the deadline's together. */
  signal: AbortSignal;
  /** Where findings go. */
  result: Scan;
  look: ClusterLook;
  /** What is said of places that the deadline left out. */
  deadlineText: string;
}

/**
 * Looks through one cluster with all kinds at once.
 *
 * @throws VaultError when the whole server does not answer
 */
export async function scanCluster(running: ClusterScan): Promise<void> {
  const { cluster, options, signal, result, look } = running;
  const { settings, now, isBot, log, lastItems = [] } = options;
  const inventory = await takeInventory(cluster, signal);
  const ownerOf = createOwners(cluster.name, inventory.namespaces, settings);
  const coverage: Coverage = createCoverage(inventory);
  const sink = createSink(result, Object.assign(look, { coverage }), ownerOf);
  for (const problem of inventory.problems) sink.problem({ ...problem, reason: 'notListed' });
  const known = once(() => byPlace(lastItems.filter((item) => item.cluster === cluster.name)));
  const scan: KindScan = {
    cluster,
    inventory,
    authMounts: once(() => findAuthMounts(scan, coverage)),
    settings,
    now,
    isBot,
    sink,
    known: async (kind, place) => (await known()).get(placeKey(kind, place)) ?? new Map(),
    log,
    gate: createGates(running),
  };
  await scanKinds(scan);
  sink.flush();
}

/**
 * The first kind, the secrets, has the longest answers: its requests go before those of all others, over the
 * connections that are open by then.
 */
async function scanKinds(scan: KindScan): Promise<void> {
  const [first, ...others] = kindList;
  const afterFirst = letOthers().then(() => Promise.all(others.map((kind) => kind.scan(scan))));
  await Promise.all([first.scan(scan), afterFirst]);
}

/** One gate for each namespace, all with the cluster's one limit. */
function createGates({ options, signal, deadlineText }: ClusterScan): (namespace: string) => ScanGate {
  const { concurrency, requestsPerSecond } = options.settings;
  const limiter = createLimiter({ atOnce: concurrency, perSecond: requestsPerSecond, signal });
  const gates = new Map<string, ScanGate>();
  return (namespace) => {
    let gate = gates.get(namespace);
    if (!gate) {
      gate = createScanGate(limiter, createScanStop(signal, deadlineText));
      gates.set(namespace, gate);
    }
    return gate;
  };
}

/** Things between which others get their turn. */
const itemsAtOnce = 2_000;

/** By kind and mount, and there by path. */
async function byPlace(items: readonly DatedItem[]): Promise<Map<string, Map<string, DatedItem>>> {
  const places = new Map<string, Map<string, DatedItem>>();
  for (const [at, item] of items.entries()) {
    if (at % itemsAtOnce === itemsAtOnce - 1) await letOthers();
    const key = placeKey(item.kind, item);
    const inPlace = places.get(key);
    if (inPlace) inPlace.set(item.path, item);
    else places.set(key, new Map([[item.path, item]]));
  }
  return places;
}

function placeKey(kind: KindName, { namespace, mount }: Pick<ProblemPlace, 'namespace' | 'mount'>): string {
  return `${kind}\n${namespace}\n${mount}`;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= work();
    return made;
  };
}
