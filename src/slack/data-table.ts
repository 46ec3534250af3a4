import type { DataTableBlock, KnownBlock, RawTextElement, RichTextBlock } from '@slack/types';
import { limits } from './limits.ts';
import { countRows, list, moreRows } from './lists.ts';
import type { Text } from './mrkdwn.ts';
import { cutText, oneLine } from './plain-text.ts';

/** Text, or somebody by id: a mention in a table calls nobody who is not in the conversation anyway. */
export type Cell = string | { mention: 'user' | 'group' | 'channel'; id: string };

/** One row in both looks. */
export interface TableRow {
  /** For Slack's own table. */
  cells: readonly Cell[];
  /** For clients that cannot draw it. */
  line: Text;
}

/** How long lists are shown: Slack's own table, or paragraphs where the client cannot draw one. */
export type TableLook = 'native' | 'sections';

/**
 * The one way to show a long list: at most 100 rows and some 9,000 characters as Slack's `data_table`
 * (https://docs.slack.dev/reference/block-kit/blocks/data-table-block), or as paragraphs. Pages are the caller's
 * work: what does not fit is left out and counted.
 */
export function dataTable(options: {
  /** What screen readers say of the table. */
  caption: string;
  columns: readonly string[];
  rows: readonly TableRow[];
  look: TableLook;
}): KnownBlock[] {
  const { caption, columns, rows, look } = options;
  if (rows.length === 0) return [];
  if (look === 'sections')
    return list(
      rows.map(({ line }) => line),
      { spaced: true },
    );
  const shown = rows.slice(0, limits.tableRows);
  const most = cellLimit(columns, shown);
  const block: DataTableBlock = {
    type: 'data_table',
    caption: cutText(oneLine(caption), limits.tableCaption) || nothing,
    page_size: limits.tablePage,
    rows: [
      columns.map((title) => rawText(title, most)),
      ...shown.map(({ cells }) => columns.map((_, at) => toCell(cells[at] ?? '', most))),
    ],
  };
  countRows(block, shown.length);
  return [block, ...moreRows(rows.length - shown.length)];
}

/** The longest a cell may be so that all together keep the limit: only long cells are cut. */
function cellLimit(columns: readonly string[], rows: readonly TableRow[]): number {
  const lengths = [...columns, ...rows.flatMap(({ cells }) => cells)].map((cell) =>
    typeof cell === 'string' ? Math.max(1, oneLine(cell).length) : cell.id.length,
  );
  const total = (most: number): number => lengths.reduce((sum, length) => sum + Math.min(length, most), 0);
  let most: number = limits.tableCell;
  while (most > 1 && total(most) > limits.tableCharacters) most -= 1;
  return most;
}

const nothing = '–';

function toCell(cell: Cell, most: number): RawTextElement | RichTextBlock {
  if (typeof cell === 'string') return rawText(cell, most);
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [mention(cell)] }] };
}

function mention({ mention: kind, id }: Exclude<Cell, string>) {
  if (kind === 'user') return { type: 'user' as const, user_id: id };
  if (kind === 'group') return { type: 'usergroup' as const, usergroup_id: id };
  return { type: 'channel' as const, channel_id: id };
}

/** Slack refuses an empty cell. */
function rawText(text: string, most: number): RawTextElement {
  return { type: 'raw_text', text: cutText(oneLine(text), most) || nothing };
}
