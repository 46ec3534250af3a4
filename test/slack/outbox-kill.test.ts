import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { bundleProgram, type ChildProgram } from '../helpers/child-program.ts';
import { hurry, isAllShown, kill, moreCalls, postingOptions } from '../helpers/kills.ts';
import { killSettings, startOutbox } from '../helpers/outbox.ts';
import type { OutboxChildOptions } from '../helpers/outbox-child.ts';
import {
  changes,
  channelCount,
  channelOf,
  keyOf,
  kindOf,
  lastText,
  messageOf,
  parentOf,
  personCount,
  personOf,
  postOf,
} from '../helpers/outbox-work.ts';
import { createRandom, type Random } from '../helpers/random.ts';
import { hasSlack, type ScreenMessage, type Slack, startSlack } from '../helpers/slack.ts';
import { openTempStore } from '../helpers/store.ts';
import { waitUntil } from '../helpers/wait-until.ts';

const kills = 200;
const lostAnswers = 200;
const postsPerLife = 2;

describe.runIf(hasSlack())('the outbox posts each key once', () => {
  let startChild: (args: readonly string[]) => ChildProgram;
  beforeAll(async () => {
    startChild = await bundleProgram('outbox-child.ts');
  });

  let slack: Slack;
  let endHurry: () => void;
  beforeAll(async () => {
    slack = await startSlack({
      people: Array.from({ length: personCount }, (_, number) => ({
        id: personOf(number),
        name: `person-${number}`,
        realName: `Person ${number}`,
      })),
      channels: Array.from({ length: channelCount }, (_, number) => ({
        id: channelOf(number),
        name: `channel-${number}`,
        members: ['U0STEWARD'],
      })),
    });
    endHurry = hurry(slack);
  });
  afterAll(async () => {
    endHurry?.();
    await slack?.stop();
  });

  /** What people see of our posts, by number, wherever it is. */
  async function postsInSlack(): Promise<Map<number, ScreenMessage[]>> {
    const people = Array.from({ length: personCount }, (_, number) => slack.directChannel(personOf(number)));
    const channels = Array.from({ length: channelCount }, (_, number) => channelOf(number));
    const seen = new Map<number, ScreenMessage[]>();
    for (const channel of [...channels, ...(await Promise.all(people))])
      for (const message of await slack.messages(channel)) {
        const number = Number(/^post (\d+) /.exec(message.text)?.[1]);
        seen.set(number, [...(seen.get(number) ?? []), message]);
      }
    return seen;
  }

  async function expectEachOnce(numbers: readonly number[]): Promise<void> {
    const seen = await postsInSlack();
    const times = (count: (found: number) => boolean) =>
      numbers.filter((number) => count(seen.get(number)?.length ?? 0));
    expect({ lost: times((found) => found === 0), twice: times((found) => found > 1) }).toEqual({
      lost: [],
      twice: [],
    });
    for (const number of numbers) {
      const [message] = seen.get(number) ?? [];
      expect(message?.text).toBe(lastText(number));
      const parent = kindOf(number) === 'reply' ? seen.get(parentOf(number))?.[0]?.ts : undefined;
      expect(message?.thread_ts).toBe(parent);
    }
  }

  /** Posts whose fate the last attempt left open. */
  async function countInDoubt(store: Store): Promise<number> {
    const { db } = store;
    return (await db.selectFrom('outbox_posts').select('key').where('sending_at', 'is not', null).execute())
      .length;
  }

  /**
   * Starts a process, lets it work for a random while, and kills it, over and over.
   *
   * @returns how many posts were in doubt right after each kill, added up
   */
  async function liveAndDie(
    lives: number,
    numbersOf: (life: number) => number[],
    { store, file }: { store: Store; file: string },
    random: Random,
  ): Promise<number> {
    let inDoubt = 0;
    for (let life = 0; life < lives; life += 1) {
      const options: OutboxChildOptions = {
        ...postingOptions(slack, file),
        // What the life before did not store for sure is stored again, as a job's next run does.
        numbers: [...(life > 0 ? numbersOf(life - 1) : []), ...numbersOf(life)],
      };
      const child = startChild([JSON.stringify(options)]);
      if (random.below(20) > 0) await child.said('up');
      if (random.below(10) === 0) slack.strict.faults.dropAnswers('chat.postMessage');
      slack.strict.faults.delayMs = random.below(3) === 0 ? random.below(40) : 0;
      await moreCalls(slack, random.below(16), 1_000);
      await kill(child, random, 25);
      inDoubt += await countInDoubt(store);
    }
    return inDoubt;
  }

  test(`through ${kills} kills at random moments, by two processes on one store`, async () => {
    const random = createRandom();
    const { store, file, end } = await openTempStore();
    onTestFinished(end);
    const livesEach = kills / 2;
    const numbersOf = (process: number) => (life: number) =>
      Array.from({ length: postsPerLife }, (_, part) => (process * livesEach + life) * postsPerLife + part);
    const inDoubt = await Promise.all(
      [0, 1].map((process) => liveAndDie(livesEach, numbersOf(process), { store, file }, random)),
    );
    const looks = slack.strict.calls().filter((call) => /history|replies/.test(call.method)).length;
    console.log(`posts in doubt after kills: ${inDoubt.join(' + ')}; looks: ${looks}`);
    expect(Math.min(...inDoubt, looks), 'the kills must have hit something').toBeGreaterThan(20);

    slack.strict.faults.clear();
    const numbers = Array.from({ length: kills * postsPerLife }, (_, number) => number);
    const survivor = await startOutbox(slack, { store, settings: killSettings });
    for (const number of numbers) {
      await survivor.enqueue(postOf(number));
      if (changes(number)) await survivor.update(keyOf(number), messageOf(lastText(number)));
    }
    await waitUntil('the end of all work', () => isAllShown(store), 150_000);
    await survivor.stop();
    await expectEachOnce(numbers);
  }, 600_000);

  test(`through ${lostAnswers} posts whose answer is lost`, async () => {
    const { store, end } = await openTempStore();
    onTestFinished(end);
    const first = kills * postsPerLife;
    const numbers = Array.from({ length: lostAnswers }, (_, index) => first + index);
    slack.strict.faults.clear();
    const before = slack.strict.calls('chat.postMessage').length;
    slack.strict.faults.dropAnswers('chat.postMessage', lostAnswers);
    const outbox = await startOutbox(slack, { store, settings: killSettings });
    for (const number of numbers) {
      await outbox.enqueue(postOf(number));
      if (changes(number)) await outbox.update(keyOf(number), messageOf(lastText(number)));
    }
    await waitUntil('the end of all work', () => isAllShown(store), 120_000);
    const calls = slack.strict.calls('chat.postMessage').slice(before);
    expect(calls.filter((call) => call.answer.ok)).toHaveLength(lostAnswers);
    await expectEachOnce(numbers);
  }, 600_000);
});
