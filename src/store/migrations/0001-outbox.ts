import type { Kysely } from 'kysely';

/** Posts to Slack: src/slack/outbox-store.ts says what each column means. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outbox_posts')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('thread_ts', 'text')
    .addColumn('thread_of', 'text')
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('enqueued_at', 'bigint', (column) => column.notNull())
    .addColumn('due_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('next_attempt_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('plain', 'integer', (column) => column.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('sending_at', 'bigint')
    .addColumn('sent_channel', 'text')
    .addColumn('sent_thread_ts', 'text')
    .addColumn('posted_channel', 'text')
    .addColumn('posted_ts', 'text')
    .addColumn('posted_at', 'bigint')
    .addColumn('posted_revision', 'integer')
    .execute();
  await db.schema
    .createIndex('outbox_posts_next_attempt')
    .on('outbox_posts')
    .column('next_attempt_at')
    .execute();
  await db.schema
    .createTable('outbox_pictures')
    .addColumn('key', 'text', (column) =>
      column.primaryKey().notNull().references('outbox_posts.key').onDelete('cascade'),
    )
    .addColumn('file_name', 'text', (column) => column.notNull())
    .addColumn('alt_text', 'text', (column) => column.notNull())
    .addColumn('png_base64', 'text')
    .addColumn('file_id', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('uploaded_at', 'bigint')
    .execute();
  await db.schema
    .createTable('outbox_pace')
    .addColumn('bucket', 'text', (column) => column.primaryKey().notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .execute();
}
