import type {
  ActionsBlock,
  ActionsBlockElement,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  ImageBlock,
  InputBlock,
  SectionBlock,
  SectionBlockAccessory,
} from '@slack/types';
import { type InputElement, idText, mrkdwnText, plainText } from './elements.ts';
import { limits } from './limits.ts';
import { md, type Text } from './mrkdwn.ts';
import { headOf } from './plain-text.ts';

/**
 * Block Kit that Slack takes, whatever data it is built from: every builder cuts to Slack's limits and none throws.
 * Views import from here alone. https://docs.slack.dev/reference/block-kit/blocks
 */

export { type Cell, dataTable, type TableLook, type TableRow } from './data-table.ts';
export {
  type ButtonOptions,
  button,
  type Choice,
  checkboxes,
  datePicker,
  overflow,
  radioButtons,
  select,
  textInput,
  userSelect,
} from './elements.ts';
export { list, table } from './lists.ts';
export { homeView, message, modal } from './message-builder.ts';
export {
  bold,
  code,
  codeBlock,
  escapeText,
  joinText,
  link,
  Mrkdwn,
  md,
  mentionChannel,
  mentionUser,
  mentionUserGroup,
  slackDate,
  struck,
  type Text,
  trustedMrkdwn,
} from './mrkdwn.ts';

/** A title of up to 150 characters. */
export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, limits.headerText) };
}

/** A paragraph of up to 3,000 characters, with a button or a picture beside it where one is given. */
export function section(text: Text, accessory?: SectionBlockAccessory): SectionBlock {
  return {
    type: 'section',
    text: mrkdwnText(text, limits.sectionText),
    ...(accessory === undefined ? {} : { accessory }),
  };
}

/** Up to 10 short texts in two columns (one below the other on a phone). */
export function fields(texts: readonly Text[]): SectionBlock {
  return {
    type: 'section',
    fields: cutList(texts, limits.sectionFields).map((text) => mrkdwnText(text, limits.sectionFieldText)),
  };
}

/** Small grey text, up to 10 pieces. */
export function context(...texts: readonly Text[]): ContextBlock {
  return {
    type: 'context',
    elements: cutList(texts, limits.contextElements).map((text) => mrkdwnText(text, limits.contextText)),
  };
}

/**
 * Buttons and menus, up to 25. Slack wants each action_id once in a block, so the second button of one interaction
 * gets `#2` behind its id; the router takes it off again.
 */
export function actions(elements: readonly ActionsBlockElement[], blockId?: string): ActionsBlock {
  const taken = new Set<string>();
  const distinct = elements.slice(0, limits.actionsElements).map((element) => {
    const id = element.action_id ?? element.type;
    const free = freeId(id, taken);
    taken.add(free);
    return free === element.action_id ? element : { ...element, action_id: free };
  });
  return {
    type: 'actions',
    elements: distinct,
    ...(blockId === undefined ? {} : { block_id: idText(blockId, limits.blockId) }),
  };
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let use = 2; taken.has(free); use += 1) free = `${headOf(id, limits.actionId - 4)}#${use}`;
  return free;
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

/** A picture that was uploaded to Slack before. */
export function image(options: { slackFileId: string; altText: string; title?: string }): ImageBlock {
  return {
    type: 'image',
    slack_file: { id: options.slackFileId },
    alt_text: plainText(options.altText, limits.imageAltText).text,
    ...(options.title === undefined ? {} : { title: plainText(options.title, limits.imageTitle) }),
  };
}

/** A field of a modal. `id` names its value in the submission and in `errors`. */
export function input(options: {
  id: string;
  label: string;
  element: InputElement;
  hint?: string;
  optional?: boolean;
}): InputBlock {
  return {
    type: 'input',
    block_id: idText(options.id, limits.blockId),
    label: plainText(options.label, limits.inputLabel),
    element: options.element,
    ...(options.hint === undefined || options.hint === ''
      ? {}
      : { hint: plainText(options.hint, limits.inputHint) }),
    ...(options.optional === undefined ? {} : { optional: options.optional }),
  };
}

/** At least one and at most `max` texts; the last says how many were left out. */
function cutList(texts: readonly Text[], max: number): readonly Text[] {
  if (texts.length === 0) return [''];
  if (texts.length <= max) return texts;
  return [...texts.slice(0, max - 1), md`… and ${texts.length - max + 1} more`];
}
