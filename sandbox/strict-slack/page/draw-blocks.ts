import { codeLines, drawText } from './draw-text.ts';

// biome-ignore lint/suspicious/noExplicitAny: Block Kit as the app sent it
type Block = any;

/**
 * The local Slack's page draws no `table`, `data_table`, `markdown`, `rich_text`, `context_actions` or `slack_file`:
 * here they become sections and images that it does draw. Only for the page; what the app reads back is untouched.
 */
export function drawBlocks(blocks: readonly Block[], timeZone: string): Block[] {
  return blocks.map((block) => drawTexts(drawBlock(block), timeZone));
}

function drawBlock(block: Block): Block {
  switch (block.type) {
    case 'table':
    case 'data_table':
      return section(block, codeLines(tableLines(block.rows)));
    case 'markdown':
      return section(block, toMrkdwn(block.text));
    case 'rich_text':
      return section(block, block.elements.map(richText).join('\n'));
    case 'header':
      // The page draws emoji in mrkdwn only.
      return /:\w+:/.test(block.text.text) ? section(block, `*${block.text.text}*`) : block;
    case 'context_actions':
      return { ...block, type: 'actions', elements: block.elements.flatMap(feedbackButtons) };
    case 'image':
      return block.slack_file?.id
        ? { ...block, image_url: `/files/any/${block.slack_file.id}/image` }
        : block;
    default:
      return block;
  }
}

/** All mrkdwn texts of a block, wherever they stand in it. */
function drawTexts(value: Block, timeZone: string): Block {
  if (Array.isArray(value)) return value.map((item) => drawTexts(item, timeZone));
  if (typeof value !== 'object' || value === null) return value;
  if (value.type === 'mrkdwn') return { ...value, text: drawText(String(value.text), timeZone) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, drawTexts(inner, timeZone)]));
}

function section(block: Block, text: string): Block {
  return { type: 'section', block_id: block.block_id, text: { type: 'mrkdwn', text } };
}

/** One line a row, columns padded to the same width. */
function tableLines(rows: readonly Block[][]): string[] {
  const cells = rows.map((row) => row.map(cellText));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

function cellText(cell: Block): string {
  if (cell.type === 'rich_text') return cell.elements.map(richText).join(' ');
  return String(cell.text ?? cell.value ?? '');
}

function richText(element: Block): string {
  if (Array.isArray(element.elements)) {
    const inner = element.elements.map(richText);
    if (element.type === 'rich_text_list') return inner.map((line: string) => `• ${line}`).join('\n');
    if (element.type === 'rich_text_preformatted') return codeLines(inner.join('').split('\n'));
    if (element.type === 'rich_text_quote') return `>${inner.join('')}`;
    return inner.join('');
  }
  switch (element.type) {
    case 'link':
      return `<${element.url}|${element.text ?? element.url}>`;
    case 'user':
      return `<@${element.user_id}>`;
    case 'channel':
      return `<#${element.channel_id}>`;
    case 'emoji':
      return `:${element.name}:`;
    default:
      return styled(String(element.text ?? ''), element.style ?? {});
  }
}

function styled(text: string, style: { bold?: boolean; italic?: boolean; code?: boolean }): string {
  if (style.code) return `\`${text}\``;
  if (style.bold) return `*${text}*`;
  return style.italic ? `_${text}_` : text;
}

function toMrkdwn(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '<$2|$1>')
    .replace(/\*\*([^*]+)\*\*/g, '*$1*')
    .replace(/^#{1,6} (.+)$/gm, '*$1*')
    .replace(/^[-*] /gm, '• ');
}

function feedbackButtons(element: Block): Block[] {
  if (element.type !== 'feedback_buttons') return [{ ...element, type: 'button' }];
  return [element.positive_button, element.negative_button].map((button) => ({
    ...button,
    type: 'button',
    action_id: element.action_id,
  }));
}
