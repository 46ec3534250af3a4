import { HealthConfig } from '../../src/config/health.ts';
import type { Problem, ProblemRound } from '../../src/core/incidents/problem.ts';
import type { Cluster } from '../../src/core/inventory/cluster.ts';
import type { ClusterView } from '../../src/health/cluster-view.ts';
import { ClusterMemory } from '../../src/health/watch-memory.ts';
import { type IncidentBook, Watcher } from '../../src/health/watcher.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { at } from './sample-view.ts';

/** Remembers what it was told last: for the watcher, that is what is open. */
export class RememberingBook implements IncidentBook {
  problems: readonly Problem[] = [];
  rounds = 0;

  async open(): Promise<readonly Problem[]> {
    return this.problems;
  }
  async track({ problems }: ProblemRound): Promise<void> {
    this.problems = problems;
    this.rounds += 1;
  }
}

/** A watcher whose rounds and clock a test moves. */
export class WatchByHand {
  readonly book = new RememberingBook();
  readonly watcher: Watcher;
  readonly memories: readonly ClusterMemory[];
  /** Each round is five seconds after the last. */
  clock = at;

  constructor(clusters: readonly Cluster[], settings: object = {}) {
    this.memories = clusters.map(({ name }) => new ClusterMemory(name));
    this.watcher = new Watcher({
      clusters,
      memories: this.memories,
      settings: HealthConfig.parse(settings),
      host: 'bot-1',
      book: this.book,
      now: () => this.clock,
      log: silentLogger,
    });
  }

  /** One more round. @returns what is wrong: `rule severity node?: text`, sorted */
  async round(): Promise<string[]> {
    this.clock = new Date(this.clock.getTime() + 5_000);
    await this.watcher.lookAtNodes();
    return this.said();
  }

  /** The same after a look with the token. */
  async clusterRound(): Promise<string[]> {
    await this.watcher.lookAtNodes();
    await this.watcher.lookAtClusters();
    return this.round();
  }

  /** What the rules see of the first cluster. */
  view(): ClusterView {
    const [memory] = this.memories;
    if (!memory) throw new Error('there is no cluster');
    return memory.view(HealthConfig.parse({}), 'bot-1', this.clock);
  }

  said(): string[] {
    return this.book.problems.map(({ rule, severity, text }) => `${rule} ${severity}: ${text}`).sort();
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
