// biome-ignore lint/suspicious/noExplicitAny: Block Kit as the app sent it
type Block = any;

/**
 * The local Slack's page draws no `table`, `data_table`, `markdown`, `rich_text`, `context_actions` or `slack_file`:
 * here they become sections and images that it does draw. Only for the page; what the app reads back is untouched.
 */
export function drawBlocks(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => {
    switch (block.type) {
      case 'table':
      case 'data_table':
        return section(block, `\`${tableText(block.rows).join('`\n`')}\``);
      case 'markdown':
        return section(block, toMrkdwn(block.text));
      case 'rich_text':
        return section(block, block.elements.map(richText).join('\n'));
      case 'context_actions':
        return { ...block, type: 'actions', elements: block.elements.flatMap(feedbackButtons) };
      case 'image':
        return block.slack_file?.id
          ? { ...block, image_url: `/files/any/${block.slack_file.id}/image` }
          : block;
      default:
        return block;
    }
  });
}

function section(block: Block, text: string): Block {
  return { type: 'section', block_id: block.block_id, text: { type: 'mrkdwn', text } };
}

/** One line a row, columns padded to the same width. */
function tableText(rows: readonly Block[][]): string[] {
  const cells = rows.map((row) => row.map(cellText));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0, '\u00a0'))
      .join('\u00a0\u00a0')
      .replaceAll(' ', '\u00a0'),
  );
}

function cellText(cell: Block): string {
  if (cell.type === 'rich_text') return cell.elements.map(richText).join(' ');
  return String(cell.text ?? cell.value ?? '');
}

function richText(element: Block): string {
  if (Array.isArray(element.elements)) {
    const inner = element.elements.map(richText);
    if (element.type === 'rich_text_list') return inner.map((line: string) => `• ${line}`).join('\n');
    if (element.type === 'rich_text_preformatted') return `\`${inner.join('').split('\n').join('`\n`')}\``;
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
