import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { HealthConfig } from '../config/health.ts';
import type { Problem, ProblemRound } from '../core/incidents/problem.ts';
import { type Cluster, clustersAtOnce } from '../core/inventory/cluster.ts';
import { coerceError } from '../lib/errors.ts';
import { inParallel } from '../lib/in-parallel.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { PrometheusClient } from '../prometheus/prometheus-client.ts';
import type { AuditShelf } from './audit-devices.ts';
import { Holds } from './holds.ts';
import { judge } from './judge.ts';
import { lookAtCluster } from './look-at-cluster.ts';
import { lookAtNodes } from './look-at-nodes.ts';
import { lookSlowly } from './look-slowly.ts';
import type { KeptLook } from './look-store.ts';
import { paceSeconds, repeatAt, spacingMs } from './pace.ts';
import { ruleList } from './rule-list.ts';
import type { Basis, ProblemKey, Rule } from './rules/rule.ts';
import { takeFacts } from './take-facts.ts';
import type { ClusterMemory } from './watch-memory.ts';
import { tellMetrics } from './watch-metrics.ts';

/** Where problems become incidents. */
export interface IncidentBook {
  /** What is open of the source `health`. */
  open(): Promise<readonly Problem[]>;
  track(round: ProblemRound): Promise<void>;
}

export interface WatcherOptions {
  clusters: readonly Cluster[];
  /** One for each cluster, in their order. */
  memories: readonly ClusterMemory[];
  settings: HealthConfig;
  /** The host that the bot runs on, as people know it. */
  host: string;
  book: IncidentBook;
  auditShelf?: AuditShelf | undefined;
  /** Keeps when clusters were looked at, for other processes. */
  keepLooks?:
    | ((kind: KeptLook, looks: readonly { cluster: string; at: Date }[]) => Promise<void>)
    | undefined;
  now(): Date;
  log: Logger;
  metrics?: Metrics | undefined;
  prometheus?: PrometheusClient | undefined;
  rules?: readonly Rule[];
  /** Called after each round in which a node answered and the problems were stored. */
  onGoodRound?(signal: AbortSignal): void;
}

/**
 * Looks at all clusters again and again, has the rules judge what it saw, and hands what is wrong to the incidents.
 * Rounds of one kind never overlap, and a round that fails costs only itself.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #rules: readonly Rule[];
  readonly #holds = new Holds();
  readonly #stopping = new AbortController();
  #loops: Promise<void>[] = [];
  /** The nodes were looked at once: what else is seen is judged beside them. */
  readonly #seen: Promise<void>;
  #onSeen = (): void => undefined;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#rules = options.rules ?? ruleList;
    // Every request that is under way listens: as many as there are nodes, and no leak.
    setMaxListeners(0, this.#stopping.signal);
    this.#seen = new Promise((resolve) => {
      this.#onSeen = resolve;
    });
  }

  start(): void {
    this.#loops = [
      this.#repeat('nodes', () => this.lookAtNodes()),
      this.#seen.then(() => this.#repeat('cluster', () => this.lookAtClusters())),
      this.#seen.then(() => this.#repeat('slow', () => this.lookSlowly())),
    ];
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
  }

  /** What is wrong now, as far as it has held for long enough. */
  problems(): Problem[] {
    return this.#holds.problems();
  }

  /**
   * One round: every node of every cluster. The nodes of a cluster are asked all at once; clusters begin one after the
   * other within a moment, since hundreds of handshakes at the same time would outlast the limit, time after time.
   */
  async lookAtNodes(): Promise<void> {
    const { clusters, memories, settings, now, metrics, onGoodRound } = this.#options;
    const { signal } = this.#stopping;
    const beganAt = now();
    await Promise.all(
      clusters.map(async (cluster, at) => {
        await pause(at * spacingMs(settings, clusters.length), undefined, { signal }).catch(() => undefined);
        const look = await lookAtNodes(cluster, now, signal);
        if (!signal.aborted) memories[at]?.take(look, now());
      }),
    );
    this.#onSeen();
    if (signal.aborted) return;
    await this.#judgeAndTell(beganAt);
    if (metrics) tellMetrics(metrics, memories, this.problems());
    if (memories.some(({ lookedAt, answeredAt }) => lookedAt && lookedAt === answeredAt))
      onGoodRound?.(signal);
  }

  /** One round with the bot's token, once per cluster. */
  async lookAtClusters(): Promise<void> {
    const { clusters, memories, auditShelf, now, log } = this.#options;
    const { signal } = this.#stopping;
    const beganAt = now();
    await inParallel(clusters, clustersAtOnce, async (cluster, at) => {
      const memory = memories[at];
      if (!memory) return;
      try {
        const facts = await lookAtCluster(cluster, memory.unsealableNamespaces, signal);
        await takeFacts(memory, facts, auditShelf, now());
      } catch (error) {
        if (!signal.aborted)
          log.error({ error: coerceError(error), cluster: cluster.name }, 'A cluster could not be looked at');
      }
    });
    if (signal.aborted) return;
    this.#judge('cluster', beganAt);
    await this.#keep('cluster', beganAt);
  }

  /** One round at what changes slowly. */
  async lookSlowly(): Promise<void> {
    const { clusters, memories, settings, prometheus, now, log } = this.#options;
    const { signal } = this.#stopping;
    const beganAt = now();
    await Promise.all(
      clusters.map(async (cluster, at) => {
        const memory = memories[at];
        if (!memory) return;
        const { serverName } = memory;
        const asked = { cluster, settings, prometheus, serverName, now: now(), log, signal };
        const facts = await lookSlowly(asked);
        if (!signal.aborted) memory.takeSlow(facts, now());
      }),
    );
    if (signal.aborted) return;
    this.#judge('slow', beganAt);
    await this.#keep('slow', beganAt);
  }

  /**
   * What the other looks found goes along. Only this round tells the incidents, at its steady pace: they count the
   * looks in which a problem is gone.
   */
  async #judgeAndTell(beganAt: Date): Promise<void> {
    const { memories, book, now } = this.#options;
    const open = await book.open();
    this.#holds.adopt(open, (key) => this.#isKnown(key));
    this.#judge('nodes', beganAt);
    const scope = new Set(['', ...memories.map(({ name }) => name), ...open.map(({ cluster }) => cluster)]);
    await book.track({
      source: 'health',
      scope: [...scope],
      problems: this.problems(),
      guides: this.#rules,
      now: now(),
    });
  }

  #judge(basis: Basis, beganAt: Date): void {
    const { memories, settings, host, now } = this.#options;
    const views = memories.map((memory) => memory.view(settings, host, now()));
    const paceMs = paceSeconds(settings, basis) * 1_000;
    for (const judgement of judge(this.#rules, basis, views)) this.#holds.take(judgement, beganAt, paceMs);
  }

  async #keep(kind: KeptLook, beganAt: Date): Promise<void> {
    const { memories, keepLooks } = this.#options;
    const made = memories.flatMap(({ name, factsAt, slowAt }) => {
      const at = kind === 'cluster' ? factsAt : slowAt;
      return at && at >= beganAt ? [{ cluster: name, at }] : [];
    });
    await keepLooks?.(kind, made);
  }

  async #repeat(basis: Basis, work: () => Promise<void>): Promise<void> {
    const { settings, log } = this.#options;
    const { signal } = this.#stopping;
    await repeatAt(paceSeconds(settings, basis), work, {
      signal,
      onError: (error) => log.error({ error: coerceError(error) }, 'A round of looks failed'),
    });
  }

  #isKnown({ rule, cluster }: ProblemKey): boolean {
    const isWatched = cluster === '' || this.#options.memories.some(({ name }) => name === cluster);
    return isWatched && this.#rules.some((known) => known.rule === rule);
  }
}
