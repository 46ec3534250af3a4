import type { ContextBlock, KnownBlock, SectionBlock } from '@slack/types';
import { mrkdwnText } from './elements.ts';
import { limits } from './limits.ts';
import { codeBlock, cutMrkdwn, md, sourceOf, type Text, trustedMrkdwn } from './mrkdwn.ts';
import { displayWidth, oneLine, padTo } from './plain-text.ts';

/** Many rows in few blocks. The message builder knows how many rows a block holds, for its "… and N more". */
const rowCounts = new WeakMap<KnownBlock, number>();

/** Says how many rows a block holds. */
export function countRows(block: KnownBlock, rows: number): void {
  rowCounts.set(block, rows);
}

/** Rows that `list` or `table` put into this block; 0 for any other block. */
export function rowsIn(block: KnownBlock): number {
  return rowCounts.get(block) ?? 0;
}

/** One line (or short paragraph, then `spaced`) a row, packed into sections; after `max` rows "… and N more". */
export function list(rows: readonly Text[], options: { max?: number; spaced?: boolean } = {}): KnownBlock[] {
  const max = options.max ?? rows.length;
  const glue = options.spaced ? '\n\n' : '\n';
  const shown = rows.slice(0, max).map((row) => cutMrkdwn(sourceOf(row), limits.sectionText));
  return [
    ...packed(shown, limits.sectionText, (text) => trustedMrkdwn(text), undefined, glue),
    ...moreRows(rows.length - shown.length),
  ];
}

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Wider cells are cut. */
  maxWidth?: number;
}

/** What a phone shows of a monospaced line before it wraps. */
const phoneColumns = 44;

/**
 * Aligned rows in code blocks: titles, a row a line, as narrow as their contents. Columns are narrowed from the
 * widest on until a line fits `width`, so that it does not wrap on a phone.
 */
export function table(options: {
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
  max?: number;
  width?: number;
}): KnownBlock[] {
  const max = options.max ?? options.rows.length;
  const cells = options.rows
    .slice(0, max)
    .map((row) => options.columns.map((_, at) => oneLine(row[at] ?? '')));
  const widths = columnWidths(options.columns, cells, options.width ?? phoneColumns);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => padTo(cell, widths[at] ?? 1, options.columns[at]?.align))
      .join('  ')
      .trimEnd();
  const titles = line(options.columns.map((column) => oneLine(column.title)));
  const lines = cells.map(line).map((text) => text || ' ');
  // As they stand in the source: escaping can make a line five times as long. Titles stand in every block.
  const lengthInCode = (text: string): number => sourceOf(codeBlock(text)).length;
  const room = limits.sectionText - lengthInCode(titles);
  return [
    ...packed(lines, room, (text) => codeBlock(`${titles}\n${text}`), lengthInCode),
    ...moreRows(options.rows.length - cells.length),
  ];
}

function columnWidths(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = columns.map((column, at) => {
    const widest = cells.reduce(
      (most, row) => Math.max(most, displayWidth(row[at] ?? '')),
      displayWidth(oneLine(column.title)),
    );
    return Math.max(1, Math.min(widest, column.maxWidth ?? width));
  });
  const total = (): number => widths.reduce((sum, one) => sum + one, 2 * (widths.length - 1));
  while (total() > width && Math.max(...widths) > 4) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}

function packed(
  rows: readonly string[],
  room: number,
  render: (text: string) => Text,
  lengthOf = (row: string): number => row.length,
  glue = '\n',
): SectionBlock[] {
  const blocks: SectionBlock[] = [];
  let batch: string[] = [];
  let length = 0;
  const flush = (): void => {
    if (batch.length === 0) return;
    const block: SectionBlock = {
      type: 'section',
      text: mrkdwnText(render(batch.join(glue)), limits.sectionText),
    };
    rowCounts.set(block, batch.length);
    blocks.push(block);
    batch = [];
    length = 0;
  };
  for (const row of rows) {
    const added = lengthOf(row) + glue.length;
    if (length + added > room) flush();
    batch.push(row);
    length += added;
  }
  flush();
  return blocks;
}

/** "… and N more", as a block that counts them. */
export function moreRows(count: number): ContextBlock[] {
  if (count <= 0) return [];
  const block: ContextBlock = {
    type: 'context',
    elements: [mrkdwnText(md`… and ${count} more`, limits.contextText)],
  };
  rowCounts.set(block, count);
  return [block];
}
