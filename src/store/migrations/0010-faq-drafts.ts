import type { Kysely } from 'kysely';

/**
 * Answers that people saved (src/faq/draft-store.ts), and which owners were told that an answer is due for a review
 * (src/faq/review-store.ts).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('faq_drafts')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('ts', 'text', (column) => column.notNull())
    .addColumn('saved_by', 'text', (column) => column.notNull())
    .addColumn('saved_at', 'bigint', (column) => column.notNull())
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('other_questions', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('faq_drafts_by_state')
    .on('faq_drafts')
    .columns(['state', 'changed_at'])
    .execute();
  await db.schema
    .createTable('faq_reviews')
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('reviewed', 'text', (column) => column.notNull())
    .addColumn('period', 'integer', (column) => column.notNull())
    .addColumn('told_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('faq_reviews_primary_key', ['topic', 'reviewed', 'period'])
    .execute();
}
