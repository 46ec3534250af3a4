import { describe, expect, test } from 'vitest';
import { sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import type { PersonKind } from '../../../sandbox/local-slack/workspace.ts';
import { context } from '../../../src/slack/blocks.ts';
import { hasSlack } from '../../helpers/slack.ts';
import { echo, startRouter, testCommand } from '../start-router.ts';
import { general, onSlack } from './on-slack.ts';

const noMembers: PersonKind[] = ['guest', 'single-channel-guest', 'stranger', 'bot', 'deleted'];
const strangers = noMembers.map((kind) => ({
  id: `U0${kind.toUpperCase().replaceAll('-', '')}`,
  name: kind,
  realName: `A ${kind}`,
  kind,
}));

describe.runIf(hasSlack())('people', () => {
  const { slack, waitForText } = onSlack({
    people: [...sampleWorkspace.people, ...strangers],
  });
  const members = testCommand({ name: 'secret', roles: ['developer'], run: async () => 'for members' });

  test.each(strangers)('$realName has no role', async ({ id, kind }) => {
    await startRouter(slack(), { commands: [members] });
    await slack().command(general, id, 'secret');
    await waitForText('This needs the role developer');
    expect(kind).not.toBe('member');
  });

  test('nobody has a right while Slack does not say who they are', async () => {
    await startRouter(slack(), { commands: [members] });
    slack().strict.faults.rateLimit(1, { method: 'users.info' });
    await slack().command(general, slack().people.developer.id, 'secret');
    await waitForText('Slack did not say who you are');
    await slack().command(general, slack().people.developer.id, 'secret');
    await waitForText('for members');
  });
});

describe.runIf(hasSlack())('App Home', () => {
  const { slack } = onSlack();
  test('shows what a person may do, their roles and each room’s part', async () => {
    const operators = testCommand({ name: 'operate', roles: ['operator'], summary: 'For operators' });
    await startRouter(slack(), {
      commands: [echo, operators],
      homeSections: [
        async (person) => [context(`Hello ${person.id}`)],
        () => Promise.reject(new Error('this room is broken')),
      ],
    });
    await slack().openHome(slack().people.operator.id);
    const shown = JSON.stringify((await slack().waitForHome(slack().people.operator.id)).blocks);
    for (const text of ['/vault echo', 'For operators', 'Your roles: developer, operator', 'Hello U0OMAR'])
      expect(shown).toContain(text);
    expect(shown).toContain('not available at the moment');
    await slack().openHome(slack().people.developer.id);
    const developers = JSON.stringify((await slack().waitForHome(slack().people.developer.id)).blocks);
    expect(developers).not.toContain('For operators');
  });
});
