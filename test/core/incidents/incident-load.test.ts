import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRows } from '../../../src/core/incidents/incident-store.ts';
import type { Problem } from '../../../src/core/incidents/problem.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { incidentConfig, look, problem } from '../../helpers/incidents.ts';
import { isAllShown } from '../../helpers/kills.ts';
import { startOutbox } from '../../helpers/outbox.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { passTime, steppedSettings } from '../../helpers/slack-time.ts';
import { openTestStore } from '../../helpers/store.ts';

const second = 1_000;
const count = 200;
const channels = [0, 1, 2, 3].map((number) => `C0LOAD${number}`);
const clusterOf = (number: number) => `c${number}`;

const config = incidentConfig({
  routes: channels.map((channel, at) => ({
    channel,
    clusters: Array.from({ length: count / 4 }, (_, index) => clusterOf(index * 4 + at)),
  })),
});

describe.runIf(hasSlack())(`${count} incidents within a minute in ${channels.length} channels`, () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack({
      channels: channels.map((id, at) => ({ id, name: `load-${at}`, members: ['U0STEWARD'] })),
    });
    slack.strict.clock.freeze();
  });
  afterAll(() => slack?.stop());

  test('are all in their final state 120 seconds after they end, at Slack’s pace', async () => {
    const { clock } = slack.strict;
    const now = () => new Date(clock.now());
    const store = await openTestStore();
    const outbox = await startOutbox(slack, { store, now, settings: steppedSettings });
    const ports = { config, log: silentLogger, store, outbox };
    const scope = Array.from({ length: count }, (_, number) => clusterOf(number));
    const problems: Problem[] = [];
    for (let round = 1; round <= 12; round += 1) {
      while (problems.length < (count * round) / 12)
        problems.push(problem({ cluster: clusterOf(problems.length), since: now() }));
      await look(ports, clock.now(), problems, scope);
      await passTime(slack, 5 * second);
    }
    expect(await openRows(store.db)).toHaveLength(count);

    const endedAt = clock.now();
    const allIsShown = async () => {
      if ((await openRows(store.db)).length > 0) return false;
      const due = await store.db
        .selectFrom('incident_summaries')
        .select('id')
        .where('due_at', 'is not', null)
        .execute();
      return due.length === 0 && (await isAllShown(store));
    };
    for (let round = 0; round < 60 && !(await allIsShown()); round += 1) {
      await look(ports, clock.now(), [], scope);
      await passTime(slack, 5 * second);
    }
    const tookMs = clock.now() - endedAt;
    const calls = slack.strict.calls();
    const edits = calls.filter(({ method }) => method === 'chat.update');
    const posts = calls.filter(({ method }) => method === 'chat.postMessage');
    console.log(`final after ${tookMs / second} s, ${posts.length} posts, ${edits.length} edits`);
    expect(tookMs).toBeLessThanOrEqual(120 * second);

    const messages = (await Promise.all(channels.map((channel) => slack.messages(channel)))).flat();
    const own = messages.filter(({ text }) => /c\d+: /.test(text));
    expect(own.filter(({ text }) => !text.includes('Over after'))).toEqual([]);
    const shared = messages.flatMap(({ text }) => /(\d+) incidents, all over/.exec(text)?.[1] ?? []);
    expect(own.length + shared.reduce((sum, one) => sum + Number(one), 0)).toBe(count);

    // None was refused, and over more than a moment the pace is what Slack asks for.
    expect(calls.filter(({ answer }) => !answer.ok)).toEqual([]);
    for (const channel of channels) {
      const mine = posts.filter(({ args }) => args.channel === channel);
      expect(mostWithin(mine, 10 * second)).toBeLessThanOrEqual(10);
    }
    expect(mostWithin(edits, 60 * second)).toBeLessThanOrEqual(50);
  }, 240_000);
});

/** The most calls in any span of this length, but for a moment: on a busy machine a call is late at Slack. */
function mostWithin(calls: readonly { atMs: number }[], spanMs: number): number {
  const counts = calls.map(
    ({ atMs }) => calls.filter((one) => one.atMs >= atMs && one.atMs < atMs + spanMs - second).length,
  );
  return Math.max(0, ...counts);
}
