import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { bundleProgram, type ChildProgram } from '../../helpers/child-program.ts';
import type { IncidentChildOptions } from '../../helpers/incident-child.ts';
import {
  findWork,
  phases,
  work,
  workChannel,
  workChannels,
  workCluster,
  workConfig,
} from '../../helpers/incident-work.ts';
import { look, noon } from '../../helpers/incidents.ts';
import { hurry, isAllShown, kill, postingOptions } from '../../helpers/kills.ts';
import { killSettings, startOutbox } from '../../helpers/outbox.ts';
import { createRandom, type Random } from '../../helpers/random.ts';
import { hasSlack, type ScreenMessage, type Slack, startSlack } from '../../helpers/slack.ts';
import { openTempStore } from '../../helpers/store.ts';
import { waitUntil } from '../../helpers/wait-until.ts';

const killsInEachPhase = 9;
const kills = killsInEachPhase * phases.length;

describe.runIf(hasSlack())('an incident whose bot is killed', () => {
  let startChild: (args: readonly string[]) => ChildProgram;
  let slack: Slack;
  let endHurry: () => void;
  beforeAll(async () => {
    startChild = await bundleProgram('incident-child.ts');
    slack = await startSlack({
      channels: Array.from({ length: workChannels }, (_, number) => ({
        id: workChannel(number),
        name: `work-${number}`,
        members: ['U0STEWARD'],
      })),
    });
    endHurry = hurry(slack);
  });
  afterAll(async () => {
    endHurry?.();
    await slack?.stop();
  });

  /**
   * A bot for each of the incidents, one after the other, killed as soon as a phase has begun, or a little later. It does
   * no phase after that one: what has happened later cannot happen earlier again.
   */
  async function liveAndDie(numbers: readonly number[], file: string, random: Random): Promise<void> {
    for (const number of numbers) {
      const lastPhase = number % phases.length;
      const options: IncidentChildOptions = {
        ...postingOptions(slack, file),
        count: kills,
        number,
        lastPhase,
      };
      const child = startChild([JSON.stringify(options)]);
      await child.said(`phase ${lastPhase}`);
      await kill(child, random, random.below(3) === 0 ? 1 : 40);
    }
  }

  const kindOf = ({ text }: ScreenMessage): string =>
    text
      .replace(/^Late: /, '')
      .replace(/<@\w+>|:.*|\d.*|`.*/gs, '')
      .trim();

  test(`${killsInEachPhase} times in each phase: one message, its end and its whole thread`, async () => {
    const random = createRandom();
    const { store, file, end } = await openTempStore();
    onTestFinished(end);
    const numbers = Array.from({ length: kills }, (_, number) => number);
    // Two bots at once on one store, each with its own half.
    const halves = [0, 1].map((half) => numbers.filter((number) => number % 2 === half));
    await Promise.all(halves.map((half) => liveAndDie(half, file, random)));

    const outbox = await startOutbox(slack, { store, settings: killSettings });
    const ports = { config: workConfig(kills), log: silentLogger, store, outbox };
    for (const number of numbers) await work(ports, number, number % phases.length, phases.length);
    await waitUntil('the end of all work', () => isAllShown(store), 300_000);
    await outbox.stop();

    const channels = Array.from({ length: workChannels }, (_, number) => slack.messages(workChannel(number)));
    const messages = (await Promise.all(channels)).flat();
    for (const number of numbers) {
      const incident = await findWork(ports, number);
      const mine = messages.filter((one) => JSON.stringify(one.blocks).includes(`Reference ${incident?.id}`));
      expect(mine.map(({ text }) => text)).toEqual([expect.stringMatching(/c\d+: Over after .* 2 times/)]);
      const replies = messages.filter((one) => one.thread_ts === mine[0]?.ts && one.ts !== mine[0]?.ts);
      expect(replies.map(kindOf).sort(), `thread of ${number}`).toEqual([
        'It got worse',
        'It is back. This is time',
        'Note by',
        'Now also',
        'Over after',
        'Over after',
        'is on it.',
        'lifted the mute.',
        'muted this until <!date^',
        'was asked; it is over by now.',
      ]);
    }
  }, 900_000);

  test('two bots that lead the same incidents at once make one message of each', async () => {
    const { store, file, end } = await openTempStore();
    onTestFinished(end);
    const count = kills + 3;
    const numbers = [kills, kills + 1, kills + 2];
    const lead = async (number: number): Promise<void> => {
      const options: IncidentChildOptions = { ...postingOptions(slack, file), count, number };
      const bots = [1, 2].map(() => startChild([JSON.stringify(options)]));
      await Promise.all(bots.map((bot) => bot.said('done')));
      for (const bot of bots) bot.process.kill('SIGKILL');
      await Promise.all(bots.map((bot) => bot.ended()));
    };
    for (const number of numbers) await lead(number);

    const outbox = await startOutbox(slack, { store, settings: killSettings });
    const ports = { config: workConfig(count), log: silentLogger, store, outbox };
    // One bot's end and the other's beginning may have made it flap: quiet for long enough, it is over.
    const quiet = [0, 5_000, 10_000, 400_000].map((after) => noon + 3_600_000 + after);
    for (const at of quiet) await look(ports, at, [], numbers.map(workCluster));
    await waitUntil('the end of all work', () => isAllShown(store), 300_000);
    await outbox.stop();
    for (const number of numbers) {
      const incident = await findWork(ports, number);
      const shown = (await slack.messages(workChannel(number))).filter((one) =>
        JSON.stringify(one.blocks).includes(`Reference ${incident?.id}`),
      );
      expect(shown.map(({ text }) => text)).toEqual([expect.stringMatching(/c\d+: Over after/)]);
    }
  }, 600_000);
});
