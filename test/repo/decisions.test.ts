import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../docs/decisions/', import.meta.url);
const files = readdirSync(folder).sort();

test('decisions are numbered one by one, in the file name and in the title', () => {
  const numbers = files.map((file) => Number(file.slice(0, 4)));
  expect(numbers).toEqual(files.map((_, index) => index + 1));
  for (const [index, file] of files.entries())
    expect(readFileSync(new URL(file, folder), 'utf8')).toMatch(new RegExp(`^# ${index + 1}\\. `));
});
