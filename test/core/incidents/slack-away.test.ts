import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { incidentConfig, look, problem } from '../../helpers/incidents.ts';
import { startOutbox } from '../../helpers/outbox.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { passTime, steppedSettings } from '../../helpers/slack-time.ts';
import { openTestStore } from '../../helpers/store.ts';

const minute = 60_000;
const stepMs = 500;
const channel = 'C0STATUS';
const config = incidentConfig({ callOn: { warning: ['S0OPERATORS'] } });
const scope = ['told', 'short', 'long', 'grows', 'late'];
const of = (cluster: string, node = 1) =>
  problem({ cluster, node: `https://vault-${node}.example.com:8200` });

/** What is wrong at each minute of the outage: something ends, grows, or begins in it. */
const minutes = [
  ['told', 'short', 'long', 'grows'],
  ['told', 'short', 'long', 'grows'],
  ['told', 'long', 'grows'],
  ['long', 'grows', 'grows2'],
  ['long', 'grows', 'grows2', 'late'],
  ['long', 'grows', 'grows2', 'late'],
  ['long', 'grows', 'grows2', 'late'],
  ['long', 'grows', 'late'],
  ['long', 'grows', 'late'],
  ['long', 'grows', 'late'],
];
const seenIn = (names: readonly string[]) =>
  names.map((name) => (name === 'grows2' ? of('grows', 2) : of(name)));

describe.runIf(hasSlack())('Slack is away for ten minutes', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack();
    slack.strict.clock.freeze();
  });
  afterAll(() => slack?.stop());

  /** By cluster, the text of its only message; replies are left out. */
  async function shownTexts(): Promise<Map<string | undefined, string>> {
    const messages = (await slack.messages(channel)).filter(
      (one) => one.thread_ts === undefined || one.thread_ts === one.ts,
    );
    const texts = new Map(
      messages.map(({ text }) => [/(\w+): /.exec(text.replace('Late: ', ''))?.[1], text]),
    );
    expect(messages).toHaveLength(texts.size);
    return texts;
  }

  test('what happened queues, the newest state wins, what comes late says so, nobody is called for what is over', async () => {
    const { clock } = slack.strict;
    const now = () => new Date(clock.now());
    const store = await openTestStore();
    const outbox = await startOutbox(slack, { store, now, settings: steppedSettings });
    const ports = { config, log: silentLogger, store, outbox };
    await look(ports, clock.now(), [of('told')], scope);
    await passTime(slack, 2_000, stepMs);
    expect(await slack.messages(channel)).toHaveLength(1);

    slack.strict.goAway();
    for (const names of minutes)
      for (let round = 0; round < 4; round += 1) {
        await look(ports, clock.now(), seenIn(names), scope);
        await passTime(slack, minute / 4, stepMs);
      }
    slack.strict.faults.away = false;
    for (let round = 0; round < 12; round += 1) {
      await look(ports, clock.now(), seenIn(minutes.at(-1) ?? []), scope);
      await passTime(slack, minute / 4, stepMs);
    }

    const texts = await shownTexts();
    expect([...texts.keys()].sort()).toEqual([...scope].sort());
    expect(texts.get('told')).toMatch(/^(?!Late).*Over after/);
    expect(texts.get('short')).toMatch(/^Late: .*Over after/);
    for (const name of ['long', 'grows', 'late']) expect(texts.get(name)).toMatch(/^Late: .*Warning since/);
    const called = slack.strict
      .calls('chat.postMessage')
      .filter(({ args }) => JSON.stringify(args).includes('S0OPERATORS') && args.thread_ts === undefined)
      .map(({ args }) => /(\w+): /.exec(String(args.text).replace('Late: ', ''))?.[1]);
    expect(called.sort()).toEqual(['grows', 'late', 'long', 'told']);
    const edits = JSON.stringify(slack.strict.calls('chat.update').map(({ args }) => args));
    expect(edits).not.toContain('S0OPERATORS');

    for (let round = 0; round < 5; round += 1) {
      await look(ports, clock.now(), [], scope);
      await passTime(slack, minute / 4, stepMs);
    }
    const ended = await shownTexts();
    expect([...ended.keys()].sort()).toEqual([...scope].sort());
    for (const text of ended.values()) expect(text).toContain('Over after');
  }, 240_000);
});
