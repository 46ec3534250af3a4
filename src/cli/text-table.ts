import { displayWidth, oneLine, padTo } from '../slack/plain-text.ts';

export interface TextColumn {
  title: string;
  /** Wider cells are cut. Without it a column is as wide as its widest cell. */
  maxWidth?: number;
}

/**
 * Aligned rows for a terminal, titles first. Cells may hold anything: control characters are made visible. The last
 * column is never cut or filled up, so that paths can be copied.
 *
 * @param paint colours a whole line; applied after aligning
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  paint: (line: string, row: number) => string = (line) => line,
): string {
  const cells = rows.map((row) => columns.map((_, at) => oneLine(row[at] ?? '')));
  const last = columns.length - 1;
  const widths = columns.map(({ title, maxWidth }, at) => {
    const widest = cells.reduce((most, row) => Math.max(most, displayWidth(row[at] ?? '')), title.length);
    return Math.min(widest, maxWidth ?? widest);
  });
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (at === last ? cell : padTo(cell, widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...cells.map((row, at) => paint(line(row), at))].join(
    '\n',
  );
}

const codes = { red: 31, yellow: 33, grey: 90 } as const;

/** ANSI colour, where colours may be used. */
export function inColour(text: string, colour: keyof typeof codes, colours: boolean): string {
  return colours ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
}
