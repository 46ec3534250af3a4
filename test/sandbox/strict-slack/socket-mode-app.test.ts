import { App, type BlockButtonAction, LogLevel } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';

describe.runIf(hasSlack())('an app over Socket Mode', () => {
  let slack: Slack;
  let app: App;

  beforeAll(async () => {
    slack = await startSlack();
    app = new App({
      token: slack.botToken,
      appToken: slack.appToken,
      socketMode: true,
      deferInitialization: true,
      logLevel: LogLevel.ERROR,
      clientOptions: { slackApiUrl: slack.apiUrl },
    });
    app.command('/vault', async ({ ack, body, client, respond }) => {
      await ack();
      if (body.text === 'hello') await respond({ response_type: 'ephemeral', text: `hello ${body.user_id}` });
      if (body.text === 'form') await client.views.open({ trigger_id: body.trigger_id, view: form });
    });
    app.view('form', async ({ ack, view }) => {
      const name = view.state.values.name?.input?.value;
      if (name === 'bad') await ack({ response_action: 'errors', errors: { name: 'is taken' } });
      else await ack();
    });
    app.event('app_mention', async ({ event, say }) => {
      await say({
        text: `you said ${event.text}`,
        blocks: [
          {
            type: 'actions',
            block_id: 'row',
            elements: [
              { type: 'button', action_id: 'go', value: '7', text: { type: 'plain_text', text: 'Go' } },
            ],
          },
        ],
      });
    });
    app.action<BlockButtonAction>('go', async ({ ack, respond, action }) => {
      await ack();
      await respond({ text: `went with ${action.value}`, replace_original: true });
    });
    app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [] } });
    });
    await app.init();
    await app.start();
  });

  afterAll(async () => {
    await app?.stop();
    await slack?.stop();
  });

  test('a command is answered privately', async () => {
    const { developer } = slack.people;
    await slack.command(slack.channels.general.id, developer.id, 'hello');
    const answer = await slack.waitForMessage(slack.channels.general.id, (m) => m.text.startsWith('hello'));
    expect(answer).toMatchObject({ text: `hello ${developer.id}`, ephemeral_to: developer.id });
  });

  test('a mention is answered with a button, and a click on it edits the message', async () => {
    const { operator } = slack.people;
    await slack.mention(slack.channels.status.id, operator.id, 'hi');
    const answer = await slack.waitForMessage(slack.channels.status.id, (m) => m.text.startsWith('you said'));
    await slack.click(answer, operator.id, 'go');
    await slack.waitForMessage(
      slack.channels.status.id,
      (m) => m.ts === answer.ts && m.text === 'went with 7',
    );
    expect(await slack.messages(slack.channels.status.id)).toHaveLength(2);
  });

  test('a modal shows its errors and then closes', async () => {
    const { developer } = slack.people;
    await slack.command(slack.channels.general.id, developer.id, 'form');
    await slack.waitForView((view) => view.callback_id === 'form');
    expect(await slack.submitView(developer.id, { name: 'bad' })).toEqual({
      result: 'errors',
      errors: { name: 'is taken' },
    });
    expect(await slack.submitView(developer.id, { name: 'good' })).toEqual({ result: 'closed' });
  });

  test('the Home tab is published', async () => {
    await slack.openHome(slack.people.stakeholder.id);
    expect(await slack.waitForHome(slack.people.stakeholder.id)).toMatchObject({ type: 'home' });
  });

  test('waiting for what does not come ends with a picture of what is there', async () => {
    await expect(slack.waitForMessage('C0GENERAL', (m) => m.text === 'never', 50)).rejects.toThrow(
      /did not appear within 50 ms/,
    );
  });
});

const form = {
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Form' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: { type: 'plain_text', text: 'Name' },
      element: { type: 'plain_text_input', action_id: 'input' },
    },
  ],
} as const satisfies ModalView;
