import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kindNames } from '../../src/expiry/finding.ts';
import { kindList } from '../../src/expiry/kind-list.ts';

test('each kind is one file and one line: folder, list and names agree', () => {
  const folder = fileURLToPath(new URL('../../src/expiry/kinds/', import.meta.url));
  const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  const listed = kindList.map(({ name }) => name);
  expect(files.sort()).toEqual([...listed].sort());
  expect([...listed].sort()).toEqual([...kindNames].sort());
});
