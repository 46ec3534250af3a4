import type { Kysely } from 'kysely';

/** Requests for namespaces: src/onboarding/request-rows.ts says what each column means. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('onboarding_requests')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('view_id', 'text', (column) => column.notNull().unique())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('area', 'text', (column) => column.notNull())
    .addColumn('open_area', 'text', (column) => column.unique())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('group_name', 'text', (column) => column.notNull())
    .addColumn('requester', 'text', (column) => column.notNull())
    .addColumn('submitted_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('state_since', 'bigint', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('shown_revision', 'integer', (column) => column.notNull())
    .addColumn('plan', 'text', (column) => column.notNull())
    .addColumn('warnings', 'text', (column) => column.notNull())
    .addColumn('plan_hash', 'text', (column) => column.notNull())
    .addColumn('plan_version', 'integer', (column) => column.notNull())
    .addColumn('verdict', 'text')
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'bigint')
    .addColumn('reason', 'text')
    .addColumn('decided_hash', 'text')
    .addColumn('run_started_at', 'bigint')
    .addColumn('run_finished_at', 'bigint')
    .addColumn('steps_done', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt_at', 'bigint')
    .addColumn('failure', 'text')
    .addColumn('result', 'text')
    .addColumn('reminded_at', 'bigint')
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .execute();
  await db.schema
    .createIndex('onboarding_requests_work')
    .on('onboarding_requests')
    .columns(['state', 'next_attempt_at'])
    .execute();
  await db.schema
    .createTable('onboarding_events')
    .addColumn('request', 'text', (column) =>
      column.notNull().references('onboarding_requests.id').onDelete('cascade'),
    )
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('detail', 'text')
    .addPrimaryKeyConstraint('onboarding_events_primary_key', ['request', 'revision'])
    .execute();
}
