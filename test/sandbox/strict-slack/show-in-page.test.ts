import { describe, expect, test } from 'vitest';
import { drawBlocks } from '../../../sandbox/strict-slack/page/draw-blocks.ts';
import { drawText } from '../../../sandbox/strict-slack/page/draw-text.ts';
import { showInPage } from '../../../sandbox/strict-slack/page/show-in-page.ts';
import type { Viewer } from '../../../sandbox/strict-slack/page/viewer.ts';

describe('text and blocks that the page does not know', () => {
  test.each([
    ['<!date^1763780000^{date_short_pretty} {time}|x>', 'Nov 22, 2025 3:53 AM'],
    ['<!date^1763780000^{date_num} {ago}|x>', '2025-11-22 {ago}'],
    ['<!subteam^S0123|@payments> <!here>', '@payments @here'],
    ['see ```one\n  two``` there', 'see \n`one`\n`\u00a0\u00a0two`\n there'],
    ['`kv/*` to *bold*', '`kv/∗` to *bold*'],
    ['```uri: https://a/b?a&amp;b &gt; c```', '`uri:\u00a0https:\u2060//a/b?a&b\u00a0>\u00a0c`'],
    ['`data/&lt;path&gt;` &lt;', '`data/‹path›` &lt;'],
    ['<@U0DANA> and `code`', '<@U0DANA> and `code`'],
  ])('%s is shown as %j', (text, shown) => {
    // Node's versions put different spaces before AM.
    expect(drawText(text, 'Europe/Prague').replace('\u202f', ' ')).toBe(shown);
  });

  test('a table is lined up', () => {
    const cell = (text: string) => ({ type: 'raw_text', text });
    const [drawn] = drawBlocks(
      [
        {
          type: 'table',
          rows: [
            [cell('Node'), cell('State')],
            [cell('prod-1'), cell('active')],
          ],
        },
      ],
      'UTC',
    );
    expect(drawn.text.text).toBe('`Node\u00a0\u00a0\u00a0\u00a0State\u00a0`\n`prod-1\u00a0\u00a0active`');
  });

  test('rich text, markdown, uploaded pictures and feedback buttons', () => {
    const drawn = drawBlocks(
      [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_list',
              elements: [
                { type: 'rich_text_section', elements: [{ type: 'text', text: 'a', style: { bold: true } }] },
                { type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U1' }] },
              ],
            },
          ],
        },
        { type: 'markdown', text: '# Title\n- **b** [c](https://d.example)' },
        { type: 'image', slack_file: { id: 'F1' }, alt_text: 'x' },
        {
          type: 'context_actions',
          elements: [
            {
              type: 'feedback_buttons',
              action_id: 'rate',
              positive_button: { text: { type: 'plain_text', text: 'Good' }, value: '1' },
              negative_button: { text: { type: 'plain_text', text: 'Bad' }, value: '0' },
            },
          ],
        },
      ],
      'UTC',
    );
    expect(drawn.slice(0, 2).map((block) => block.text.text)).toEqual([
      '• *a*\n• <@U1>',
      '*Title*\n• *b* <https://d.example|c>',
    ]);
    expect(drawn[2].image_url).toBe('/files/any/F1/image');
    expect(drawn[3].elements).toMatchObject([
      { type: 'button', action_id: 'rate', value: '1' },
      { type: 'button', action_id: 'rate', value: '0' },
    ]);
  });
});

describe('what somebody sees', () => {
  const viewer: Viewer = {
    user: 'U1',
    timeZone: 'UTC',
    sees: (channel) => channel === 'C1',
    withHandles: (value) => value,
    members: () => ['U1'],
    modals: () => [{ id: 'V1' }],
    connected: () => true,
  };
  const direct = { id: 'D1', is_im: true, members: ['U1', 'U0BOT'] };
  const notMine = { id: 'D2', is_im: true, members: ['U2', 'U0BOT'] };

  test('the channels, messages and modals of that person only', () => {
    const state = {
      channels: [{ id: 'C1', members: [] }, { id: 'C2', members: [] }, direct, notMine],
      messages: { C1: [{ text: 'a' }, { text: 'b', ephemeral_to: 'U2' }], C2: [{ text: 'c' }] },
      apps: [{ appId: 'A1' }],
    };
    expect(showInPage({ t: 'init', state }, viewer)).toEqual({
      t: 'init',
      state: {
        channels: [{ id: 'C1', members: ['U1'] }, direct],
        messages: { C1: [{ text: 'a' }], D1: [] },
        apps: [{ appId: 'A1', connected: true }],
        modalStack: [{ id: 'V1' }],
      },
    });
  });

  test.each([
    [{ t: 'message', message: { text: 'x', ephemeral_to: 'U2' } }, false],
    [{ t: 'message', message: { text: 'x', ephemeral_to: 'U1' } }, true],
    [{ t: 'channel', channel: notMine }, false],
    [{ t: 'channel', channel: direct }, true],
    [{ t: 'view', stack: [] }, false],
    [{ t: 'log', entry: {} }, true],
  ])('%j is passed on: %s', (push, passed) => {
    expect(showInPage(push, viewer) !== undefined).toBe(passed);
  });
});
