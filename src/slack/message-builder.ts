import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { idText, mrkdwnText, plainText } from './elements.ts';
import { limits } from './limits.ts';
import { rowsIn } from './lists.ts';
import type { Message } from './message.ts';
import { cutMrkdwn, md, sourceOf, type Text } from './mrkdwn.ts';

/**
 * A message that Slack takes: at most 50 blocks and about 13,200 characters in all. What does not fit is cut off
 * with "… and N more"; `footer` (buttons, the note at the end) is always kept.
 */
export function message(parts: {
  /** For notifications, screen readers and clients without blocks. */
  text: Text;
  blocks: readonly KnownBlock[];
  footer?: readonly KnownBlock[];
}): Message {
  const footer = headOfBlocks(
    tidy(parts.footer ?? []),
    limits.messageBlocks / 2,
    limits.messageCharacters / 2,
  );
  return {
    text: textOr(cutMrkdwn(sourceOf(parts.text), limits.messageText), '–'),
    blocks: withOwnIds(fitBlocks(tidy(parts.blocks), footer, limits.messageBlocks, limits.messageCharacters)),
  };
}

/** A modal. `submit` is needed where there is an input block; Slack refuses the view without it. */
export function modal(parts: {
  title: string;
  /** `wireId(interaction)` of the view interaction that takes the submission. */
  callbackId?: string;
  blocks: readonly KnownBlock[];
  submit?: string;
  close?: string;
  /** Ids only; comes back in the submission. */
  privateMetadata?: string;
}): ModalView {
  const blocks = withOwnIds(fitBlocks(tidy(parts.blocks), [], limits.viewBlocks, Number.POSITIVE_INFINITY));
  const submit = parts.submit ?? (blocks.some((block) => block.type === 'input') ? 'Submit' : undefined);
  return {
    type: 'modal',
    title: plainText(parts.title, limits.viewTitle),
    close: plainText(parts.close ?? 'Close', limits.viewButton),
    ...(submit === undefined ? {} : { submit: plainText(submit, limits.viewButton) }),
    ...(parts.callbackId === undefined ? {} : { callback_id: idText(parts.callbackId, limits.callbackId) }),
    ...(parts.privateMetadata === undefined || parts.privateMetadata === ''
      ? {}
      : { private_metadata: idText(parts.privateMetadata, limits.privateMetadata) }),
    blocks,
  };
}

/** What stands in App Home. */
export function homeView(blocks: readonly KnownBlock[]): HomeView {
  return {
    type: 'home',
    blocks: withOwnIds(fitBlocks(tidy(blocks), [], limits.viewBlocks, Number.POSITIVE_INFINITY)),
  };
}

function textOr(text: string, spare: string): string {
  return text.trim() === '' ? spare : text;
}

/** Slack refuses blocks without elements: an empty row of buttons is no block at all. */
function tidy(blocks: readonly KnownBlock[]): KnownBlock[] {
  return blocks.filter(
    (block) => !((block.type === 'actions' || block.type === 'context') && block.elements.length === 0),
  );
}

/** A block_id stands once in a message; the second gets one from Slack. */
function withOwnIds(blocks: readonly KnownBlock[]): KnownBlock[] {
  const taken = new Set<string>();
  return blocks.map((block) => {
    if (block.block_id === undefined) return block;
    if (!taken.has(block.block_id)) {
      taken.add(block.block_id);
      return block;
    }
    const { block_id: _, ...rest } = block;
    return rest as KnownBlock;
  });
}

const noteCharacters = 60;
const noteSize = noteCharacters + limits.charactersPerBlock;

function fitBlocks(
  blocks: readonly KnownBlock[],
  footer: readonly KnownBlock[],
  maxBlocks: number,
  maxCharacters: number,
): KnownBlock[] {
  const footerCharacters = sum(footer.map(sizeOf));
  const all = headOfBlocks(blocks, maxBlocks - footer.length, maxCharacters - footerCharacters);
  if (all.length === blocks.length) return [...blocks, ...footer];
  const kept = headOfBlocks(
    blocks,
    maxBlocks - footer.length - 1,
    maxCharacters - footerCharacters - noteSize,
  );
  const dropped = sum(blocks.slice(kept.length).map(rowsIn));
  const note = dropped > 0 ? md`… and ${dropped} more` : md`… the rest does not fit into one message`;
  return [...kept, { type: 'context', elements: [mrkdwnText(note, noteCharacters)] }, ...footer];
}

/** As many of the first blocks as stay within both limits. */
function headOfBlocks(blocks: readonly KnownBlock[], maxBlocks: number, maxCharacters: number): KnownBlock[] {
  let left = maxCharacters;
  const end = blocks.findIndex((block, at) => {
    left -= sizeOf(block);
    return at >= maxBlocks || left < 0;
  });
  return blocks.slice(0, end === -1 ? undefined : end);
}

/** What a block costs of a message: all its texts, and something for being there. */
function sizeOf(block: KnownBlock): number {
  return limits.charactersPerBlock + charactersIn(block);
}

function charactersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return sum(
    Object.entries(value).map(([key, inner]) =>
      key === 'text' && typeof inner === 'string' ? inner.length : charactersIn(inner),
    ),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
