import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cell, dataTable, message } from '../../src/slack/blocks.ts';
import { hostileText } from './hostile.ts';
import { messageProblems } from './slack-problems.ts';

test('Slack takes the table, whatever stands in it', () => {
  const mention = fc.constantFrom<Cell>(
    { mention: 'group', id: 'S0TEAM' },
    { mention: 'user', id: 'U0DANA' },
  );
  const cell = fc.oneof<fc.Arbitrary<Cell>[]>(hostileText, mention);
  const row = fc.record({ cells: fc.array(cell, { maxLength: 4 }), line: hostileText });
  const look = fc.constantFrom('native' as const, 'sections' as const);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 130 }), hostileText, look, (rows, caption, how) => {
      const blocks = dataTable({ caption, columns: ['One', 'Two', ''], rows, look: how });
      expect(messageProblems(message({ text: 'x', blocks }))).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('at most 100 rows are shown, and the rest is counted', () => {
  const rows = Array.from({ length: 150 }, (_, at) => ({ cells: [String(at), 'x'], line: String(at) }));
  const blocks = dataTable({ caption: 'c', columns: ['A', 'B'], rows, look: 'native' });
  const [block, more] = blocks;
  if (block?.type !== 'data_table') throw new Error('no table');
  // The first row is that of the titles.
  expect(block.rows).toHaveLength(101);
  expect(JSON.stringify(more)).toContain('… and 50 more');
  expect(messageProblems(message({ text: 'x', blocks }))).toEqual([]);
});

test('only long cells are cut', () => {
  const rows = Array.from({ length: 100 }, () => ({ cells: ['short', 'x'.repeat(300)], line: '' }));
  const [block] = dataTable({ caption: 'c', columns: ['A', 'B'], rows, look: 'native' });
  if (block?.type !== 'data_table') throw new Error('no table');
  expect(block.rows).toHaveLength(101);
  const [short, long] = block.rows[1] as { text: string }[];
  expect(short?.text).toBe('short');
  expect(long?.text).toMatch(/^x{70,90}…$/);
});
