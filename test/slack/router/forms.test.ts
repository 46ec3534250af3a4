import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineCommand } from '../../../src/define-command.ts';
import { defineInteraction } from '../../../src/define-interaction.ts';
import { input, modal, textInput } from '../../../src/slack/blocks.ts';
import { plainMessage } from '../../../src/slack/failure-message.ts';
import { VaultError } from '../../../src/vault/vault-error.ts';
import { hasSlack } from '../../helpers/slack.ts';
import { openTestStore } from '../../helpers/store.ts';
import { startRouter, testCommand, waitUntil } from '../start-router.ts';
import { general, onSlack } from './on-slack.ts';

describe.runIf(hasSlack())('modals', () => {
  const { slack, textOf } = onSlack();
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
    await startRouter(slack(), { commands: [open], interactions: [submit] });
    const { developer } = slack().people;
    await slack().command(general, developer.id, 'new');
    await slack().waitForView((view) => view.callback_id === 'test:submit/1');
    return developer.id;
  }

  test('errors stand at their fields, then the form is taken once', async () => {
    const developer = await openForm();
    answerWith = async (name) => (name === 'taken' ? 'There is one already.' : undefined);
    expect(await slack().submitView(developer, { name: 'Öl' })).toEqual({
      result: 'errors',
      errors: { name: 'Small letters only.' },
    });
    expect(await slack().submitView(developer, { name: 'taken' })).toEqual({
      result: 'errors',
      errors: { name: 'There is one already.' },
    });
    expect(await slack().submitView(developer, { name: 'free' })).toEqual({ result: 'closed' });
    expect(stored).toEqual(['free undefined meta']);
    const direct = await slack().directChannel(developer);
    await slack().waitForMessage(direct, (one) => textOf(one).includes('made free'));
  });

  test('a failure stands at the first field and keeps what was entered', async () => {
    const developer = await openForm();
    answerWith = () => Promise.reject(new VaultError('unreachable', 'ECONNREFUSED'));
    const outcome = await slack().submitView(developer, { name: 'free' });
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
    const outcome = await slack().submitView(developer, { name: 'slow', note: 'kept' });
    expect(outcome.result === 'view' && JSON.stringify(outcome.view.blocks)).toContain('Checking…');
    finish();
    const again = await slack().waitForView((view) =>
      JSON.stringify(view.blocks).includes('There is one already'),
    );
    expect(again.blocks.map((block) => block.element?.initial_value)).toEqual(['slow', undefined, 'kept']);
    answerWith = async () => undefined;
    expect(await slack().submitView(developer, { name: 'other', note: 'kept' })).toEqual({
      result: 'closed',
    });
    expect(stored).toEqual(['other kept meta']);
  });

  test('a slow check goes on after the program died, and is done once', async () => {
    const store = await openTestStore();
    const dying = await startRouter(slack(), { commands: [open], interactions: [submit], store });
    const { developer } = slack().people;
    await slack().command(general, developer.id, 'new');
    await slack().waitForView((view) => view.callback_id === 'test:submit/1');
    answerWith = () => new Promise(() => undefined);
    const outcome = await slack().submitView(developer.id, { name: 'slow', note: 'kept' });
    expect(outcome.result === 'view' && JSON.stringify(outcome.view.blocks)).toContain('Checking…');
    await dying.door.stop();
    answerWith = async () => undefined;
    await store.db.updateTable('slack_deliveries').set({ lease_until: 0 }).execute();
    await startRouter(slack(), { commands: [open], interactions: [submit], store });
    const direct = await slack().directChannel(developer.id);
    await slack().waitForMessage(direct, (one) => textOf(one).includes('made slow'));
    expect(stored).toEqual(['slow kept meta']);
    const rows = await store.db.selectFrom('slack_deliveries').select(['state', 'payload']).execute();
    expect(rows).not.toContainEqual(expect.objectContaining({ payload: expect.anything() }));
  });

  test('a person without the role reads so in the modal', async () => {
    await startRouter(slack(), { commands: [{ ...open, roles: ['approver'] }] });
    await slack().command(general, slack().people.developer.id, 'new');
    await slack().waitForView((view) => JSON.stringify(view.blocks).includes('This needs the role approver'));
  });
});

describe.runIf(hasSlack())('forms', () => {
  const { slack, waitForText } = onSlack();
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
    await startRouter(slack(), { commands: [open] });
    const before = slack().strict.calls().length;
    await slack().command(general, slack().people.developer.id, 'new');
    await slack().waitForView((view) => view.callback_id === 'test:new/1');
    const methods = () =>
      slack()
        .strict.calls()
        .slice(before)
        .map((call) => call.method);
    await waitUntil('the update', () => methods().includes('views.update'));
    expect(methods()[0]).toBe('views.open');
  });

  test('that Slack gave no time for are told so', async () => {
    await startRouter(slack(), { commands: [open] });
    slack().strict.faults.refuse('views.open', 'expired_trigger_id');
    await slack().command(general, slack().people.developer.id, 'new');
    await waitForText('Slack gave too little time to open the form');
  });

  test('cannot be opened by mention, and that is said', async () => {
    await startRouter(slack(), { commands: [open] });
    await slack().mention(general, slack().people.developer.id, 'new');
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
    await startRouter(slack(), { commands: [open], interactions: [submit] });
    const { developer } = slack().people;
    await slack().command(general, developer.id, 'new');
    await slack().waitForView((view) => view.callback_id === 'test:new/1');
    slack().strict.faults.deliverTwice();
    expect(await slack().submitView(developer.id, { name: 'once' })).toEqual({ result: 'closed' });
    expect(stored).toEqual(['once']);
  });

  test('of an older version say so', async () => {
    await startRouter(slack(), { commands: [open] });
    const { developer } = slack().people;
    await slack().command(general, developer.id, 'new');
    await slack().waitForView((view) => view.callback_id === 'test:new/1');
    const outcome = await slack().submitView(developer.id, { name: 'x' });
    expect(outcome.result === 'view' && JSON.stringify(outcome.view.blocks)).toContain('older version');
  });
});
