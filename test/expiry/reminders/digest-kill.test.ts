import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import { saveScan } from '../../../src/expiry/save-scan.ts';
import { dayMs } from '../../../src/lib/times.ts';
import { bundleProgram, type ChildProgram } from '../../helpers/child-program.ts';
import type { DigestChildOptions } from '../../helpers/digest-child.ts';
import { hurry, isAllShown, kill, moreCalls, postingOptions } from '../../helpers/kills.ts';
import { createRandom } from '../../helpers/random.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { openTempStore } from '../../helpers/store.ts';
import { waitUntil } from '../../helpers/wait-until.ts';
import { now } from '../lay-out.ts';
import { item, scanOf } from '../sample.ts';

const people = Array.from({ length: 24 }, (_, number) => `U0TOLD${String(number).padStart(2, '0')}`);
const days = 4;
/** Each kills two processes on one store. */
const roundsADay = 6;

describe.runIf(hasSlack())('digests, while the bot is killed', () => {
  let startChild: (args: readonly string[]) => ChildProgram;
  let slack: Slack;
  let endHurry: () => void;
  beforeAll(async () => {
    startChild = await bundleProgram('digest-child.ts');
    slack = await startSlack({
      people: [
        ...sampleWorkspace.people,
        ...people.map((id) => ({ id, name: id.toLowerCase(), realName: id })),
      ],
      userGroups: [{ id: 'S0PAIR', handle: 'pair', name: 'Pair', members: people.slice(0, 2) }],
    });
    endHurry = hurry(slack, 60_000, 50);
  });
  afterAll(async () => {
    endHurry?.();
    await slack?.stop();
  });

  /** Overdue, so that each day is a stage of its own: two things each, one of a group of two, one of nobody. */
  const things = [
    ...people.flatMap((owner) =>
      ['first', 'second'].map((name) => item(-0.1, { owner, name, path: `${owner}/${name}` })),
    ),
    item(-0.1, { owner: 'S0PAIR', name: 'shared', path: 'shared' }),
    item(-0.1, { owner: 'nobody', name: 'orphan', path: 'orphan' }),
  ];
  const recipients = people.length + 1;

  test(`${days * roundsADay * 2} kills: everybody is told once a day, of everything`, async () => {
    const random = createRandom();
    const { store, file, end } = await openTempStore();
    onTestFinished(end);
    await saveScan(store.db, scanOf(things), now);
    let halfWay = 0;
    for (let day = 1; day <= days; day += 1) {
      const options: DigestChildOptions = {
        ...postingOptions(slack, file),
        config: { channels: { operators: 'C0OPERATORS' } },
        now: new Date(now.getTime() + day * dayMs).toISOString(),
      };
      const isMade = async () =>
        (await store.db.selectFrom('expiry_digests').select('key').execute()).length === day * recipients;
      const liveAndDie = async (round: number): Promise<void> => {
        const child = startChild([JSON.stringify(options)]);
        if (random.below(10) > 0) await child.said('up');
        if (random.below(5) === 0) slack.strict.faults.dropAnswers('chat.postMessage');
        // Later lives find more done already: they are given more time to get on with the rest.
        await moreCalls(slack, random.below(20 + 12 * round), 400);
        await kill(child, random, 25);
        if (!(await isMade()) || !(await isAllShown(store))) halfWay += 1;
      };
      for (let round = 0; round < roundsADay; round += 1)
        await Promise.all([liveAndDie(round), liveAndDie(round)]);
      slack.strict.faults.clear();
      const survivor = startChild([JSON.stringify(options)]);
      await survivor.said('made');
      await waitUntil('the end of all posts', () => isAllShown(store), 60_000);
      survivor.tell('end');
      await survivor.ended();
    }
    expect(halfWay, 'the kills must have hit something').toBeGreaterThan(days * 4);
    for (const person of people) {
      const messages = await slack.messages(await slack.directChannel(person));
      expect(
        messages.map(({ text }) => text),
        person,
      ).toHaveLength(days);
      const names = [
        `${person}/first`,
        `${person}/second`,
        ...(people.indexOf(person) < 2 ? ['shared'] : []),
      ];
      for (const message of messages)
        for (const name of names) expect(JSON.stringify(message.blocks)).toContain(`kv/${name}`);
    }
    const orphans = (await slack.messages('C0OPERATORS')).filter(({ text }) => text.includes('expired'));
    expect(orphans).toHaveLength(days);
  }, 600_000);
});
