import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kindList } from '../../src/expiry/kind-list.ts';

test('each kind is one file and one line: folder and list agree', () => {
  const folder = fileURLToPath(new URL('../../src/expiry/kinds/', import.meta.url));
  const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  expect(files.sort()).toEqual(kindList.map(({ name }) => String(name)).sort());
});
