import { escapeText, link } from '../slack/blocks.ts';
import type { MarkdownBlock } from './markdown.ts';
import { joinBlocks } from './markdown.ts';

/**
 * A value from outside as plain mrkdwn text: nobody is mentioned, and characters that would begin or end a style
 * at a word's edge are kept apart from it by a word joiner, which has no width. Addresses stay whole.
 */
export function plainMrkdwn(value: string): string {
  if (/^https?:\/\/\S+$/.test(value)) return escapeText(value);
  return escapeText(value).replace(/(^|[^\p{L}\p{N}])([*_~`]+)|([*_~`]+)(?![\p{L}\p{N}])/gu, (whole) =>
    whole.replace(/[*_~`]/g, '\u2060$&\u2060'),
  );
}

/** A value from outside in a code block: it can be pasted as it is, and does not end the block. */
export function blockCode(value: string): string {
  return escapeText(value.replaceAll('```', "'''"));
}

/** A value from outside in a code span, which it does not end. */
export function spanCode(value: string): string {
  return escapeText(value.replace(/\s+/g, ' ').replaceAll('`', 'ˋ'));
}

/** Blocks of Markdown as Slack's mrkdwn. Code stays code, links stay links, everything else is escaped. */
export function toMrkdwn(blocks: readonly MarkdownBlock[]): string {
  return joinBlocks(blocks, blockToMrkdwn);
}

/** One block as mrkdwn. */
export function blockToMrkdwn(block: MarkdownBlock): string {
  switch (block.kind) {
    case 'code':
      // Single backticks belong to shell samples and may be pasted; three would end the block.
      return `\`\`\`\n${blockCode(block.text)}\n\`\`\``;
    case 'heading':
      return `*${inlineToMrkdwn(block.text.replaceAll('*', ''))}*`;
    case 'quote':
      return `> ${inlineToMrkdwn(block.text)}`;
    case 'item':
      return `${'    '.repeat(block.depth)}${block.marker === '-' ? '•' : block.marker} ${inlineToMrkdwn(block.text)}`;
    default:
      return inlineToMrkdwn(block.text);
  }
}

/** Each alternative is bounded and begins with its own character, so matching is linear. */
const inline =
  /`([^`\n]{1,500})`|\*\*([^*\n]{1,500})\*\*|~~([^~\n]{1,500})~~|\[([^[\]\n]{1,300})\]\(([^()\s]{1,500})\)|<(https?:\/\/[^<>\s|]{1,500})>|\*([^*\s][^*\n]{0,500})\*/g;

function inlineToMrkdwn(text: string): string {
  let written = '';
  let at = 0;
  for (const match of text.matchAll(inline)) {
    written += escapeText(text.slice(at, match.index));
    written += spanToMrkdwn(match);
    at = match.index + match[0].length;
  }
  return written + escapeText(text.slice(at));
}

function spanToMrkdwn(match: RegExpMatchArray): string {
  const [, code, bold, strike, label, url, address, italic] = match;
  if (code !== undefined) return `\`${escapeText(code)}\``;
  if (bold !== undefined) return `*${escapeText(bold)}*`;
  if (strike !== undefined) return `~${escapeText(strike)}~`;
  if (label !== undefined) return link(url as string, label).source;
  if (address !== undefined) return link(address, address).source;
  return `_${escapeText(italic as string)}_`;
}
