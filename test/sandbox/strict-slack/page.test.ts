import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '@slack/bolt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, hasChromium, openBrowser, SlackPage } from '../../helpers/chromium.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { startApp } from './tiny-app.ts';

describe.runIf(hasSlack() && hasChromium())('the page, in a browser', () => {
  let slack: Slack;
  let app: App;
  let browser: Browser;
  let page: SlackPage;
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));

  beforeAll(async () => {
    slack = await startSlack();
    slack.strict.clock.freeze();
    app = await startApp(slack, (bolt) => {
      bolt.command('/vault', async ({ ack, body, client, respond }) => {
        await ack();
        if (body.text === 'whisper') await respond(`only for ${body.user_id}`);
        if (body.text !== 'form') return;
        await client.views.open({
          trigger_id: body.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'form',
            private_metadata: body.channel_id,
            title: { type: 'plain_text', text: 'New namespace' },
            submit: { type: 'plain_text', text: 'Request' },
            blocks: [
              {
                type: 'input',
                block_id: 'name',
                label: { type: 'plain_text', text: 'Name' },
                element: { type: 'plain_text_input', action_id: 'input' },
              },
              {
                type: 'input',
                block_id: 'size',
                label: { type: 'plain_text', text: 'Size' },
                element: {
                  type: 'static_select',
                  action_id: 'input',
                  options: ['Small', 'Large'].map((text) => ({
                    text: { type: 'plain_text', text },
                    value: text.toLowerCase(),
                  })),
                },
              },
              {
                type: 'input',
                block_id: 'lead',
                optional: true,
                label: { type: 'plain_text', text: 'Lead' },
                element: { type: 'users_select', action_id: 'input' },
              },
            ],
          },
        });
      });
      bolt.view('form', async ({ ack, view, client }) => {
        const name = String(view.state.values.name?.input?.value);
        const lead = view.state.values.lead?.input?.selected_user;
        const size = view.state.values.size?.input?.selected_option?.value;
        if (name === 'Team A')
          return ack({ response_action: 'errors', errors: { name: 'lower case letters only' } });
        await ack();
        await client.chat.postMessage({
          channel: view.private_metadata,
          text: `requested: ${name}, ${size}, ${lead}`,
          blocks: [
            { type: 'section', text: { type: 'mrkdwn', text: `requested: *${name}*, ${size}, ${lead}` } },
            {
              type: 'table',
              rows: [
                [cell('Namespace'), cell('Size')],
                [cell(name), cell(String(size))],
              ],
            },
          ],
        });
      });
    });
    browser = await openBrowser();
    page = await SlackPage.open(browser.context, slack.url);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await slack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a modal, from the typed command to the post', async () => {
    await page.actAs('U0DANA');
    await page.goTo('general');
    await page.type('/vault form');
    await page.modal.waitFor();
    await page.fillField('Name', 'Team A');
    await page.submitModal();
    expect(await page.modalErrors()).toEqual(['size: Please complete this required field.']);
    await page.fillField('Size', 'Large');
    await page.submitModal();
    await expect.poll(() => page.modalErrors(), { timeout: 9000 }).toEqual(['name: lower case letters only']);
    await page.fillField('Name', 'team-a');
    await page.fillField('Lead', 'Sara (stakeholder)');
    await page.submitModal();
    await page.modal.waitFor({ state: 'detached' });
    await page.message('requested: team-a, large, U0SARA').waitFor();
    expect(await page.message('requested').innerText()).toContain('Namespace');
  });

  test('everybody sees only their own: private channels, ephemeral messages', async () => {
    await page.actAs('U0DANA');
    await page.goTo('vault-help');
    await page.type('/vault whisper');
    await page.message('only for U0DANA').waitFor();
    expect(await page.page.locator('.sidebar').innerText()).not.toContain('platform-team');
    await page.actAs('U0OMAR');
    await page.page.locator('.sidebar-item', { hasText: 'platform-team' }).waitFor();
    expect(await page.page.locator('.messages').innerText()).not.toContain('only for');
  });

  test('a picture of it is a PNG', async () => {
    const file = join(folder, 'page.png');
    await page.screenshot(file);
    expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
  });
});

function cell(text: string) {
  return { type: 'raw_text' as const, text };
}
