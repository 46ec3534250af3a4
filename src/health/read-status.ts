import { hostname } from 'node:os';
import { type IncidentBrief, lastIncident } from '../core/incidents/find-incidents.ts';
import { openProblems } from '../core/incidents/open-problems.ts';
import type { Problem } from '../core/incidents/problem.ts';
import type { Cluster } from '../core/inventory/cluster.ts';
import { UserError } from '../lib/errors.ts';
import { toRfc3339 } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import { type NodeStatus, toNodeStatus } from '../vault/node-probe.ts';
import type { ClusterView } from './cluster-view.ts';
import { judge } from './judge.ts';
import type { ClusterLook } from './look-at-nodes.ts';
import { readLooks } from './look-store.ts';
import { lookNow, seeNodes } from './recent-look.ts';
import { ruleList } from './rule-list.ts';
import { keyOf } from './rules/rule.ts';
import { ClusterMemory } from './watch-memory.ts';
import { memoriesOf } from './watch-service.ts';

/** What the nodes of one cluster say, in the order of the configuration. */
export interface ClusterStatus {
  name: string;
  address: string;
  nodes: readonly NodeStatus[];
}

/** A problem as JSON has it; `since` is RFC 3339, UTC. */
export interface StatusProblem extends Omit<Problem, 'since'> {
  since: string;
}

/** One look at everything. The names are those of `status --json`, a contract. */
export interface StatusLook {
  /** RFC 3339, UTC. */
  checkedAt: string;
  clusters: readonly ClusterStatus[];
  /** Worst first. `cluster` is '' for what concerns the bot's own network. */
  problems: readonly StatusProblem[];
}

/** What else is shown of a cluster. */
export interface ClusterBackground {
  name: string;
  /** When it was last looked at with the token, and at Prometheus, backups and certificates; undefined where nobody does. */
  clusterLookAt: Date | undefined;
  slowLookAt: Date | undefined;
  lastIncident: IncidentBrief | undefined;
}

export interface StatusAnswer extends StatusLook {
  background: readonly ClusterBackground[];
}

const nothingSeen: ClusterLook = { nodes: [], leaders: new Map() };
const gravity = ['critical', 'warning', 'info'];

export interface StatusOptions {
  signal?: AbortSignal | undefined;
  /** Takes what the watcher of this process saw last, where it watches, instead of asking the nodes once more. */
  seenWillDo?: boolean;
}

/**
 * Asks every node of the clusters by its own address, without a token, all at once, and judges what it sees together
 * with what the watcher of this process knows. Nothing waits here for a problem to hold: it is what is seen now.
 *
 * @throws UserError when there is no cluster to look at
 */
export async function readStatus(
  ports: Ports,
  clusters: readonly Cluster[],
  now: Date,
  { signal, seenWillDo = false }: StatusOptions = {},
): Promise<StatusAnswer> {
  if (clusters.length === 0)
    throw new UserError('No cluster is configured. Set VAULT_ADDR, or `clusters` in steward.yaml.');
  const memories = memoriesFor(ports, clusters);
  const seen = await Promise.all(
    clusters.map((cluster) => (seenWillDo ? seeNodes : lookNow)(ports, cluster, now, signal)),
  );
  const views = memories.map((memory, at) =>
    memory.viewWith(seen[at]?.look ?? nothingSeen, ports.config.health, hostname(), now),
  );
  const problems = await findProblems(ports, views, now);
  return {
    checkedAt: toRfc3339(new Date(Math.min(...seen.map(({ at }) => at.getTime())))),
    clusters: clusters.map(({ name, address }, at) => ({
      name,
      address,
      nodes: (seen[at]?.look ?? nothingSeen).nodes.map(toNodeStatus),
    })),
    problems: problems.map((problem) => ({ ...problem, since: toRfc3339(problem.since) })),
    background: await Promise.all(memories.map((memory) => readBackground(ports, memory, now))),
  };
}

/** Of looks that this process did not make: when the running bot did. */
async function readBackground(
  ports: Ports,
  { name, factsAt, slowAt }: ClusterMemory,
  now: Date,
): Promise<ClusterBackground> {
  const isKnown = factsAt !== undefined && slowAt !== undefined;
  const kept = ports.store && !isKnown ? await readLooks(ports.store.db, name) : {};
  return {
    name,
    clusterLookAt: factsAt ?? kept.cluster,
    slowLookAt: slowAt ?? kept.slow,
    lastIncident: await lastIncident(ports, name, now),
  };
}

/** What `--json` prints. */
export function contractOf({ checkedAt, clusters, problems }: StatusAnswer): StatusLook {
  return { checkedAt, clusters, problems };
}

function memoriesFor(ports: Ports, clusters: readonly Cluster[]): ClusterMemory[] {
  const known = memoriesOf(ports);
  return clusters.map(({ name }) => known.find((memory) => memory.name === name) ?? new ClusterMemory(name));
}

/** What the rules see now; of rules that have nothing to judge by here, what is open in the store. */
async function findProblems(ports: Ports, views: readonly ClusterView[], now: Date): Promise<Problem[]> {
  const open = await openProblems(ports, 'health');
  const judgements = (['nodes', 'cluster', 'slow'] as const).flatMap((basis) =>
    judge(ruleList, basis, views),
  );
  const isWhole = views.length === ports.clusters.length;
  const asked = judgements.filter(
    ({ cluster, findings }) => findings !== undefined && (cluster !== '' || isWhole),
  );
  const seen = asked.flatMap(({ rule, cluster, findings = [] }) =>
    findings.map(({ node, namespace, severity, text }): Problem => {
      const key = {
        rule,
        cluster,
        ...(node === undefined ? {} : { node }),
        ...(namespace === undefined ? {} : { namespace }),
      };
      const since = open.find((one) => keyOf(one) === keyOf(key))?.since ?? now;
      return { ...key, severity, since, text };
    }),
  );
  const known = new Set(asked.map(({ rule, cluster }) => keyOf({ rule, cluster })));
  const names = new Set(['', ...views.map(({ name }) => name)]);
  const others = open.filter(
    ({ rule, cluster }) => names.has(cluster) && !known.has(keyOf({ rule, cluster })),
  );
  return [...seen, ...others].sort((a, b) => gravity.indexOf(a.severity) - gravity.indexOf(b.severity));
}
