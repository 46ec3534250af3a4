import { describe, expect, test } from 'vitest';
import {
  blocks,
  elements,
  type Field,
  views,
  wholes,
} from '../../../sandbox/strict-slack/block-kit-limits.ts';
import { blocksSize, checkBlocks, checkView } from '../../../sandbox/strict-slack/check-blocks.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, i) => item(i));
const option = (index: number, more: object = {}) => ({ text: plain(5), value: `v${index}`, ...more });
const button = (index: number, more: object = {}) => ({
  type: 'button',
  action_id: `a${index}`,
  text: plain(5),
  ...more,
});
const actions = (...of: object[]) => ({ type: 'actions', elements: of });
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain(5), element, ...more });
const textInput = (more: object = {}) => ({ type: 'plain_text_input', action_id: 'a', ...more });
const select = (more: object) => ({ type: 'static_select', action_id: 'a', ...more });
const cells = (rows: number, columns: number) =>
  many(rows, () => many(columns, () => ({ type: 'raw_text', text: 'x' })));

/** What Slack just takes, and what is one too many. */
const edges: [name: string, most: number, block: (size: number) => object][] = [
  ['section text', 3000, (n) => ({ type: 'section', text: mrkdwn(n) })],
  ['section fields', 10, (n) => ({ type: 'section', fields: many(n, () => mrkdwn(5)) })],
  ['a field’s text', 2000, (n) => ({ type: 'section', fields: [mrkdwn(n)] })],
  ['header text', 150, (n) => ({ type: 'header', text: plain(n) })],
  ['context elements', 10, (n) => ({ type: 'context', elements: many(n, () => mrkdwn(5)) })],
  ['actions elements', 25, (n) => actions(...many(n, button))],
  ['button text', 75, (n) => actions(button(0, { text: plain(n) }))],
  ['button value', 2000, (n) => actions(button(0, { value: 'x'.repeat(n) }))],
  ['button url', 3000, (n) => actions(button(0, { url: 'x'.repeat(n) }))],
  ['action_id', 255, (n) => actions(button(0, { action_id: 'x'.repeat(n) }))],
  ['block_id', 255, (n) => ({ type: 'divider', block_id: 'x'.repeat(n) })],
  ['alt text', 2000, (n) => ({ type: 'image', image_url: 'https://a.example', alt_text: 'x'.repeat(n) })],
  ['input label', 2000, (n) => input(textInput(), { label: plain(n) })],
  ['input hint', 2000, (n) => input(textInput(), { hint: plain(n) })],
  ['placeholder', 150, (n) => input(textInput({ placeholder: plain(n) }))],
  ['select options', 100, (n) => input(select({ options: many(n, option) }))],
  ['option text', 75, (n) => input(select({ options: [option(0, { text: plain(n) })] }))],
  ['option value', 150, (n) => input(select({ options: [option(0, { value: 'x'.repeat(n) })] }))],
  ['checkboxes', 10, (n) => input({ type: 'checkboxes', options: many(n, option) })],
  ['overflow options', 5, (n) => actions({ type: 'overflow', options: many(n, option) })],
  ['markdown', 12_000, (n) => ({ type: 'markdown', text: 'x'.repeat(n) })],
  ['table rows', 100, (n) => ({ type: 'table', rows: cells(n, 3) })],
  ['table columns', 20, (n) => ({ type: 'table', rows: cells(3, n) })],
  ['data table rows', 101, (n) => ({ type: 'data_table', caption: 'x', rows: cells(n, 3) })],
  ['confirm title', 100, (n) => actions(button(0, { confirm: confirmation({ title: plain(n) }) }))],
  ['confirm text', 300, (n) => actions(button(0, { confirm: confirmation({ text: mrkdwn(n) }) }))],
  ['confirm button', 30, (n) => actions(button(0, { confirm: confirmation({ confirm: plain(n) }) }))],
];

function confirmation(more: object): object {
  return { title: plain(5), text: mrkdwn(5), confirm: plain(3), deny: plain(3), ...more };
}

describe('the blocks of a message', () => {
  test.each(edges)('%s: %i and no more', (_name, most, block) => {
    expect(checkBlocks([block(most)], 'message')).toEqual([]);
    expect(checkBlocks([block(most + 1)], 'message')).not.toEqual([]);
  });

  test.each<[string, unknown]>([
    ['an unknown type', { type: 'blink' }],
    ['a section without anything', { type: 'section' }],
    ['empty text', { type: 'section', text: { type: 'mrkdwn', text: '' } }],
    ['mrkdwn where only plain text may be', { type: 'header', text: mrkdwn(5) }],
    ['no buttons', actions()],
    ['an element that does not belong there', actions(textInput())],
    ['a button without text', actions({ type: 'button', action_id: 'a' })],
    ['an image without alt text', { type: 'image', image_url: 'https://a.example' }],
    ['an image without an image', { type: 'image', alt_text: 'x' }],
    ['an alert in a message', { type: 'alert', text: mrkdwn(5) }],
    ['rows of different length', { type: 'table', rows: [...cells(1, 2), ...cells(1, 3)] }],
    ['one action_id twice in a block', actions(button(0), button(0))],
    ['no block at all', 'text'],
  ])('%s is refused', (_name, block) => {
    expect(checkBlocks([block], 'message')).not.toEqual([]);
  });

  test('50 blocks in a message, 100 in a view; each block_id once', () => {
    const dividers = (count: number) => many(count, () => ({ type: 'divider' }));
    expect(checkBlocks(dividers(50), 'message')).toEqual([]);
    expect(checkBlocks(dividers(51), 'message')).toEqual([
      { at: '/blocks', problem: 'no more than 50 items allowed' },
    ]);
    expect(checkBlocks(dividers(100), 'modal')).toEqual([]);
    expect(checkBlocks(dividers(101), 'home')).toHaveLength(1);
    const twins = [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ];
    expect(checkBlocks(twins, 'message')).toEqual([
      { at: '/blocks/1/block_id', problem: 'block_id a already exists' },
    ]);
  });

  test('markdown blocks share one limit', () => {
    const markdown = (length: number) => ({ type: 'markdown', text: 'x'.repeat(length) });
    expect(checkBlocks([markdown(6000), markdown(6000)], 'message')).toEqual([]);
    expect(checkBlocks([markdown(6000), markdown(6001)], 'message')).toHaveLength(1);
  });

  test('the size of a message counts its texts and its blocks', () => {
    expect(
      blocksSize([{ type: 'section', text: mrkdwn(100), fields: [mrkdwn(10)] }, { type: 'divider' }]),
    ).toBe(110 + 2 * 125);
  });
});

describe('a view', () => {
  const modal = (more: object) => ({ type: 'modal', title: plain(5), blocks: [], ...more });

  test.each<[string, number, (size: number) => object]>([
    ['title', 24, (n) => modal({ title: plain(n) })],
    ['submit', 24, (n) => modal({ submit: plain(n) })],
    ['close', 24, (n) => modal({ close: plain(n) })],
    ['private_metadata', 3000, (n) => modal({ private_metadata: 'x'.repeat(n) })],
    ['callback_id', 255, (n) => modal({ callback_id: 'x'.repeat(n) })],
    ['external_id', 255, (n) => ({ type: 'home', blocks: [], external_id: 'x'.repeat(n) })],
  ])('%s: %i characters and no more', (_name, most, view) => {
    expect(checkView(view(most))).toEqual([]);
    expect(checkView(view(most + 1))).not.toEqual([]);
  });

  test('needs a title, blocks, and a submit button where something is entered', () => {
    expect(checkView({ type: 'modal', blocks: [] })).not.toEqual([]);
    expect(checkView({ type: 'modal', title: plain(5) })).not.toEqual([]);
    expect(checkView(modal({ blocks: [input(textInput())] }))).toEqual([
      { at: '/view/submit', problem: 'required when there is an input block' },
    ]);
    expect(checkView(modal({ blocks: [{ type: 'table', rows: cells(1, 1) }] }))).toHaveLength(1);
  });
});

/** Names and numbers of the PyPI package slackblocks 3.0.0 (MIT), where it knows the same limit. */
const slackblocks: Record<string, number> = {
  'button.action_id.max_length': 255,
  'section.block_id.max_length': 255,
  'button.text.max_length': 75,
  'button.url.max_length': 3000,
  'button.value.max_length': 2000,
  'button.accessibility_label.max_length': 75,
  'confirm.title.max_length': 100,
  'confirm.text.max_length': 300,
  'confirm.confirm.max_length': 30,
  'confirm.deny.max_length': 30,
  'option.text.max_length': 75,
  'option.value.max_length': 150,
  'option.description.max_length': 75,
  'option_group.label.max_length': 75,
  'option_group.options.max_items': 100,
  'static_select.placeholder.max_length': 150,
  'static_select.options.max_items': 100,
  'overflow.options.max_items': 5,
  'checkboxes.options.max_items': 10,
  'radio_buttons.options.max_items': 10,
  'plain_text_input.placeholder.max_length': 150,
  'actions.elements.max_items': 25,
  'alert.text.max_length': 200,
  'context.elements.max_items': 10,
  'context_actions.elements.max_items': 5,
  'feedback_button.text.max_length': 75,
  'feedback_button.value.max_length': 2000,
  'table.rows.max_items': 100,
  'header.text.max_length': 150,
  'image.image_url.max_length': 3000,
  'image.alt_text.max_length': 2000,
  'image.title.max_length': 2000,
  'input.label.max_length': 2000,
  'input.hint.max_length': 2000,
  'markdown.text.max_length': 12_000,
  'section.text.max_length': 3000,
  'section.fields.max_items': 10,
  'modal.title.max_length': 24,
  'modal.close.max_length': 24,
  'modal.submit.max_length': 24,
  'modal.private_metadata.max_length': 3000,
  'modal.callback_id.max_length': 255,
  'modal.external_id.max_length': 255,
};

describe('the numbers agree with an independent list', () => {
  const shapes: Record<string, { fields: Readonly<Record<string, Field>> }> = {
    ...elements,
    ...blocks,
    ...views,
  };

  test.each(Object.entries(slackblocks))('%s is %i', (name, expected) => {
    const [shape = '', field = ''] = name.split('.');
    expect(shapes[shape]?.fields[field]).toMatchObject({ max: expected });
  });

  test('and of messages and views as a whole', () => {
    expect([wholes.messageBlocks, wholes.viewBlocks, wholes.tableColumns, wholes.sectionFieldText]).toEqual([
      50, 100, 20, 2000,
    ]);
  });
});
