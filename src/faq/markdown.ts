/**
 * The Markdown that answers are written in: paragraphs, headings, lists, quotes, fenced code. Read line by line,
 * so that no text, however hostile, costs more than its length.
 */
export type MarkdownBlock =
  | { kind: 'paragraph' | 'heading' | 'quote'; text: string }
  | { kind: 'item'; text: string; marker: string; depth: number }
  | { kind: 'code'; language: string; text: string };

const fence = /^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)\s*$/;
const heading = /^#{1,6}\s+(\S.*)$/;
const item = /^(\s*)([-*]|\d{1,3}[.)])\s+(\S.*)$/;
const quote = /^>\s?(.*)$/;

/** Reads Markdown into blocks. Lines of one paragraph, item or quote are joined. */
export function parseMarkdown(markdown: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  let open: Exclude<MarkdownBlock, { kind: 'code' }> | undefined;
  const begin = (block: Exclude<MarkdownBlock, { kind: 'code' }>): void => {
    blocks.push(block);
    open = block.kind === 'heading' ? undefined : block;
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    const fenced = fence.exec(line);
    if (fenced) {
      const end = endOfCode(lines, at, fenced[1] as string);
      blocks.push({ kind: 'code', language: fenced[2] ?? '', text: lines.slice(at + 1, end).join('\n') });
      open = undefined;
      at = end;
      continue;
    }
    if (line.trim() === '') {
      open = undefined;
      continue;
    }
    const block = beginsBlock(line);
    if (block && !(block.kind === 'quote' && open?.kind === 'quote')) begin(block);
    else if (open) open.text += ` ${(block?.text ?? line).trim()}`;
    else begin({ kind: 'paragraph', text: line.trim() });
  }
  return blocks;
}

/** Writes blocks as Markdown again: what a terminal and JSON show. */
export function writeMarkdown(blocks: readonly MarkdownBlock[]): string {
  return joinBlocks(blocks, (block) => {
    switch (block.kind) {
      case 'code': {
        const mark = fenceFor(block.text);
        return `${mark}${block.language}\n${block.text}\n${mark}`;
      }
      case 'heading':
        return `## ${block.text}`;
      case 'quote':
        return `> ${block.text}`;
      case 'item':
        return `${'  '.repeat(block.depth)}${block.marker} ${block.text}`;
      default:
        return block.text;
    }
  });
}

/** Longer than every row of backticks in the code, so that none of them ends it. */
function fenceFor(code: string): string {
  const longest = (code.match(/`{3,}/g) ?? []).reduce((most, row) => Math.max(most, row.length), 2);
  return '`'.repeat(longest + 1);
}

/** Joins written blocks: items of a list line by line, everything else with an empty line between. */
export function joinBlocks(
  blocks: readonly MarkdownBlock[],
  write: (block: MarkdownBlock) => string,
): string {
  let text = '';
  blocks.forEach((block, index) => {
    const before = blocks[index - 1];
    if (before) text += before.kind === 'item' && block.kind === 'item' ? '\n' : '\n\n';
    text += write(block);
  });
  return text;
}

function beginsBlock(line: string): Exclude<MarkdownBlock, { kind: 'code' }> | undefined {
  const title = heading.exec(line);
  if (title) return { kind: 'heading', text: (title[1] as string).replace(/\s+#+\s*$/, '') };
  const point = item.exec(line);
  if (point) {
    const marker = point[2] === '*' ? '-' : (point[2] as string);
    return {
      kind: 'item',
      text: point[3] as string,
      marker,
      depth: Math.min(3, Math.floor((point[1] ?? '').length / 2)),
    };
  }
  const quoted = quote.exec(line);
  return quoted ? { kind: 'quote', text: (quoted[1] as string).trim() } : undefined;
}

function endOfCode(lines: readonly string[], start: number, mark: string): number {
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = (lines[at] as string).trim();
    if (line.startsWith(mark) && /^(`+|~+)$/.test(line)) return at;
  }
  return lines.length;
}
