import { type Kysely, Migrator } from 'kysely';
import { UserError } from '../lib/errors.ts';
import { migrations } from './migrations/migration-list.ts';

/**
 * Brings the schema up to date, all missing migrations in one transaction: a kill in the middle leaves the old
 * schema, and of two processes that start at once the second finds the work done.
 *
 * @throws UserError when a newer program has been at this database
 */
export async function migrate(db: Kysely<unknown>, file: string): Promise<void> {
  // Rooms number their migrations by the order in which they land, so the names alone say what is missing.
  // Without this option Kysely compares wall clock times, and a clock that went back would stop the start.
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    allowUnorderedMigrations: true,
  });
  await refuseNewerSchema(db, file);
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  // A newer program may have migrated between the look and the run.
  await refuseNewerSchema(db, file);
  throw error;
}

async function refuseNewerSchema(db: Kysely<unknown>, file: string): Promise<void> {
  const unknown = (await appliedMigrations(db)).filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length === 0) return;
  throw new UserError(
    `The database ${file} belongs to a newer vault-steward (it has ${unknown.join(', ')}). Start that version, or restore a backup made before the upgrade.`,
  );
}

async function appliedMigrations(db: Kysely<unknown>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await (db as Kysely<{ kysely_migration: { name: string } }>)
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map((row) => row.name);
}
