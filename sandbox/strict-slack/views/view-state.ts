import type { Block, OpenView, ViewValues } from './open-view.ts';

/** Where each kind of element keeps what is entered, and what it starts from. */
const kinds: Readonly<Record<string, { holds: string; initial: string; empty: null | [] }>> = {
  plain_text_input: { holds: 'value', initial: 'initial_value', empty: null },
  email_text_input: { holds: 'value', initial: 'initial_value', empty: null },
  url_text_input: { holds: 'value', initial: 'initial_value', empty: null },
  number_input: { holds: 'value', initial: 'initial_value', empty: null },
  static_select: { holds: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { holds: 'selected_option', initial: 'initial_option', empty: null },
  radio_buttons: { holds: 'selected_option', initial: 'initial_option', empty: null },
  users_select: { holds: 'selected_user', initial: 'initial_user', empty: null },
  conversations_select: { holds: 'selected_conversation', initial: 'initial_conversation', empty: null },
  channels_select: { holds: 'selected_channel', initial: 'initial_channel', empty: null },
  datepicker: { holds: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { holds: 'selected_time', initial: 'initial_time', empty: null },
  checkboxes: { holds: 'selected_options', initial: 'initial_options', empty: [] },
  multi_static_select: { holds: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { holds: 'selected_options', initial: 'initial_options', empty: [] },
  multi_users_select: { holds: 'selected_users', initial: 'initial_users', empty: [] },
  multi_conversations_select: {
    holds: 'selected_conversations',
    initial: 'initial_conversations',
    empty: [],
  },
  multi_channels_select: { holds: 'selected_channels', initial: 'initial_channels', empty: [] },
};

/**
 * The whole state of a view's fields: what was entered, else what the element starts with, else nothing.
 * https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
 */
export function fillState(view: OpenView, entered: ViewValues): ViewValues {
  const values: ViewValues = {};
  for (const block of view.blocks) {
    for (const element of statefulElements(block)) {
      const kind = kinds[element.type];
      if (kind === undefined) continue;
      const typed = entered[block.block_id]?.[element.action_id] ?? {};
      const value = typed[kind.holds] ?? element[kind.initial] ?? kind.empty;
      const held = value === '' ? kind.empty : value;
      values[block.block_id] ??= {};
      Object.assign(values[block.block_id] ?? {}, {
        [element.action_id]: { type: element.type, [kind.holds]: held },
      });
    }
  }
  return values;
}

/**
 * What Slack's own page says before it sends anything: required fields that are empty, text that is too short or
 * too long. https://docs.slack.dev/reference/block-kit/blocks/input-block (`optional`)
 */
export function clientErrors(view: OpenView, values: ViewValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of view.blocks) {
    if (block.type !== 'input') continue;
    const kind = kinds[block.element.type];
    const held = kind && values[block.block_id]?.[block.element.action_id]?.[kind.holds];
    const isEmpty = held === null || held === undefined || (Array.isArray(held) && held.length === 0);
    if (isEmpty && block.optional !== true) errors[block.block_id] = 'Please complete this required field.';
    if (typeof held !== 'string') continue;
    const { min_length = 0, max_length = 3000 } = block.element;
    if (held.length < min_length) errors[block.block_id] = `Must be at least ${min_length} characters.`;
    if (held.length > max_length) errors[block.block_id] = `Must be at most ${max_length} characters.`;
  }
  return errors;
}

function statefulElements(block: Block): Block[] {
  if (block.type === 'input') return [block.element];
  if (block.type === 'actions') return block.elements ?? [];
  return block.accessory === undefined ? [] : [block.accessory];
}
