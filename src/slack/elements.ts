import type {
  Button,
  Checkboxes,
  Confirm,
  Datepicker,
  MrkdwnElement,
  Overflow,
  PlainTextElement,
  PlainTextInput,
  PlainTextOption,
  RadioButtons,
  StaticSelect,
  UsersSelect,
} from '@slack/types';
import { limits } from './limits.ts';
import { cutMrkdwn, safeUrl, sourceOf, type Text } from './mrkdwn.ts';
import { cutText, oneLine, showInvisible, wellFormed } from './plain-text.ts';

/** The parts of blocks. Each keeps Slack's limits whatever it gets: https://docs.slack.dev/reference/block-kit */

/** What stands where a text would be empty, which Slack refuses. */
const nothing = '–';

/** A plain text object on one line. */
export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: cutText(oneLine(text), max) || nothing, emoji: true };
}

/**
 * A mrkdwn object. `verbatim`: Slack does not look for channel names, addresses and mentions in it by itself
 * (https://docs.slack.dev/reference/block-kit/composition-objects/text-object).
 */
export function mrkdwnText(text: Text, max: number): MrkdwnElement {
  const source = cutMrkdwn(sourceOf(text), max);
  return { type: 'mrkdwn', text: source.trim() === '' ? nothing : source, verbatim: true };
}

export interface ButtonOptions {
  /** `wireId(interaction)`. */
  actionId: string;
  text: string;
  /** Read out instead of `text` to those who cannot see it, where `text` alone says little. */
  label?: string;
  /** An id that the interaction's schema parses; never a right or a plan. */
  value?: string;
  style?: 'primary' | 'danger';
  /** Opens a page. Left out when it is no http(s) address. */
  url?: string;
  confirm?: { title: string; text: Text; confirm: string; deny: string };
}

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export function button(options: ButtonOptions): Button {
  const url = options.url === undefined ? undefined : safeUrl(options.url);
  return {
    type: 'button',
    action_id: idText(options.actionId, limits.actionId),
    text: plainText(options.text, limits.buttonText),
    ...(options.label === undefined
      ? {}
      : { accessibility_label: plainText(options.label, limits.buttonLabel).text }),
    ...(options.value === undefined ? {} : { value: idText(options.value, limits.buttonValue) }),
    ...(options.style === undefined ? {} : { style: options.style }),
    ...(url === undefined ? {} : { url }),
    ...(options.confirm === undefined ? {} : { confirm: confirmation(options.confirm) }),
  };
}

function confirmation(asked: NonNullable<ButtonOptions['confirm']>): Confirm {
  return {
    title: plainText(asked.title, limits.confirmTitle),
    text: mrkdwnText(asked.text, limits.confirmText),
    confirm: plainText(asked.confirm, limits.confirmButton),
    deny: plainText(asked.deny, limits.confirmButton),
  };
}

/** One choice of a list. `value` comes back in the submission. */
export interface Choice {
  text: string;
  value: string;
}

/** The element inside an `input` block; the block's id names its value in the submission. */
export type InputElement =
  | PlainTextInput
  | StaticSelect
  | RadioButtons
  | Checkboxes
  | Datepicker
  | UsersSelect;

const inputActionId = 'value';

/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
export function textInput(
  options: { placeholder?: string; initial?: string; multiline?: boolean; maxLength?: number } = {},
): PlainTextInput {
  const maxLength = Math.min(limits.inputText, Math.max(1, options.maxLength ?? limits.inputText));
  const initial = options.initial === undefined ? '' : cutText(showInvisible(options.initial), maxLength);
  return {
    type: 'plain_text_input',
    action_id: inputActionId,
    max_length: maxLength,
    ...(options.multiline === undefined ? {} : { multiline: options.multiline }),
    ...(options.placeholder === undefined
      ? {}
      : { placeholder: plainText(options.placeholder, limits.placeholder) }),
    ...(initial === '' ? {} : { initial_value: initial }),
  };
}

/** A menu of up to 100 choices; the rest is left out. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element */
export function select(options: {
  choices: readonly Choice[];
  placeholder?: string;
  initial?: string;
}): StaticSelect {
  const choices = toOptions(options.choices, limits.selectOptions);
  const initial = choices.find((choice) => choice.value === options.initial);
  return {
    type: 'static_select',
    action_id: inputActionId,
    options: choices,
    ...(options.placeholder === undefined
      ? {}
      : { placeholder: plainText(options.placeholder, limits.placeholder) }),
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

/** Up to 10 choices, one of them taken. https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element */
export function radioButtons(options: { choices: readonly Choice[]; initial?: string }): RadioButtons {
  const choices = toOptions(options.choices, limits.checkboxOptions);
  const initial = choices.find((choice) => choice.value === options.initial);
  return {
    type: 'radio_buttons',
    action_id: inputActionId,
    options: choices,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

/** Up to 10 choices, any of them taken. https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element */
export function checkboxes(options: { choices: readonly Choice[] }): Checkboxes {
  return {
    type: 'checkboxes',
    action_id: inputActionId,
    options: toOptions(options.choices, limits.checkboxOptions),
  };
}

/**
 * A menu behind three dots, beside a text: up to 5 choices, whose `value` an interaction's schema parses.
 * https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
 */
export function overflow(options: { actionId: string; choices: readonly Choice[] }): Overflow {
  return {
    type: 'overflow',
    action_id: idText(options.actionId, limits.actionId),
    options: toOptions(options.choices, limits.overflowOptions),
  };
}

/** A day, `2026-12-01`. https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element */
export function datePicker(options: { placeholder?: string; initial?: string } = {}): Datepicker {
  const { initial = '' } = options;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(initial) && !Number.isNaN(Date.parse(`${initial}T00:00:00Z`));
  return {
    type: 'datepicker',
    action_id: inputActionId,
    ...(options.placeholder === undefined
      ? {}
      : { placeholder: plainText(options.placeholder, limits.placeholder) }),
    ...(isDay ? { initial_date: initial } : {}),
  };
}

/** A person, by id. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#users_select */
export function userSelect(options: { placeholder?: string } = {}): UsersSelect {
  return {
    type: 'users_select',
    action_id: inputActionId,
    ...(options.placeholder === undefined
      ? {}
      : { placeholder: plainText(options.placeholder, limits.placeholder) }),
  };
}

/** Slack refuses an empty list and two options of one value. */
function toOptions(choices: readonly Choice[], max: number): PlainTextOption[] {
  const byValue = new Map<string, PlainTextOption>();
  for (const choice of choices.length === 0 ? [{ text: nothing, value: nothing }] : choices) {
    const value = idText(choice.value, limits.optionValue);
    if (!byValue.has(value) && byValue.size < max)
      byValue.set(value, { text: plainText(choice.text, limits.optionText), value });
  }
  return [...byValue.values()];
}

/** An id never shown to people: only its length is kept and broken surrogates are mended. */
export function idText(id: string, max: number): string {
  const mended = cutText(wellFormed(id), max);
  return mended.trim() === '' ? nothing : mended;
}
