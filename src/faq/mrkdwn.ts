import { joinBlocks, type MarkdownBlock } from './markdown.ts';

/** Slack reads only these three as control characters: https://docs.slack.dev/messaging/formatting-message-text */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * A value from outside as plain mrkdwn text: nobody is mentioned, and characters that would begin or end a style
 * at a word's edge are kept apart from it by a word joiner, which has no width. Addresses stay whole.
 */
export function plainMrkdwn(value: string): string {
  if (/^https?:\/\/\S+$/.test(value)) return escapeMrkdwn(value);
  return escapeMrkdwn(value).replace(/(^|[^\p{L}\p{N}])([*_~`]+)|([*_~`]+)(?![\p{L}\p{N}])/gu, (whole) =>
    whole.replace(/[*_~`]/g, '\u2060$&\u2060'),
  );
}

/** `<address|title>`; only http and https become links, anything else stays text. */
export function mrkdwnLink(url: string, title: string): string {
  const text = escapeMrkdwn(title.replaceAll('|', '/'));
  if (!/^https?:\/\/[^\s<>|]+$/i.test(url)) return text;
  return `<${url.replaceAll('&', '&amp;')}|${text}>`;
}

/** Blocks of Markdown as Slack's mrkdwn. Code stays code, links stay links, everything else is escaped. */
export function toMrkdwn(blocks: readonly MarkdownBlock[]): string {
  return joinBlocks(blocks, blockToMrkdwn);
}

/** One block as mrkdwn. */
export function blockToMrkdwn(block: MarkdownBlock): string {
  switch (block.kind) {
    case 'code':
      // Three backticks inside would end the block in Slack.
      return `\`\`\`\n${escapeMrkdwn(block.text.replaceAll('```', "'''"))}\n\`\`\``;
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
    written += escapeMrkdwn(text.slice(at, match.index));
    written += spanToMrkdwn(match);
    at = match.index + match[0].length;
  }
  return written + escapeMrkdwn(text.slice(at));
}

function spanToMrkdwn(match: RegExpMatchArray): string {
  const [, code, bold, strike, label, url, address, italic] = match;
  if (code !== undefined) return `\`${escapeMrkdwn(code)}\``;
  if (bold !== undefined) return `*${escapeMrkdwn(bold)}*`;
  if (strike !== undefined) return `~${escapeMrkdwn(strike)}~`;
  if (label !== undefined) return mrkdwnLink(url as string, label);
  if (address !== undefined) return `<${escapeMrkdwn(address)}>`;
  return `_${escapeMrkdwn(italic as string)}_`;
}
