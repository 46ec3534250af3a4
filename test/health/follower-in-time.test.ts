import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HealthConfig } from '../../src/config/health.ts';
import { openProblems } from '../../src/core/incidents/open-problems.ts';
import { trackProblems } from '../../src/core/incidents/track-problems.ts';
import type { Cluster } from '../../src/core/inventory/cluster.ts';
import { ClusterMemory } from '../../src/health/watch-memory.ts';
import { Watcher } from '../../src/health/watcher.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import type { NodeLook, NodeProbe } from '../../src/vault/node-probe.ts';
import { incidentConfig } from '../helpers/incidents.ts';
import { startOutbox } from '../helpers/outbox.ts';
import { hasSlack, type Slack, startSlack } from '../helpers/slack.ts';
import { passTime, steppedSettings } from '../helpers/slack-time.ts';
import { openTestStore } from '../helpers/store.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { nodeView, sealed, standby } from './sample-view.ts';

const second = 1_000;
/** As configured by default. */
const paceMs = HealthConfig.parse({}).lookSeconds * second;

/** How long the answers of a round take, by its number after the seal. */
type Slowness = (round: number) => number;

describe.runIf(hasSlack())('a follower that is sealed right after a look found it well', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack({
      channels: [0, 1, 2, 3].map((at) => ({
        id: `C0TIME${at}`,
        name: `time-${at}`,
        members: ['U0STEWARD'],
      })),
    });
    slack.strict.clock.freeze();
  });
  afterAll(() => slack?.stop());

  /** @returns the seconds from the seal to Slack's answer that the message is there */
  async function secondsToChannel(channel: string, slowness: Slowness): Promise<number> {
    const { clock } = slack.strict;
    const now = () => new Date(clock.now());
    const store = await openTestStore();
    const outbox = await startOutbox(slack, { store, now, settings: steppedSettings });
    const ports = { config: incidentConfig({ channel }), log: silentLogger, store, outbox };
    let round = -1;
    let answered = Promise.resolve();
    const answer = (name: string): NodeLook =>
      nodeView(name, name === 'a' ? {} : name === 'c' && round >= 0 ? sealed : standby).look;
    const nodes = ['a', 'b', 'c'].map((name): NodeProbe => {
      const { address } = answer(name);
      const nothing = async () => undefined;
      return {
        address,
        look: () => answered.then(() => answer(name)),
        leader: nothing,
        certificate: nothing,
        close: nothing,
      };
    });
    const watcher = new Watcher({
      clusters: [{ name: 'prod', nodes } as unknown as Cluster],
      memories: [new ClusterMemory('prod')],
      settings: HealthConfig.parse({}),
      host: 'bot-1',
      book: { open: () => openProblems(ports, 'health'), track: (seen) => trackProblems(ports, seen) },
      now,
      log: silentLogger,
    });
    await watcher.lookAtNodes();
    const sealedAt = clock.now();
    const posts = () =>
      slack.strict
        .calls('chat.postMessage')
        .filter(({ args, answer: { ok } }) => ok && args.channel === channel);
    for (round = 0; round < 20 && posts().length === 0; round += 1) {
      await passTime(slack, sealedAt + (round + 1) * paceMs - clock.now(), 500);
      let answerNow = (): void => undefined;
      answered = new Promise((resolve) => {
        answerNow = resolve;
      });
      const looking = watcher.lookAtNodes();
      await passTime(slack, slowness(round));
      answerNow();
      await looking;
      // What the machine takes to post it is no time on this clock, however busy it is.
      if ((await openProblems(ports, 'health')).length > 0)
        await waitUntil('the post', () => posts().length > 0, 30_000);
    }
    const [post] = posts();
    if (!post) throw new Error('it was never told');
    expect(post.args.text).toContain('Node is sealed, prod');
    return (post.atMs - sealedAt) / second;
  }

  test.each<[string, string, Slowness]>([
    ['answers at once', 'C0TIME0', () => 0],
    ['answers late once, when it is first seen', 'C0TIME1', (round) => (round === 0 ? 2 * second : 0)],
    ['answers late always', 'C0TIME2', () => 2 * second],
    ['answers late in the end', 'C0TIME3', (round) => (round > 8 ? 2 * second : 0)],
  ])(
    'and that %s is in the channel within 70 seconds, and not before a minute',
    async (_case, channel, slowness) => {
      const seconds = await secondsToChannel(channel, slowness);
      expect(seconds).toBeGreaterThanOrEqual(60);
      // The outbox asks its store once a second: at most 68.
      expect(seconds).toBeLessThanOrEqual(67);
    },
    60_000,
  );
});
