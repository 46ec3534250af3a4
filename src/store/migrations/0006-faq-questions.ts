import type { Kysely } from 'kysely';

/** What was asked and what came of it: src/faq/asked-store.ts says what each column means. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('faq_questions')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('ts', 'text', (column) => column.notNull())
    .addColumn('thread_ts', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('manner', 'text', (column) => column.notNull())
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('silence', 'text')
    .addColumn('topic', 'text')
    .addColumn('score', 'real', (column) => column.notNull())
    .addColumn('helped', 'integer')
    .addColumn('missing', 'text')
    .addColumn('human_state', 'text')
    .addColumn('human', 'text')
    .addColumn('category', 'text')
    .addColumn('outcome', 'text')
    .execute();
  await db.schema
    .createIndex('faq_questions_by_thread')
    .on('faq_questions')
    .columns(['channel', 'thread_ts'])
    .execute();
  await db.schema.createIndex('faq_questions_by_time').on('faq_questions').columns(['asked_at']).execute();
}
