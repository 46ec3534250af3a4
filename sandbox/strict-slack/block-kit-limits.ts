/**
 * Slack's limits on Block Kit, as data. Each shape names its page of Slack's reference. Written on purpose without
 * a look at `src/slack/limits.ts`: the tests send the product's messages through these, so that each checks the
 * other. The numbers were also compared with those of the PyPI package `slackblocks` 3.0.0.
 */

const reference = 'https://docs.slack.dev/reference';

export type Surface = 'message' | 'modal' | 'home';

/** What a field may hold. Lengths are in characters. */
export type Field =
  | { is: 'text'; max: number; plain: boolean; optional: boolean }
  | { is: 'string'; max: number; optional: boolean }
  | { is: 'list'; of: 'text' | 'part'; among: readonly string[]; min: number; max: number; optional: boolean }
  | { is: 'part'; among: readonly string[]; optional: boolean };

export interface Shape {
  source: string;
  /** Only of blocks: where they may stand. */
  surfaces: readonly Surface[];
  fields: Readonly<Record<string, Field>>;
  /** At least one of these must be there. */
  oneOf: readonly string[];
}

const everywhere: readonly Surface[] = ['message', 'modal', 'home'];

const text = (max: number): Field => ({ is: 'text', max, plain: false, optional: false });
const plain = (max: number): Field => ({ is: 'text', max, plain: true, optional: false });
const string = (max: number): Field => ({ is: 'string', max, optional: false });
const part = (...among: string[]): Field => ({ is: 'part', among, optional: false });
const parts = (min: number, max: number, ...among: string[]): Field => ({
  is: 'list',
  of: 'part',
  among,
  min,
  max,
  optional: false,
});
const texts = (max: number): Field => ({ is: 'list', of: 'text', among: [], min: 1, max, optional: false });
const optional = <Kind extends Field>(field: Kind): Kind => ({ ...field, optional: true });

function block(page: string, fields: Record<string, Field>, more: Partial<Shape> = {}): Shape {
  const source = `${reference}/block-kit/blocks/${page}-block`;
  return {
    source,
    surfaces: everywhere,
    oneOf: [],
    ...more,
    fields: { block_id: optional(string(255)), ...fields },
  };
}

function element(page: string, fields: Record<string, Field>): Shape {
  const source = `${reference}/block-kit/block-elements/${page}-element`;
  const common = { action_id: optional(string(255)), confirm: optional(part('confirm')) };
  return { source, surfaces: [], oneOf: [], fields: { ...common, ...fields } };
}

function object(page: string, fields: Record<string, Field>): Shape {
  const source = `${reference}/block-kit/composition-objects/${page}-object`;
  return { source, surfaces: [], oneOf: [], fields };
}

const selects = ['static', 'external', 'users', 'conversations', 'channels'].map((kind) => `${kind}_select`);
const multiSelects = selects.map((kind) => `multi_${kind}`);
const pickers = ['datepicker', 'timepicker', 'datetimepicker'];
const choices = ['checkboxes', 'radio_buttons'];
const inputs = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'file_input'];
const menus = [...selects, ...multiSelects, ...pickers, ...choices];
const placeholder = { placeholder: optional(plain(150)) };

export const blocks: Readonly<Record<string, Shape>> = {
  section: block(
    'section',
    {
      text: optional(text(3000)),
      fields: optional(texts(10)),
      accessory: optional(part('button', 'image', 'overflow', 'workflow_button', ...menus)),
    },
    { oneOf: ['text', 'fields'] },
  ),
  header: block('header', { text: plain(150) }),
  divider: block('divider', {}),
  context: block('context', { elements: parts(1, 10, 'image', 'mrkdwn', 'plain_text') }),
  actions: block('actions', { elements: parts(1, 25, 'button', 'overflow', 'workflow_button', ...menus) }),
  image: block(
    'image',
    { alt_text: string(2000), title: optional(plain(2000)), image_url: optional(string(3000)) },
    { oneOf: ['image_url', 'slack_file'] },
  ),
  input: block('input', {
    label: plain(2000),
    hint: optional(plain(2000)),
    element: part('rich_text_input', ...inputs, ...menus),
  }),
  markdown: block('markdown', { text: string(12_000) }, { surfaces: ['message'] }),
  rich_text: block('rich-text', {
    elements: parts(
      0,
      1000,
      'rich_text_section',
      'rich_text_list',
      'rich_text_preformatted',
      'rich_text_quote',
    ),
  }),
  table: block('table', { rows: parts(1, 100) }, { surfaces: ['message'] }),
  data_table: block(
    'data-table',
    { rows: parts(2, 101), caption: string(3000) },
    { surfaces: ['message', 'home'] },
  ),
  context_actions: block(
    'context-actions',
    { elements: parts(1, 5, 'feedback_buttons', 'icon_button') },
    { surfaces: ['message'] },
  ),
  alert: block('alert', { text: text(200) }, { surfaces: ['modal'] }),
  video: block('video', { alt_text: string(2000), title: plain(200) }),
};

const option = object('option', {
  text: text(75),
  value: string(150),
  description: optional(text(75)),
  url: optional(string(3000)),
});

export const elements: Readonly<Record<string, Shape>> = {
  button: element('button', {
    text: plain(75),
    value: optional(string(2000)),
    url: optional(string(3000)),
    accessibility_label: optional(string(75)),
  }),
  workflow_button: element('workflow-button', { text: plain(75) }),
  icon_button: element('icon-button', { text: plain(75), value: optional(string(2000)) }),
  feedback_buttons: element('feedback-buttons', {
    positive_button: part('feedback_button'),
    negative_button: part('feedback_button'),
  }),
  feedback_button: element('feedback-buttons', { text: plain(75), value: string(2000) }),
  image: element('image', { alt_text: string(2000), image_url: optional(string(3000)) }),
  overflow: element('overflow-menu', { options: parts(1, 5, 'option') }),
  checkboxes: element('checkboxes', { options: parts(1, 10, 'option') }),
  radio_buttons: element('radio-button-group', { options: parts(1, 10, 'option') }),
  plain_text_input: element('plain-text-input', { ...placeholder, initial_value: optional(string(3000)) }),
  email_text_input: element('email-input', placeholder),
  url_text_input: element('url-input', placeholder),
  number_input: element('number-input', placeholder),
  rich_text_input: element('rich-text-input', placeholder),
  file_input: element('file-input', {}),
  datepicker: element('date-picker', placeholder),
  timepicker: element('time-picker', placeholder),
  datetimepicker: element('datetime-picker', {}),
  ...Object.fromEntries(
    [...selects, ...multiSelects].map((kind) => [
      kind,
      element(kind.startsWith('multi_') ? 'multi-select-menu' : 'select-menu', {
        ...placeholder,
        options: optional(parts(1, 100, 'option')),
        option_groups: optional(parts(1, 100, 'option_group')),
      }),
    ]),
  ),
  option,
  option_group: object('option-group', { label: plain(75), options: parts(1, 100, 'option') }),
  confirm: object('confirmation-dialog', {
    title: plain(100),
    text: text(300),
    confirm: plain(30),
    deny: plain(30),
  }),
};

/** `type` of the objects that carry none. */
export const namelessParts = ['option', 'option_group', 'confirm', 'feedback_button'];

const viewFields = {
  private_metadata: optional(string(3000)),
  callback_id: optional(string(255)),
  external_id: optional(string(255)),
};

export const views: Readonly<Record<'modal' | 'home', Shape>> = {
  modal: {
    source: `${reference}/views/modal-views`,
    surfaces: [],
    oneOf: [],
    fields: {
      title: plain(24),
      close: optional(plain(24)),
      submit: optional(plain(24)),
      ...viewFields,
    },
  },
  home: { source: `${reference}/views/home-tab-views`, surfaces: [], oneOf: [], fields: viewFields },
};

/** Numbers that concern a message or a view as a whole, with where they stand. */
export const wholes = {
  /** https://docs.slack.dev/reference/block-kit/blocks: up to 50 blocks in a message, 100 in a view. */
  messageBlocks: 50,
  viewBlocks: 100,
  /** https://docs.slack.dev/reference/block-kit/blocks/section-block */
  sectionFieldText: 2000,
  /** https://docs.slack.dev/reference/block-kit/blocks/table-block */
  tableColumns: 20,
  /** https://docs.slack.dev/reference/block-kit/blocks/data-table-block: all cells of all tables of a message. */
  tableCharacters: 10_000,
  /** https://docs.slack.dev/reference/block-kit/blocks/markdown-block: all markdown blocks of a message together. */
  markdownText: 12_000,
  /** https://docs.slack.dev/reference/methods/chat.update: msg_too_long. chat.postMessage cuts only at 40,000. */
  updateText: 4000,
  postText: 40_000,
  /** https://docs.slack.dev/reference/methods/views.open: view_too_large, in bytes. */
  viewBytes: 250_000,
  /** https://docs.slack.dev/reference/methods/views.push: push_limit_reached. */
  viewStack: 3,
  /**
   * Slack does not say when a message is `msg_blocks_too_long`. Measured by others
   * (https://github.com/slackapi/bolt-js/issues/2509): 13,297 characters of text in one block, and 125 fewer with
   * one more block; so each block is taken to cost that much beside its text. That also agrees with
   * https://github.com/slackapi/bolt-js/issues/2867 (11,341 characters in many blocks were refused).
   */
  blocksCharacters: 13_297 + 125,
  charactersPerBlock: 125,
} as const;
