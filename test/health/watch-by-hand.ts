import { afterAll } from 'vitest';
import { HealthConfig } from '../../src/config/health.ts';
import type { Incident } from '../../src/core/incidents/incident.ts';
import { openProblems } from '../../src/core/incidents/open-problems.ts';
import { trackProblems } from '../../src/core/incidents/track-problems.ts';
import type { Cluster } from '../../src/core/inventory/cluster.ts';
import { readAuditDevices, saveAuditDevices } from '../../src/health/audit-device-store.ts';
import type { ClusterView } from '../../src/health/cluster-view.ts';
import { ClusterMemory } from '../../src/health/watch-memory.ts';
import { Watcher } from '../../src/health/watcher.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import type { PrometheusClient } from '../../src/prometheus/prometheus-client.ts';
import type { Store } from '../../src/store/store.ts';
import { storingPorts } from '../helpers/incidents.ts';
import { openTempStore, type TempStore } from '../helpers/store.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { at } from './sample-view.ts';

const opened = new Set<TempStore>();
afterAll(async () => {
  for (const one of opened) await one.end();
});

/** An incident as people read it: what its message says, and whether it is over. */
export interface ShownIncident {
  rule: string;
  text: string;
  isOver: boolean;
  /** How often it began. */
  times: number;
}

/** A watcher whose rounds and clock a test moves, with a store and incidents as in the whole program. */
export class WatchByHand {
  readonly watcher: Watcher;
  readonly memories: readonly ClusterMemory[];
  readonly store: Store;
  /** Each round is five seconds after the last. */
  clock: Date;

  /** @param life what an earlier watcher left behind: this one goes on with its store, at its time */
  static async over(
    clusters: readonly Cluster[],
    settings: object = {},
    life?: Pick<WatchByHand, 'store' | 'clock'>,
    prometheus?: PrometheusClient,
  ): Promise<WatchByHand> {
    if (life) return new WatchByHand(clusters, settings, life, prometheus);
    const temp = await openTempStore();
    opened.add(temp);
    return new WatchByHand(clusters, settings, { store: temp.store, clock: at }, prometheus);
  }

  private constructor(
    clusters: readonly Cluster[],
    settings: object,
    { store, clock }: Pick<WatchByHand, 'store' | 'clock'>,
    prometheus: PrometheusClient | undefined,
  ) {
    this.store = store;
    this.clock = clock;
    this.memories = clusters.map(({ name }) => new ClusterMemory(name));
    const ports = storingPorts(store);
    this.watcher = new Watcher({
      clusters,
      memories: this.memories,
      settings: HealthConfig.parse(settings),
      host: 'bot-1',
      book: { open: () => openProblems(ports, 'health'), track: (round) => trackProblems(ports, round) },
      auditShelf: {
        read: (cluster) => readAuditDevices(store.db, cluster),
        save: (cluster, devices) => saveAuditDevices(store.db, cluster, devices),
      },
      now: () => this.clock,
      log: silentLogger,
      prometheus,
    });
  }

  /** One more round. @returns what is wrong: `rule severity node?: text`, sorted */
  async round(): Promise<string[]> {
    this.clock = new Date(this.clock.getTime() + 5_000);
    await this.watcher.lookAtNodes();
    return this.said();
  }

  /**
   * Rounds until one in which a node says how it is: on a busy machine its answer may come too late.
   *
   * @param at the node's place in the first cluster
   */
  async answeredRound(at: number): Promise<string[]> {
    return waitUntil(
      'an answer of the node in time',
      async () => {
        const said = await this.round();
        const look = this.view().nodes[at]?.look;
        return look?.sealed || (look?.standby ?? null) !== null ? said : undefined;
      },
      60_000,
    );
  }

  /** The same after a look with the token. */
  async clusterRound(): Promise<string[]> {
    await this.watcher.lookAtNodes();
    await this.watcher.lookAtClusters();
    return this.round();
  }

  /** The same after a look at what changes slowly. */
  async slowRound(): Promise<string[]> {
    await this.watcher.lookAtNodes();
    await this.watcher.lookSlowly();
    return this.round();
  }

  /** What the rules see of the first cluster. */
  view(): ClusterView {
    const [memory] = this.memories;
    if (!memory) throw new Error('there is no cluster');
    return memory.view(HealthConfig.parse({}), 'bot-1', this.clock);
  }

  said(): string[] {
    return this.watcher
      .problems()
      .map(({ rule, severity, text }) => `${rule} ${severity}: ${text}`)
      .sort();
  }

  /** All incidents so far, with what the message of each says. */
  async incidents(): Promise<ShownIncident[]> {
    const rows = await this.store.db
      .selectFrom('incidents')
      .innerJoin('outbox_posts', 'outbox_posts.key', 'incidents.post_key')
      .select(['incidents.rule', 'incidents.details', 'outbox_posts.message', 'incidents.over_at'])
      .orderBy('incidents.opened_at')
      .execute();
    return rows.map(({ rule, details, message, over_at }) => ({
      rule,
      text: JSON.parse(message).text,
      isOver: over_at !== null,
      times: (JSON.parse(details) as Incident).times,
    }));
  }

  /** Rounds until every incident is over, which takes good looks in a row. @returns their messages */
  async untilOver(round = () => this.round()): Promise<string[]> {
    return waitUntil(
      'the end of all incidents',
      async () => {
        await round();
        const incidents = await this.incidents();
        return incidents.every(({ isOver }) => isOver) ? incidents.map(({ text }) => text) : undefined;
      },
      60_000,
    );
  }

  /** Rounds until these problems, and no others, are there. */
  async until(
    expected: readonly (string | RegExp)[],
    { timeLimitMs = 60_000, round = () => this.round() } = {},
  ): Promise<void> {
    let last: string[] = [];
    const fits = (): boolean =>
      last.length === expected.length &&
      expected.every((one, index) => {
        const text = last[index] ?? '';
        return typeof one === 'string' ? text === one : one.test(text);
      });
    await waitUntil(
      'the expected problems',
      async () => {
        last = await round();
        return fits();
      },
      timeLimitMs,
    ).catch((error: unknown) => {
      throw new Error(
        `Expected ${expected.join(' | ') || 'nothing'}; last seen: ${last.join(' | ') || 'nothing'}`,
        {
          cause: error,
        },
      );
    });
  }
}
