import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { userGroups as sampleGroups } from '../../../sandbox/local-slack/sample-workspace.ts';
import { defineInteraction } from '../../../src/define-interaction.ts';
import { actions, button, message, section } from '../../../src/slack/blocks.ts';
import { plainMessage } from '../../../src/slack/failure-message.ts';
import { hasSlack, type ScreenMessage } from '../../helpers/slack.ts';
import { startRouter, testCommand } from '../start-router.ts';
import { general, onSlack } from './on-slack.ts';

describe.runIf(hasSlack())('buttons', () => {
  const { slack, textOf, answerTo } = onSlack();
  const clicks: string[] = [];
  const approve = defineInteraction({
    kind: 'button',
    id: 'test:approve',
    version: 2,
    summary: 'Approves',
    roles: ['operator'],
    value: z.string().regex(/^\d+$/),
    storeBeforeAck: true,
    run: async (value, context) => {
      clicks.push(`${context.person.id} ${value}`);
      await context.tell(plainMessage(`approved ${value}`));
    },
    afterAck: async (value, context) => {
      clicks.push(`${context.person.id} goes on with ${value}`);
    },
  });
  const post = testCommand({
    name: 'post',
    answer: 'channel',
    message: () =>
      message({
        text: 'requests',
        blocks: [
          section('requests'),
          actions([
            button({ actionId: 'test:approve/2', text: 'Approve', value: '7' }),
            button({ actionId: 'test:approve/2', text: 'Approve', value: '8' }),
            button({ actionId: 'test:approve/2', text: 'Approve', value: 'not a number' }),
            button({ actionId: 'test:approve/1', text: 'Approve', value: '7' }),
          ]),
        ],
      }),
  });
  beforeEach(() => void clicks.splice(0));

  async function postButtons(): Promise<ScreenMessage> {
    await startRouter(slack(), { commands: [post], interactions: [approve] });
    await slack().command(general, slack().people.operator.id, 'post');
    return slack().waitForMessage(general, (one) => textOf(one).includes('requests'));
  }

  test('run for those who may, and the others are told why not', async () => {
    const posted = await postButtons();
    const { operator, developer } = slack().people;
    await slack().click(posted, operator.id, 'test:approve/2');
    await answerTo(operator.id, (text) => text.includes('approved 7'));
    await slack().click(posted, operator.id, 'test:approve/2#2');
    await answerTo(operator.id, (text) => text.includes('approved 8'));
    await slack().click(posted, developer.id, 'test:approve/2');
    await answerTo(developer.id, (text) => text.includes('This needs the role operator'));
    expect(clicks.filter((click) => !click.includes('goes on'))).toEqual(['U0OMAR 7', 'U0OMAR 8']);
    expect(clicks.indexOf('U0OMAR goes on with 7')).toBeGreaterThan(clicks.indexOf('U0OMAR 7'));
  });

  test('a right that was taken away a moment ago does not count', async () => {
    const { userGroups } = slack().strict.world.workspace;
    const group = userGroups.find(({ id }) => id === sampleGroups.operators.id);
    if (!group) throw new Error('The workspace has no group of operators');
    const { developer } = slack().people;
    const before = group.members;
    try {
      group.members = [...before, developer.id];
      const posted = await postButtons();
      await slack().click(posted, developer.id, 'test:approve/2');
      await answerTo(developer.id, (text) => text.includes('approved 7'));
      group.members = before;
      await slack().click(posted, developer.id, 'test:approve/2#2');
      await answerTo(developer.id, (text) => text.includes('This needs the role operator'));
    } finally {
      group.members = before;
    }
  });

  test('by two people at once are both answered, each to the one who clicked', async () => {
    const posted = await postButtons();
    const { operator, developer } = slack().people;
    await Promise.all([
      slack().click(posted, operator.id, 'test:approve/2'),
      slack().click(posted, developer.id, 'test:approve/2'),
    ]);
    await answerTo(operator.id, (text) => text.includes('approved 7'));
    await answerTo(developer.id, (text) => text.includes('This needs the role operator'));
    expect(clicks).toEqual(['U0OMAR 7', 'U0OMAR goes on with 7']);
  });

  test('still work after a restart', async () => {
    const { door } = await startRouter(slack(), { commands: [post], interactions: [approve] });
    await slack().command(general, slack().people.operator.id, 'post');
    const posted = await slack().waitForMessage(general, (one) => textOf(one).includes('requests'));
    await door.stop();
    await startRouter(slack(), { commands: [post], interactions: [approve] });
    await slack().click(posted, slack().people.operator.id, 'test:approve/2');
    await answerTo(slack().people.operator.id, (text) => text.includes('approved 7'));
  });

  test('of an older version, or with a value that is none, say so', async () => {
    const posted = await postButtons();
    const { operator, developer } = slack().people;
    await slack().click(posted, operator.id, 'test:approve/1');
    await answerTo(operator.id, (text) => text.includes('older version'));
    await slack().click(posted, developer.id, 'test:approve/2#3');
    await answerTo(developer.id, (text) => text.includes('older version'));
    expect(clicks).toEqual([]);
  });
});
