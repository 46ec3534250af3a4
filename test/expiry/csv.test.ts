import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from '../../src/expiry/csv.ts';
import { expiringCsv } from '../../src/expiry/expiring-csv.ts';
import { now } from './lay-out.ts';
import { item } from './sample.ts';

test('no cell is a formula, and each reads back as what it was', () => {
  const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', ' =', '＝', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(start, fc.string()), { minLength: 1, maxLength: 5 }), (pairs) => {
      const cells = pairs.map((parts) => parts.join(''));
      const read = [...csvLine(cells).matchAll(/"((?:[^"]|"")*)"(?:,|\r\n)/g)].map(([, cell = '']) =>
        cell.replaceAll('""', '"'),
      );
      expect(read.map((cell, at) => (cell === cells[at] ? cell : cell.replace(/^'/, '')))).toEqual(cells);
      for (const cell of read) expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝]/u);
    }),
  );
});

test('has all rows, read in pieces', async () => {
  const many = Array.from({ length: 2_500 }, (_, at) => item(at / 100, { path: `=cmd|'/c calc'!A${at}` }));
  const items = async (from: number, count: number) => many.slice(from, from + count);
  const text = Buffer.from(await expiringCsv({ count: many.length, items }, now)).toString('utf8');
  const lines = text.split('\r\n');
  expect(lines).toHaveLength(2_502);
  expect(lines[0]).toBe(
    '\uFEFF"cluster","namespace","kind","mount","path","name","expires_at","owner","state","not_seen_since","note"',
  );
  expect(lines[1]).toBe(
    `"prod","","kv","kv/","'=cmd|'/c calc'!A0","key-0","2026-11-22T09:00:00Z","","expired","",""`,
  );
});
