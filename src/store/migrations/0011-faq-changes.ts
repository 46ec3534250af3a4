import type { Kysely } from 'kysely';

/**
 * Posts that are taken back (src/slack/outbox-withdraw.ts); what became of a question that its author edited or
 * deleted, and what was asked of people in its name (src/faq/asked-store.ts).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('outbox_posts').addColumn('withdrawn_at', 'bigint').execute();
  await db.schema
    .alterTable('faq_questions')
    .addColumn('reply', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  for (const name of ['edited_ts', 'human_question', 'human_by'])
    await db.schema.alterTable('faq_questions').addColumn(name, 'text').execute();
}
