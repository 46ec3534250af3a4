import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../src/lib/errors.ts';
import { backupFile } from '../../src/store/backup.ts';
import { migrations } from '../../src/store/migrations/migration-list.ts';
import { openStore } from '../../src/store/open-store.ts';
import { Sqlite } from '../../src/store/sqlite.ts';
import { openTempStore } from '../helpers/store.ts';

async function tempStore() {
  const temp = await openTempStore();
  onTestFinished(() => temp.end());
  return temp;
}

test('every connection waits for others, keeps commits through a power cut and checks references', async () => {
  const { store } = await tempStore();
  const pragma = async (name: string) => (await sql.raw(`pragma ${name}`).execute(store.db)).rows[0];
  expect(await pragma('journal_mode')).toEqual({ journal_mode: 'wal' });
  expect(await pragma('synchronous')).toEqual({ synchronous: 2 });
  expect(await pragma('foreign_keys')).toEqual({ foreign_keys: 1 });
  expect(await pragma('busy_timeout')).toEqual({ timeout: 5000 });
});

test('only the owner may read the file, for it holds what was posted', async () => {
  const { file } = await tempStore();
  expect(statSync(file).mode & 0o077).toBe(0);
});

// After a new migration: npx vitest run test/store/open-store.test.ts -u
test('the schema is the one that is checked in', async () => {
  const { store } = await tempStore();
  const { rows } = await sql<{ sql: string }>`
    select sql from sqlite_master where sql is not null order by name`.execute(store.db);
  const schema = rows.map((row) => `${row.sql.replaceAll(', "', ',\n  "')};\n`).join('\n');
  await expect(schema).toMatchFileSnapshot('./schema.sql');
});

test('migrations are numbered in order and named after their numbers', () => {
  const names = Object.keys(migrations);
  expect(names).toEqual(names.toSorted());
  for (const name of names) expect(name).toMatch(/^\d{4}-[a-z0-9-]+$/);
  expect(new Set(names.map((name) => name.slice(0, 4))).size).toBe(names.length);
});

test('opening again changes nothing and keeps the rows', async () => {
  const { store, file } = await tempStore();
  await store.db.insertInto('jobs').values({ name: 'look', known_since: 1, last_success_at: null }).execute();
  const again = await openStore(file);
  onTestFinished(() => again.close());
  expect(await again.db.selectFrom('jobs').select('name').execute()).toEqual([{ name: 'look' }]);
});

test('an older program refuses the schema of a newer one, and leaves it alone', async () => {
  const { store, file } = await tempStore();
  await (store.db as unknown as Kysely<{ kysely_migration: { name: string; timestamp: string } }>)
    .insertInto('kysely_migration')
    .values({ name: '9999-from-the-future', timestamp: '2030-01-01T00:00:00.000Z' })
    .execute();
  await expect(openStore(file)).rejects.toThrow(/newer vault-steward.*9999-from-the-future/);
  await expect(openStore(file)).rejects.toBeInstanceOf(UserError);
});

test('a file that is no database is refused in words', async () => {
  const { file } = await tempStore();
  const other = join(dirname(file), 'notes.txt');
  writeFileSync(other, 'these are notes, and not a database at all\n'.repeat(50));
  await expect(openStore(other)).rejects.toThrow(/is no SQLite database. Check store.file/);
});

test('a folder that is not there is refused in words', async () => {
  const { file } = await tempStore();
  await expect(openStore(join(dirname(file), 'missing', 'x.sqlite'))).rejects.toThrow(/Check store.file/);
});

test('a backup is a whole database; its file must not exist', async () => {
  const { store, file } = await tempStore();
  const target = join(dirname(file), 'backup.sqlite');
  await store.db.insertInto('jobs').values({ name: 'look', known_since: 1, last_success_at: null }).execute();
  await store.backup(target);
  const copy = await openStore(target);
  onTestFinished(() => copy.close());
  expect(await copy.db.selectFrom('jobs').select('name').execute()).toEqual([{ name: 'look' }]);
  expect(statSync(target).mode & 0o077).toBe(0);
  await expect(store.backup(target)).rejects.toThrow(/exists already/);
});

test('a file of any version can be backed up, and is not migrated by that', async () => {
  const { file } = await tempStore();
  const old = join(dirname(file), 'old.sqlite');
  const database = new Sqlite(old);
  database.exec('create table of_an_old_version (a text); insert into of_an_old_version values (1)');
  database.close();
  const target = join(dirname(file), 'old-backup.sqlite');
  backupFile(old, target);
  const copy = new Sqlite(target, { readonly: true });
  onTestFinished(() => void copy.close());
  expect(copy.prepare('select name from sqlite_master').pluck().all()).toEqual(['of_an_old_version']);
  expect(() => backupFile(join(dirname(file), 'none.sqlite'), `${target}2`)).toThrow(/There is no database/);
  expect(() => backupFile(old, join(dirname(file), 'missing', 'b.sqlite'))).toThrow(/could not be written/);
  expect(existsSync(`${target}2`)).toBe(false);
});
