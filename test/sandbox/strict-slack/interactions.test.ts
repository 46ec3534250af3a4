import type { App, BlockButtonAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { startApp } from './tiny-app.ts';
import { refusalOf } from './web-client.ts';

const form = {
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Form' },
  submit: { type: 'plain_text', text: 'Send' },
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: { type: 'plain_text', text: 'Name' },
      element: { type: 'plain_text_input', action_id: 'input', min_length: 2 },
    },
  ],
} as const satisfies ModalView;

const buttonRow = {
  type: 'actions' as const,
  block_id: 'row',
  elements: [
    {
      type: 'button' as const,
      action_id: 'go',
      value: '7',
      text: { type: 'plain_text' as const, text: 'Go' },
    },
  ],
};

describe.runIf(hasSlack())('commands, clicks and modals', () => {
  let slack: Slack;
  let app: App;
  /** What the app saw last. */
  const seen = { trigger: '', responseUrl: '', click: {} as Record<string, unknown>, closed: 0, hash: '' };

  beforeAll(async () => {
    slack = await startSlack();
    slack.strict.clock.freeze();
    app = await startApp(slack, (bolt) => {
      bolt.command('/vault', async ({ ack, body, client, respond }) => {
        Object.assign(seen, { trigger: body.trigger_id, responseUrl: body.response_url });
        if (body.text === 'in ack') return ack({ text: 'said with the ack' });
        await ack();
        if (body.text === 'private') await respond('only you');
        if (body.text === 'button')
          await respond({ text: 'click', response_type: 'in_channel', blocks: [buttonRow] });
        if (body.text === 'private button') await respond({ text: 'click', blocks: [buttonRow] });
        if (body.text === 'form') await client.views.open({ trigger_id: body.trigger_id, view: form });
      });
      bolt.view('form', async ({ ack, view }) => {
        const name = view.state.values.name?.input?.value;
        if (name === 'taken') await ack({ response_action: 'errors', errors: { name: 'is taken' } });
        else if (name === 'wrong') await ack({ response_action: 'errors', errors: { nothing: 'x' } });
        else if (name === 'more')
          await ack({ response_action: 'push', view: { ...form, callback_id: 'second' } });
        else if (name === 'other')
          await ack({ response_action: 'update', view: { ...form, callback_id: 'other' } });
        else if (name !== 'silence') await ack();
      });
      bolt.view({ callback_id: /./, type: 'view_closed' }, async ({ ack }) => {
        await ack();
        seen.closed += 1;
      });
      bolt.action<BlockButtonAction>('go', async ({ ack, body, respond }) => {
        seen.click = body as unknown as Record<string, unknown>;
        await ack();
        if (body.message !== undefined) await respond({ text: 'gone', replace_original: true });
        else if (body.response_url) await respond({ delete_original: true });
      });
      bolt.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [buttonRow] } });
      });
      bolt.shortcut('explain', async ({ ack, shortcut, respond }) => {
        await ack();
        if (shortcut.type === 'message_action') await respond(`about “${shortcut.message.text}”`);
      });
      bolt.options('group', async ({ ack, payload }) => {
        await ack({ options: [{ text: { type: 'plain_text', text: payload.value }, value: payload.value }] });
      });
    });
  });
  afterAll(async () => {
    await app?.stop();
    await slack?.stop();
  });

  const general = 'C0GENERAL';
  const dana = 'U0DANA';
  const omar = 'U0OMAR';
  const openForm = async (user: string) => {
    await slack.command(general, user, 'form');
    return slack.waitForView((view) => view.callback_id === 'form');
  };

  test('an answer is private unless it says otherwise, through respond and with the ack', async () => {
    await slack.command(general, dana, 'private');
    await slack.waitForMessage(general, (m) => m.text === 'only you' && m.ephemeral_to === dana);
    await slack.command(general, dana, 'in ack');
    await slack.waitForMessage(general, (m) => m.text === 'said with the ack' && m.ephemeral_to === dana);
  });

  test('a sixth answer is refused, and one after half an hour', async () => {
    await slack.command(general, dana, '');
    const answer = () => fetch(seen.responseUrl, { method: 'POST', body: JSON.stringify({ text: 'again' }) });
    for (let count = 0; count < 5; count += 1) expect((await answer()).status).toBe(200);
    const sixth = await answer();
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
    await slack.command(general, dana, '');
    slack.strict.clock.advance(30 * 60_000 + 1);
    expect(await (await answer()).json()).toEqual({ ok: false, error: 'expired_url' });
  });

  test('blocks against Block Kit are refused at a response_url as well', async () => {
    await slack.command(general, dana, '');
    const response = await fetch(seen.responseUrl, {
      method: 'POST',
      body: JSON.stringify({ text: 'x', blocks: [{ type: 'header' }] }),
    });
    expect(await response.json()).toMatchObject({ ok: false, error: 'invalid_blocks' });
  });

  test('a trigger opens one modal, within three seconds', async () => {
    const open = () => app.client.views.open({ trigger_id: seen.trigger, view: form });
    await slack.command(general, dana, '');
    await open();
    expect(await refusalOf(open())).toMatchObject({ error: 'exchanged_trigger_id' });
    await slack.command(general, dana, '');
    slack.strict.clock.advance(3001);
    expect(await refusalOf(open())).toMatchObject({ error: 'expired_trigger_id' });
    seen.trigger = 'made.up';
    expect(await refusalOf(open())).toMatchObject({ error: 'invalid_trigger_id' });
    await slack.closeView(dana);
  });

  test('a modal: what the page checks, what the app checks, and the end', async () => {
    await openForm(dana);
    expect(await slack.submitView(dana, {})).toMatchObject({ result: 'errors' });
    expect(await slack.submitView(dana, { name: 'x' })).toEqual({
      result: 'errors',
      errors: { name: 'Must be at least 2 characters.' },
    });
    expect(await slack.submitView(dana, { name: 'taken' })).toEqual({
      result: 'errors',
      errors: { name: 'is taken' },
    });
    expect(await slack.submitView(dana, { name: 'wrong' })).toMatchObject({ result: 'trouble' });
    expect(await slack.submitView(dana, { name: 'fine' })).toEqual({ result: 'closed' });
    await expect(slack.submitView(dana)).rejects.toThrow('no modal');
  });

  test('a submission that is not acknowledged in three seconds leaves the modal open', async () => {
    await openForm(dana);
    const outcome = slack.submitView(dana, { name: 'silence' });
    slack.strict.clock.advance(3001);
    expect(await outcome).toMatchObject({ result: 'trouble' });
    expect(slack.currentView(dana)?.callback_id).toBe('form');
    await slack.closeView(dana);
  });

  test('views are pushed, three at most, and keep their id when updated', async () => {
    const first = await openForm(dana);
    const updated = await slack.submitView(dana, { name: 'other' });
    expect(updated).toMatchObject({ result: 'view', view: { id: first.id, callback_id: 'other' } });
    await app.client.views.update({ view_id: first.id, view: form });
    const pushed = await slack.submitView(dana, { name: 'more' });
    expect(pushed).toMatchObject({ result: 'view', view: { root_view_id: first.id } });
    await slack.closeView(dana);
    expect(slack.currentView(dana)?.id).toBe(first.id);
    await slack.closeView(dana);
  });

  test('an update needs an open view, and the newest hash if it names one', async () => {
    const view = await openForm(dana);
    const update = (hash?: string) =>
      app.client.views.update({ view_id: view.id, view: form, ...(hash ? { hash } : {}) });
    const { hash } = view;
    await update(hash);
    expect(await refusalOf(update(hash))).toMatchObject({ error: 'hash_conflict' });
    await slack.closeView(dana);
    expect(await refusalOf(update())).toMatchObject({ error: 'not_found' });
  });

  test('two people have their own modals', async () => {
    await openForm(dana);
    await slack.command(general, omar, 'form');
    await slack.submitView(dana, { name: 'fine' });
    expect(slack.currentView(dana)).toBeUndefined();
    expect(slack.currentView(omar)?.callback_id).toBe('form');
    seen.closed = 0;
    await slack.closeView(omar);
    expect(seen.closed).toBe(1);
  });

  test('a click on a message carries it, and its answer may take its place', async () => {
    await slack.command(general, omar, 'button');
    const message = await slack.waitForMessage(general, (m) => m.text === 'click' && !m.ephemeral_to);
    await slack.click(message, dana, 'go');
    await slack.waitForMessage(general, (m) => m.ts === message.ts && m.text === 'gone');
    expect(seen.click).toMatchObject({ user: { id: dana }, message: { ts: message.ts } });
  });

  test('a click on an ephemeral message does not', async () => {
    await slack.command(general, omar, 'private button');
    const message = await slack.waitForMessage(general, (m) => m.text === 'click' && !!m.ephemeral_to);
    await slack.click(message, omar, 'go');
    await slack.screen.waitFor(
      'its deletion',
      () => !slack.screen.messagesOf(general).some((m) => m.ts === message.ts),
      5000,
    );
    expect(seen.click).toMatchObject({ container: { is_ephemeral: true } });
    expect(seen.click.message).toBeUndefined();
  });

  test('a button on the Home tab', async () => {
    await slack.openHome(dana);
    await slack.waitForHome(dana);
    await slack.clickInView(dana, 'go');
    expect(seen.click).toMatchObject({ container: { type: 'view' }, view: { type: 'home' } });
    expect(seen.click.response_url).toBeUndefined();
  });

  test('shortcuts of a message, and options for a menu', async () => {
    const message = await slack.message(general, dana, 'what is a lease');
    await slack.shortcut('explain', dana, message);
    await slack.waitForMessage(general, (m) => m.text === 'about “what is a lease”');
    const view = await openForm(dana);
    const field = { view, blockId: 'name', actionId: 'group', typed: 'pay' };
    expect(await slack.strict.suggestOptions(dana, field)).toMatchObject([{ value: 'pay' }]);
    await slack.closeView(dana);
  });

  test('a view against Block Kit’s limits is refused with the place of the mistake', async () => {
    await slack.command(general, dana, '');
    const view = { ...form, title: { type: 'plain_text' as const, text: 'x'.repeat(25) } };
    expect(await refusalOf(app.client.views.open({ trigger_id: seen.trigger, view }))).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    });
  });
});
