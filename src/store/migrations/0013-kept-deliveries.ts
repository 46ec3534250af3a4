import type { Kysely } from 'kysely';

/** Submissions that were acknowledged before they were dealt with: src/slack/delivery-store.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('slack_deliveries').addColumn('payload', 'text').execute();
}
