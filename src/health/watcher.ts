import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { HealthConfig } from '../config/health.ts';
import type { Problem, ProblemRound } from '../core/incidents/problem.ts';
import type { Cluster } from '../core/inventory/cluster.ts';
import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { PrometheusClient } from '../prometheus/prometheus-client.ts';
import { Holds } from './holds.ts';
import { judge } from './judge.ts';
import { lookAtCluster } from './look-at-cluster.ts';
import { lookAtNodes } from './look-at-nodes.ts';
import { lookSlowly } from './look-slowly.ts';
import { ruleList } from './rule-list.ts';
import type { Basis, ProblemKey, Rule } from './rules/rule.ts';
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
    const { settings } = this.#options;
    this.#loops = [
      this.#repeat(settings.lookSeconds, () => this.lookAtNodes()),
      this.#seen.then(() => this.#repeat(settings.clusterLookSeconds, () => this.lookAtClusters())),
      this.#seen.then(() => this.#repeat(settings.slowLookSeconds, () => this.lookSlowly())),
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
    await Promise.all(
      clusters.map(async (cluster, at) => {
        await pause(at * spacingMs(settings, clusters.length), undefined, { signal }).catch(() => undefined);
        const look = await lookAtNodes(cluster, now, signal);
        if (!signal.aborted) memories[at]?.take(look, now());
      }),
    );
    this.#onSeen();
    if (signal.aborted) return;
    await this.#judgeAndTell();
    if (metrics) tellMetrics(metrics, memories, this.problems());
    if (memories.some(({ lookedAt, answeredAt }) => lookedAt && lookedAt === answeredAt))
      onGoodRound?.(signal);
  }

  /** One round with the bot's token, once per cluster. */
  async lookAtClusters(): Promise<void> {
    const { clusters, memories, now, log } = this.#options;
    const { signal } = this.#stopping;
    await Promise.all(
      clusters.map(async (cluster, at) => {
        const memory = memories[at];
        if (!memory) return;
        try {
          memory.takeFacts(await lookAtCluster(cluster, memory.unsealableNamespaces, signal), now());
        } catch (error) {
          if (!signal.aborted)
            log.error(
              { error: coerceError(error), cluster: cluster.name },
              'A cluster could not be looked at',
            );
        }
      }),
    );
    if (!signal.aborted) this.#judge('cluster', now());
  }

  /** One round at what changes slowly. */
  async lookSlowly(): Promise<void> {
    const { clusters, memories, settings, prometheus, now, log } = this.#options;
    const { signal } = this.#stopping;
    await Promise.all(
      clusters.map(async (cluster, at) => {
        const memory = memories[at];
        if (!memory) return;
        const { serverName } = memory;
        const facts = await lookSlowly({
          cluster,
          settings,
          prometheus,
          serverName,
          now: now(),
          log,
          signal,
        });
        if (!signal.aborted) memory.takeSlow(facts, now());
      }),
    );
    if (!signal.aborted) this.#judge('slow', now());
  }

  /**
   * What the other looks found goes along. Only this round tells the incidents, at its steady pace: they count the
   * looks in which a problem is gone.
   */
  async #judgeAndTell(): Promise<void> {
    const { memories, book } = this.#options;
    const now = this.#options.now();
    const open = await book.open();
    this.#holds.adopt(open, (key) => this.#isKnown(key));
    this.#judge('nodes', now);
    const scope = new Set(['', ...memories.map(({ name }) => name), ...open.map(({ cluster }) => cluster)]);
    await book.track({
      source: 'health',
      scope: [...scope],
      problems: this.problems(),
      guides: this.#rules,
      now,
    });
  }

  #judge(basis: Basis, now: Date): void {
    const { memories, settings, host } = this.#options;
    const views = memories.map((memory) => memory.view(settings, host, now));
    for (const judgement of judge(this.#rules, basis, views)) this.#holds.take(judgement, now);
  }

  #isKnown({ rule, cluster }: ProblemKey): boolean {
    const isWatched = cluster === '' || this.#options.memories.some(({ name }) => name === cluster);
    return isWatched && this.#rules.some((known) => known.rule === rule);
  }

  /** At a steady pace; what takes longer than the pace delays the next, and nothing is made up for. */
  async #repeat(everySeconds: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    const everyMs = everySeconds * 1000;
    let dueMs = performance.now();
    while (!signal.aborted) {
      await work().catch((error: unknown) => {
        if (!signal.aborted)
          this.#options.log.error({ error: coerceError(error) }, 'A round of looks failed');
      });
      dueMs = Math.max(dueMs + everyMs, performance.now());
      await pause(dueMs - performance.now(), undefined, { signal }).catch(() => undefined);
    }
  }
}

/** A few clusters begin at once for all that anybody can tell; many within two fifths of the pace. */
function spacingMs({ lookSeconds }: HealthConfig, clusters: number): number {
  return Math.min(40, (lookSeconds * 1000 * 0.4) / clusters);
}
