import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sampleWorkspace } from '../../sandbox/local-slack/sample-workspace.ts';
import type { PersonKind } from '../../sandbox/local-slack/workspace.ts';
import { defineInteraction } from '../../src/define-interaction.ts';
import { minuteMs } from '../../src/lib/times.ts';
import { actions, button, context, input, modal, textInput } from '../../src/slack/blocks.ts';
import { plainMessage } from '../../src/slack/failure-message.ts';
import { hasSlack, type ScreenMessage, type Slack, startSlack } from '../helpers/slack.ts';
import { openTestStore } from '../helpers/store.ts';
import { echo, startRouter, testCommand, waitUntil } from './start-router.ts';

const noMembers: PersonKind[] = ['guest', 'single-channel-guest', 'stranger', 'bot', 'deleted'];
const strangers = noMembers.map((kind) => ({
  id: `U0${kind.toUpperCase().replaceAll('-', '')}`,
  name: kind,
  realName: `A ${kind}`,
  kind,
}));

describe.runIf(hasSlack())('the router when things go wrong', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack({
      manifestFile: 'manifest.yml',
      people: [...sampleWorkspace.people, ...strangers],
    });
  });
  afterAll(() => slack?.stop());
  beforeEach(() => slack.reset());

  const general = 'C0GENERAL';
  const textOf = (one: ScreenMessage): string => JSON.stringify(one.blocks ?? one.text);
  const waitForText = (text: string, channel = general) =>
    slack.waitForMessage(channel, (one) => textOf(one).includes(text));

  describe('deliveries', () => {
    test('that come twice are worked on once, also by two processes on one store', async () => {
      const runs: string[] = [];
      const count = testCommand({
        name: 'count',
        run: async (text) => {
          runs.push(String(text));
          return `counted ${text}`;
        },
      });
      const store = await openTestStore();
      await startRouter(slack, { commands: [count], store });
      await startRouter(slack, { commands: [count], store });
      slack.strict.faults.deliverTwice(2);
      await slack.command(general, slack.people.developer.id, 'count one');
      await waitForText('counted one');
      await slack.mention(general, slack.people.developer.id, 'count two');
      await waitForText('counted two');
      await slack.command(general, slack.people.developer.id, 'count three');
      await waitForText('counted three');
      expect(runs).toEqual(['one', 'two', 'three']);
    });

    test('are acknowledged at once, however slow Slack’s own answers are', async () => {
      await startRouter(slack);
      slack.strict.faults.delayMs = 400;
      await slack.command(general, slack.people.developer.id, 'echo hello');
      await waitForText('echo: hello');
      const [last] = slack.strict.delivery.records.slice(-1);
      expect(last?.ack.acknowledged).toBe(true);
      expect(last?.tookMs).toBeLessThan(400);
    });
  });

  describe('people', () => {
    const members = testCommand({ name: 'secret', roles: ['developer'], run: async () => 'for members' });

    test.each(strangers)('$realName has no role', async ({ id, kind }) => {
      await startRouter(slack, { commands: [members] });
      await slack.command(general, id, 'secret');
      await waitForText('This needs the role developer');
      expect(kind).not.toBe('member');
    });

    test('nobody has a right while Slack does not say who they are', async () => {
      await startRouter(slack, { commands: [members] });
      slack.strict.faults.rateLimit(1, { method: 'users.info' });
      await slack.command(general, slack.people.developer.id, 'secret');
      await waitForText('Slack did not say who you are');
      await slack.command(general, slack.people.developer.id, 'secret');
      await waitForText('for members');
    });
  });

  describe('forms', () => {
    const open = testCommand({
      name: 'new',
      roles: ['developer'],
      modalTitle: 'A new thing',
      run: async (_, { slack: place }) => {
        const field = input({ id: 'name', label: 'Name', element: textInput() });
        await place?.modal?.show(modal({ title: 'A new thing', callbackId: 'test:new/1', blocks: [field] }));
      },
    });

    test('open before anything is looked up', async () => {
      await startRouter(slack, { commands: [open] });
      const before = slack.strict.calls().length;
      await slack.command(general, slack.people.developer.id, 'new');
      await slack.waitForView((view) => view.callback_id === 'test:new/1');
      const methods = () =>
        slack.strict
          .calls()
          .slice(before)
          .map((call) => call.method);
      await waitUntil('the update', () => methods().includes('views.update'));
      expect(methods()[0]).toBe('views.open');
    });

    test('that Slack gave no time for are told so', async () => {
      await startRouter(slack, { commands: [open] });
      slack.strict.faults.refuse('views.open', 'expired_trigger_id');
      await slack.command(general, slack.people.developer.id, 'new');
      await waitForText('Slack gave too little time to open the form');
    });

    test('cannot be opened by mention, and that is said', async () => {
      await startRouter(slack, { commands: [open] });
      await slack.mention(general, slack.people.developer.id, 'new');
      await waitForText('Slack opens forms only for slash commands');
    });

    test('a submission that comes twice is stored once', async () => {
      const stored: string[] = [];
      const submit = defineInteraction({
        kind: 'view',
        id: 'test:new',
        version: 1,
        summary: 'Takes the form',
        roles: ['developer'],
        values: z.object({ name: z.string() }),
        submit: async ({ name }) => {
          stored.push(name);
          return { action: 'close' };
        },
      });
      await startRouter(slack, { commands: [open], interactions: [submit] });
      const { developer } = slack.people;
      await slack.command(general, developer.id, 'new');
      await slack.waitForView((view) => view.callback_id === 'test:new/1');
      slack.strict.faults.deliverTwice();
      expect(await slack.submitView(developer.id, { name: 'once' })).toEqual({ result: 'closed' });
      expect(stored).toEqual(['once']);
    });

    test('of an older version say so', async () => {
      await startRouter(slack, { commands: [open] });
      const { developer } = slack.people;
      await slack.command(general, developer.id, 'new');
      await slack.waitForView((view) => view.callback_id === 'test:new/1');
      const outcome = await slack.submitView(developer.id, { name: 'x' });
      expect(outcome.result === 'view' && JSON.stringify(outcome.view.blocks)).toContain('older version');
    });
  });

  describe('answers', () => {
    test('beyond the five that a response_url takes go elsewhere', async () => {
      const talk = defineInteraction({
        kind: 'button',
        id: 'test:talk',
        version: 1,
        summary: 'Talks',
        roles: 'everyone',
        value: z.string(),
        run: async (_, { tell }) => {
          for (const word of ['one', 'two', 'three', 'four', 'five', 'six'])
            await tell(plainMessage(`talk ${word}`));
        },
      });
      const post = testCommand({
        name: 'post',
        answer: 'channel',
        message: () => ({
          text: 'a button',
          blocks: [actions([button({ actionId: 'test:talk/1', text: 'Talk', value: 'x' })])],
        }),
      });
      await startRouter(slack, { commands: [post], interactions: [talk] });
      const { operator } = slack.people;
      await slack.command(general, operator.id, 'post');
      const posted = await waitForText('test:talk/1');
      await slack.click(posted, operator.id, 'test:talk/1');
      await waitForText('talk six');
      const told = (await slack.messages(general)).filter((one) => one.ephemeral_to === operator.id);
      expect(told).toHaveLength(6);
      const records = slack.strict
        .calls('chat.postEphemeral')
        .filter((call) => JSON.stringify(call).includes('talk'));
      expect(records).toHaveLength(1);
    });

    test('go by direct message when the response_url is dead', async () => {
      let finish: (() => void) | undefined;
      const slow = testCommand({
        name: 'slow',
        run: () =>
          new Promise((resolve) => {
            finish = () => resolve('at last');
          }),
      });
      await startRouter(slack, { commands: [slow] });
      const { developer } = slack.people;
      await slack.command(general, developer.id, 'slow');
      await waitUntil('the command', () => finish !== undefined);
      slack.strict.clock.advance(31 * minuteMs);
      finish?.();
      await waitForText('at last', await slack.directChannel(developer.id));
    });
  });

  describe('shortcuts', () => {
    const ask = defineInteraction({
      kind: 'message-shortcut',
      id: 'test:about',
      version: 1,
      title: 'What is this?',
      summary: 'Asks about a message',
      roles: 'everyone',
      run: async ({ messageText, messageUser }, { tell }) =>
        tell(plainMessage(`${messageUser} wrote ${messageText}`)),
    });

    test('of a message get its text; unknown ones say that they are old', async () => {
      const registered = slack.strict.world.manifest.shortcuts as Set<string>;
      registered.add('test:about/1').add('test:about/0');
      await startRouter(slack, { interactions: [ask] });
      const { developer, operator } = slack.people;
      const written = await slack.message(general, developer.id, 'what is a lease?');
      await slack.shortcut('test:about/1', operator.id, written);
      const told = await waitForText('U0DANA wrote what is a lease?');
      expect(told.ephemeral_to).toBe(operator.id);
      await slack.shortcut('test:about/0', operator.id, written);
      await waitForText('older version');
    });
  });

  describe('App Home', () => {
    test('shows what a person may do, their roles and each room’s part', async () => {
      const operators = testCommand({ name: 'operate', roles: ['operator'], summary: 'For operators' });
      await startRouter(slack, {
        commands: [echo, operators],
        homeSections: [
          async (person) => [context(`Hello ${person.id}`)],
          () => Promise.reject(new Error('this room is broken')),
        ],
      });
      await slack.openHome(slack.people.operator.id);
      const shown = JSON.stringify((await slack.waitForHome(slack.people.operator.id)).blocks);
      for (const text of ['/vault echo', 'For operators', 'Your roles: developer, operator', 'Hello U0OMAR'])
        expect(shown).toContain(text);
      expect(shown).toContain('not available at the moment');
      await slack.openHome(slack.people.developer.id);
      const developers = JSON.stringify((await slack.waitForHome(slack.people.developer.id)).blocks);
      expect(developers).not.toContain('For operators');
    });
  });

  describe('the connection', () => {
    test('is made when Slack comes back, and a stop does not wait for one', async () => {
      slack.strict.goAway();
      const { door, logLines } = await startRouter(slack, { away: true });
      await waitUntil('a failure', () => logLines.join('').includes('Slack is away'));
      expect(door.state()).toMatchObject({ connected: false });
      slack.strict.faults.away = false;
      await waitUntil('the connection', () => door.state().connected);
      await slack.command(general, slack.people.developer.id, 'echo back');
      await waitForText('echo: back');
      slack.strict.goAway();
      await waitUntil('the loss', () => !door.state().connected);
      const startedAtMs = performance.now();
      await door.stop();
      expect(performance.now() - startedAtMs).toBeLessThan(2_000);
      expect(door.state()).toEqual({ connected: false, detail: 'Stopped.' });
    });

    test('is made again after a cut and when Slack renews it', async () => {
      const { logLines } = await startRouter(slack);
      const connections = () => logLines.filter((line) => line.includes('Slack is connected')).length;
      slack.strict.sockets.cut();
      await waitUntil('the second connection', () => connections() === 2);
      await slack.command(general, slack.people.developer.id, 'echo once more');
      await waitForText('echo: once more');
      slack.strict.sockets.askToReconnect();
      await waitUntil('the third connection', () => connections() === 3);
      await slack.command(general, slack.people.developer.id, 'echo renewed');
      await waitForText('echo: renewed');
    });
  });
});
