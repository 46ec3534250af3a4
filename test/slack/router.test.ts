import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Command, defineCommand } from '../../src/define-command.ts';
import { defineInteraction } from '../../src/define-interaction.ts';
import { UsageError, UserError } from '../../src/lib/errors.ts';
import { actions, button, input, message, modal, section, textInput } from '../../src/slack/blocks.ts';
import { plainMessage } from '../../src/slack/failure-message.ts';
import { VaultError } from '../../src/vault/vault-error.ts';
import { hasSlack, type ScreenMessage, type Slack, startSlack } from '../helpers/slack.ts';
import { startRouter, testCommand, waitUntil } from './start-router.ts';

describe.runIf(hasSlack())('the router on a local Slack', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack({ manifestFile: 'manifest.yml' });
  });
  afterAll(() => slack?.stop());
  beforeEach(() => slack.reset());

  const general = 'C0GENERAL';
  const textOf = (one: ScreenMessage): string => JSON.stringify(one.blocks ?? one.text);
  const answerTo = (user: string, fits: (text: string) => boolean, channel = general) =>
    slack.waitForMessage(channel, (one) => one.ephemeral_to === user && fits(textOf(one)));

  describe('commands', () => {
    const token = `hvs.${'x'.repeat(24)}`;
    const commands: Command[] = [
      testCommand({ name: 'help', run: async () => 'all commands' }),
      testCommand({ name: 'status', roles: ['operator'], run: async () => 'all is well' }),
      testCommand({ name: 'open', answer: 'channel', run: async (text) => `open: ${text}` }),
      testCommand({
        name: 'expiring',
        usage: '[within]',
        examples: ['expiring 30d'],
        parse: ({ words: [within] }) => {
          if (within !== undefined && !/^\d+d$/.test(within))
            throw new UsageError('A span such as 30d is needed.');
          return within;
        },
        run: async (within, { slack: place }) => `within ${within} in ${place?.channelKind}`,
      }),
      testCommand({
        name: 'sealed',
        run: () => Promise.reject(new VaultError('sealed', 'Vault is sealed: hvs.secret')),
      }),
      testCommand({ name: 'broken', run: () => Promise.reject(new Error('inside detail')) }),
      testCommand({ name: 'refused', run: () => Promise.reject(new UserError('Not on a Sunday.')) }),
      testCommand({ name: 'vault', needs: ['vault'], run: async () => 'never' }),
    ];

    test('are answered to the asker alone, unless they say otherwise', async () => {
      await startRouter(slack, { commands });
      const { developer } = slack.people;
      await slack.command(general, developer.id, 'expiring 30d');
      await answerTo(developer.id, (text) => text.includes('within 30d in public'));
      await slack.command(general, developer.id, 'open sesame');
      const open = await slack.waitForMessage(general, (one) => textOf(one).includes('open: sesame'));
      expect(open.ephemeral_to).toBeUndefined();
    });

    test.each([
      ['', 'all commands'],
      ['expiring\u00a0 “30d”', 'within 30d'],
      ['expirng', 'Did you mean expiring?'],
      ['nonsense', 'There is no command “nonsense”. `/vault help` lists them all.'],
      ['expiring soon', 'Usage: `/vault expiring [within]`\\nExample: `/vault expiring 30d`'],
      ['sealed', 'is sealed'],
      ['broken', 'Something went wrong on our side. The reference'],
      ['refused', 'Not on a Sunday.'],
      ['vault', 'This needs a Vault cluster, which is not configured'],
      ['status', 'This needs the role operator'],
      [`open ${'long '.repeat(2_000)}`, 'open: long long'],
      ['open \u0000\u0007\u202e bell', 'open: bell'],
      ['open как войти в хранилище 漢字', 'open: как войти в хранилище 漢字'],
      ['open <!channel> <https://evil.example|click>', 'open: @channel https://evil.example'],
    ])('“%s” is answered with “%s”', async (typed, answer) => {
      const { logLines } = await startRouter(slack, { commands });
      await slack.command(general, slack.people.developer.id, typed);
      const told = await slack.waitForMessage(general, (one) =>
        textOf(one).includes(answer.replaceAll('\\n', '\\n')),
      );
      expect(textOf(told)).not.toMatch(/inside detail|hvs\./);
      expect(logLines.join('')).not.toContain(token);
      if (typed === 'broken') expect(logLines.join('')).toContain('inside detail');
    });

    test('are allowed by user group', async () => {
      await startRouter(slack, { commands });
      await slack.command(general, slack.people.operator.id, 'status');
      await answerTo(slack.people.operator.id, (text) => text.includes('all is well'));
    });

    test('are given by mention in a thread and answered there', async () => {
      const { ports } = await startRouter(slack, { commands });
      const { developer } = slack.people;
      const parent = await slack.message(general, developer.id, 'we have a problem');
      await slack.mention(general, developer.id, 'open sesame', parent.ts);
      const answer = await slack.waitForMessage(general, (one) => textOf(one).includes('open: sesame'));
      expect(answer.thread_ts).toBe(parent.ts);
      const posts = await ports.store.db.selectFrom('outbox_posts').select('key').execute();
      expect(posts.map(({ key }) => key.replace(/:.{8}:/, ':…:'))).toEqual(['answer:…:1']);
    });

    test('a stop waits for one that runs', async () => {
      let finish: (() => void) | undefined;
      const slow = testCommand({
        name: 'slow',
        run: () =>
          new Promise((resolve) => {
            finish = () => resolve('finished');
          }),
      });
      const { door } = await startRouter(slack, { commands: [slow] });
      await slack.command(general, slack.people.developer.id, 'slow');
      await waitUntil('the command', () => finish !== undefined);
      const stopping = door.stop();
      finish?.();
      await stopping;
      await answerTo(slack.people.developer.id, (text) => text.includes('finished'));
    });
  });

  describe('messages', () => {
    const heard: string[] = [];
    const listener = (kind: 'mention' | 'direct-message' | 'channel-message') =>
      defineInteraction({
        kind,
        id: `test:${kind}`,
        version: 1,
        summary: 'Listens',
        roles: ['developer'],
        ...(kind === 'channel-message' ? { channels: () => [general] } : {}),
        run: async ({ text }, context) => {
          heard.push(`${kind}: ${text}`);
          await context.tell(plainMessage(`heard ${text}`));
        },
      });
    const interactions = [listener('mention'), listener('direct-message'), listener('channel-message')];
    beforeEach(() => void heard.splice(0));

    test('a mention counts once though Slack sends it as message and as mention', async () => {
      await startRouter(slack, { interactions });
      await slack.mention(general, slack.people.developer.id, 'how do I log in?');
      await answerTo(slack.people.developer.id, (text) => text.includes('heard how do I log in?'));
      await slack.mention(general, slack.people.operator.id, 'and I?');
      await answerTo(slack.people.operator.id, (text) => text.includes('heard and I?'));
      expect(heard).toEqual(['mention: how do I log in?', 'mention: and I?']);
    });

    test('a private answer stands in the thread only where there is one', async () => {
      await startRouter(slack, { interactions });
      const { developer } = slack.people;
      const before = slack.strict.calls('chat.postEphemeral').length;
      const parent = await slack.mention(general, developer.id, 'first &lt; <x>');
      await answerTo(developer.id, (text) => text.includes('heard first'));
      await slack.mention(general, developer.id, 'second', parent.ts);
      await answerTo(developer.id, (text) => text.includes('heard second'));
      const threads = slack.strict.calls('chat.postEphemeral').slice(before);
      expect(threads.map((call) => call.args.thread_ts)).toEqual([undefined, parent.ts]);
      expect(heard).toEqual(['mention: first &lt; <x>', 'mention: second']);
    });

    test('a direct message is answered there, a channel message where it is listened to', async () => {
      await startRouter(slack, { interactions });
      const { developer } = slack.people;
      const written = await slack.directMessage(developer.id, 'what is a lease?');
      await slack.waitForMessage(written.channel, (one) => textOf(one).includes('heard what is a lease?'));
      await slack.message('C0STATUS', developer.id, 'not here');
      await slack.message(general, developer.id, 'but here');
      await answerTo(developer.id, (text) => text.includes('heard but here'));
      expect(heard).toEqual(['direct-message: what is a lease?', 'channel-message: but here']);
    });
  });

  describe('buttons', () => {
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
      await startRouter(slack, { commands: [post], interactions: [approve] });
      await slack.command(general, slack.people.operator.id, 'post');
      return slack.waitForMessage(general, (one) => textOf(one).includes('requests'));
    }

    test('run for those who may, and the others are told why not', async () => {
      const posted = await postButtons();
      const { operator, developer } = slack.people;
      await slack.click(posted, operator.id, 'test:approve/2');
      await answerTo(operator.id, (text) => text.includes('approved 7'));
      await slack.click(posted, operator.id, 'test:approve/2#2');
      await answerTo(operator.id, (text) => text.includes('approved 8'));
      await slack.click(posted, developer.id, 'test:approve/2');
      await answerTo(developer.id, (text) => text.includes('This needs the role operator'));
      expect(clicks.filter((click) => !click.includes('goes on'))).toEqual(['U0OMAR 7', 'U0OMAR 8']);
      expect(clicks.indexOf('U0OMAR goes on with 7')).toBeGreaterThan(clicks.indexOf('U0OMAR 7'));
    });

    test('by two people at once are both answered, each to the one who clicked', async () => {
      const posted = await postButtons();
      const { operator, developer } = slack.people;
      await Promise.all([
        slack.click(posted, operator.id, 'test:approve/2'),
        slack.click(posted, developer.id, 'test:approve/2'),
      ]);
      await answerTo(operator.id, (text) => text.includes('approved 7'));
      await answerTo(developer.id, (text) => text.includes('This needs the role operator'));
      expect(clicks).toEqual(['U0OMAR 7', 'U0OMAR goes on with 7']);
    });

    test('still work after a restart', async () => {
      const { door } = await startRouter(slack, { commands: [post], interactions: [approve] });
      await slack.command(general, slack.people.operator.id, 'post');
      const posted = await slack.waitForMessage(general, (one) => textOf(one).includes('requests'));
      await door.stop();
      await startRouter(slack, { commands: [post], interactions: [approve] });
      await slack.click(posted, slack.people.operator.id, 'test:approve/2');
      await answerTo(slack.people.operator.id, (text) => text.includes('approved 7'));
    });

    test('of an older version, or with a value that is none, say so', async () => {
      const posted = await postButtons();
      const { operator, developer } = slack.people;
      await slack.click(posted, operator.id, 'test:approve/1');
      await answerTo(operator.id, (text) => text.includes('older version'));
      await slack.click(posted, developer.id, 'test:approve/2#3');
      await answerTo(developer.id, (text) => text.includes('older version'));
      expect(clicks).toEqual([]);
    });
  });

  describe('modals', () => {
    let answerWith: (name: string) => Promise<string | undefined>;
    const stored: string[] = [];
    const form = modal({
      title: 'A new thing',
      callbackId: 'test:submit/1',
      privateMetadata: 'meta',
      blocks: [
        input({ id: 'name', label: 'Name', element: textInput() }),
        input({ id: 'note', label: 'Note', element: textInput(), optional: true }),
      ],
    });
    const open = defineCommand({
      name: 'new',
      summary: 'Opens a form',
      usage: '',
      examples: ['new'],
      roles: ['developer'],
      answer: 'private',
      changes: true,
      doors: ['slack'],
      modalTitle: 'A new thing',
      needs: [],
      parse: () => undefined,
      run: async (_, context) => {
        await context.slack?.modal?.show(form);
      },
      message: () => plainMessage('never shown'),
      text: () => '',
    });
    const submit = defineInteraction({
      kind: 'view',
      id: 'test:submit',
      version: 1,
      summary: 'Takes the form',
      roles: ['developer'],
      values: z.object({
        name: z.string().regex(/^[a-z]+$/, 'Small letters only.'),
        note: z.string().optional(),
      }),
      submit: async ({ name, note }, context) => {
        const error = await answerWith(name);
        if (error !== undefined) return { action: 'errors', errors: { name: error } };
        stored.push(`${name} ${note} ${context.metadata}`);
        return { action: 'close' };
      },
      afterAck: async ({ name }, context) => context.tell(plainMessage(`made ${name}`)),
    });
    beforeEach(() => {
      stored.splice(0);
      answerWith = async () => undefined;
    });

    async function openForm(): Promise<string> {
      await startRouter(slack, { commands: [open], interactions: [submit] });
      const { developer } = slack.people;
      await slack.command(general, developer.id, 'new');
      await slack.waitForView((view) => view.callback_id === 'test:submit/1');
      return developer.id;
    }

    test('errors stand at their fields, then the form is taken once', async () => {
      const developer = await openForm();
      answerWith = async (name) => (name === 'taken' ? 'There is one already.' : undefined);
      expect(await slack.submitView(developer, { name: 'Öl' })).toEqual({
        result: 'errors',
        errors: { name: 'Small letters only.' },
      });
      expect(await slack.submitView(developer, { name: 'taken' })).toEqual({
        result: 'errors',
        errors: { name: 'There is one already.' },
      });
      expect(await slack.submitView(developer, { name: 'free' })).toEqual({ result: 'closed' });
      expect(stored).toEqual(['free undefined meta']);
      const direct = await slack.directChannel(developer);
      await slack.waitForMessage(direct, (one) => textOf(one).includes('made free'));
    });

    test('a failure stands at the first field and keeps what was entered', async () => {
      const developer = await openForm();
      answerWith = () => Promise.reject(new VaultError('unreachable', 'ECONNREFUSED'));
      const outcome = await slack.submitView(developer, { name: 'free' });
      expect(outcome).toMatchObject({
        result: 'errors',
        errors: { name: expect.stringContaining('cannot be reached') },
      });
    });

    test('a slow check is acknowledged with a notice, and its errors come with the form filled in', async () => {
      const developer = await openForm();
      let finish: () => void = () => {};
      answerWith = () =>
        new Promise((resolve) => {
          finish = () => resolve('There is one already.');
        });
      const outcome = await slack.submitView(developer, { name: 'slow', note: 'kept' });
      expect(outcome.result === 'view' && JSON.stringify(outcome.view.blocks)).toContain('Checking…');
      finish();
      const again = await slack.waitForView((view) =>
        JSON.stringify(view.blocks).includes('There is one already'),
      );
      expect(again.blocks.map((block) => block.element?.initial_value)).toEqual(['slow', undefined, 'kept']);
      answerWith = async () => undefined;
      expect(await slack.submitView(developer, { name: 'other', note: 'kept' })).toEqual({
        result: 'closed',
      });
      expect(stored).toEqual(['other kept meta']);
    });

    test('a person without the role reads so in the modal', async () => {
      await startRouter(slack, { commands: [{ ...open, roles: ['approver'] }] });
      await slack.command(general, slack.people.developer.id, 'new');
      await slack.waitForView((view) => JSON.stringify(view.blocks).includes('This needs the role approver'));
    });
  });
});
