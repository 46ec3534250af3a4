import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../src/store/migrations/migration-list.ts';
import { openStore } from '../../src/store/open-store.ts';
import { startProgram } from '../helpers/child-program.ts';

test('processes that make, migrate and write one new file at once lose nothing and do nothing twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'store.sqlite');
  const rounds = 100;

  const children = [1, 2, 3].map(() => startProgram('./store-child.ts', [file, String(rounds)]));
  await Promise.all(children.map((child) => child.said('ready')));
  for (const child of children) child.tell('go');
  expect(await Promise.all(children.map((child) => child.ended()))).toEqual([0, 0, 0]);

  const store = await openStore(file);
  onTestFinished(() => store.close());
  const counter = await store.db.selectFrom('jobs').select('known_since').executeTakeFirstOrThrow();
  expect(counter.known_since).toBe(3 * rounds);
  const claimed = children.map((child) => JSON.parse(child.lines.at(-1) ?? '').claimed as number);
  expect(claimed.reduce((sum, count) => sum + count)).toBe(rounds);
  const applied = await store.db
    .selectFrom('kysely_migration' as never)
    .selectAll()
    .execute();
  expect(applied).toHaveLength(Object.keys(migrations).length);
});
