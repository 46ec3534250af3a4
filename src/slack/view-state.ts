import type { KnownBlock, ModalView } from '@slack/types';
import { context, md, modal, section } from './blocks.ts';
import { limits } from './limits.ts';
import type { ViewPayload } from './payloads.ts';
import { cutText, wellFormed } from './plain-text.ts';

/**
 * A submission's values by block id: a text, the value of an option, a list of values. What was left empty is not
 * there. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
 */
export function submittedValues(view: ViewPayload): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const [blockId, actions] of Object.entries(view.state.values)) {
    const [state] = Object.values(actions);
    const value = state === undefined ? undefined : enteredValue(state);
    if (value !== undefined) values[blockId] = value;
  }
  return values;
}

const singleKeys = [
  'value',
  'selected_user',
  'selected_conversation',
  'selected_channel',
  'selected_date',
  'selected_time',
] as const;
const listKeys = ['selected_users', 'selected_conversations', 'selected_channels'] as const;

function enteredValue(state: Readonly<Record<string, unknown>>): string | string[] | undefined {
  for (const key of singleKeys) if (typeof state[key] === 'string') return state[key];
  for (const key of listKeys) if (Array.isArray(state[key])) return state[key].map(String);
  if (Array.isArray(state.selected_options)) return state.selected_options.flatMap(optionValue);
  return optionValue(state.selected_option)[0];
}

function optionValue(option: unknown): string[] {
  const value = (option as { value?: unknown } | null | undefined)?.value;
  return typeof value === 'string' ? [value] : [];
}

/** Only fields that the view has: Slack refuses an answer with any other. The first takes what belongs to none. */
export function errorsOnFields(
  view: ViewPayload,
  errors: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
  const fields = inputBlockIds(view);
  const first = fields[0];
  if (first === undefined) return undefined;
  const placed: Record<string, string> = {};
  for (const [field, text] of Object.entries(errors)) {
    const at = fields.includes(field) ? field : first;
    placed[at] = placed[at] === undefined ? text : `${placed[at]} ${text}`;
  }
  return placed;
}

function inputBlockIds(view: ViewPayload): string[] {
  return view.blocks.flatMap((block) =>
    block.type === 'input' && typeof block.block_id === 'string' ? [block.block_id] : [],
  );
}

/**
 * The same form again, with what was entered and what is wrong: for checks that ended after Slack's three seconds,
 * when field errors cannot be shown any more.
 */
export function formWithErrors(view: ViewPayload, errors: Readonly<Record<string, string>>): ModalView {
  const placed = errorsOnFields(view, errors) ?? {};
  const blocks = view.blocks.flatMap((block) => {
    const blockId = typeof block.block_id === 'string' ? block.block_id : '';
    const text = placed[blockId];
    const filled = withEntered(block, view.state.values[blockId]) as unknown as KnownBlock;
    return text === undefined ? [filled] : [filled, context(md`:warning: ${text}`)];
  });
  return modal({
    title: view.title?.text ?? 'Form',
    callbackId: view.callback_id,
    privateMetadata: view.private_metadata,
    ...(view.submit === undefined ? {} : { submit: view.submit.text }),
    blocks,
  });
}

interface LooseBlock {
  type: string;
  [key: string]: unknown;
}

function withEntered(block: LooseBlock, state: Readonly<Record<string, LooseBlock>> | undefined): LooseBlock {
  const [entered] = Object.values(state ?? {});
  if (block.type !== 'input' || entered === undefined) return block;
  const {
    initial_value: _,
    initial_option: __,
    initial_options: ___,
    initial_date: ____,
    ...element
  } = block.element as LooseBlock;
  const initial = {
    ...(typeof entered.value === 'string' && entered.value !== ''
      ? { initial_value: cutText(wellFormed(entered.value), Number(element.max_length ?? limits.inputText)) }
      : {}),
    ...(entered.selected_date ? { initial_date: entered.selected_date } : {}),
    ...(entered.selected_user ? { initial_user: entered.selected_user } : {}),
    ...(entered.selected_option ? { initial_option: entered.selected_option } : {}),
    ...(Array.isArray(entered.selected_options) && entered.selected_options.length > 0
      ? { initial_options: entered.selected_options }
      : {}),
  };
  return { ...block, element: { ...element, ...initial } };
}

/** A modal that only says something. */
export function noticeView(title: string, text: string): ModalView {
  return modal({ title, blocks: [section(text)] });
}
