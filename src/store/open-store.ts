import { Kysely } from 'kysely';
import { copyDatabase } from './backup.ts';
import { connect } from './connect.ts';
import { migrate } from './migrate.ts';
import { SharedSqliteDialect } from './sqlite-dialect.ts';
import type { Store, Tables } from './store.ts';

/**
 * Opens the database (`:memory:` for a test that needs no second process), migrated to this program's schema.
 *
 * @throws UserError when it cannot be used: the text names the file and says what to do
 */
export async function openStore(file: string): Promise<Store> {
  const database = await connect(file);
  const db = new Kysely<Tables>({ dialect: new SharedSqliteDialect({ database }) });
  async function close(): Promise<void> {
    await db.destroy();
    database.close();
  }
  try {
    await migrate(db as unknown as Kysely<unknown>, file);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, close, backup: async (target) => copyDatabase(database, target) };
}
