import type { Migration } from 'kysely';
import * as m0001 from './0001-outbox.ts';
import * as m0002 from './0002-jobs.ts';
import * as m0003 from './0003-onboarding.ts';
import * as m0004 from './0004-slack-deliveries.ts';
import * as m0005 from './0005-report-snapshots.ts';
import * as m0006 from './0006-faq-questions.ts';
import * as m0007 from './0007-expiry-scans.ts';
import * as m0008 from './0008-expiry-reminders.ts';
import * as m0009 from './0009-incidents.ts';
import * as m0010 from './0010-faq-drafts.ts';
import * as m0011 from './0011-faq-changes.ts';
import * as m0013 from './0013-kept-deliveries.ts';
import * as m0014 from './0014-audit-devices.ts';
import * as m0015 from './0015-expiry-items.ts';
import * as m0017 from './0017-health-looks.ts';

/**
 * All migrations by name, in order. A migration that has been released is never changed again: add a new file with
 * the next number. Only the schema builder, and types that SQLite and PostgreSQL both know: `text`, `integer`
 * (32 bits), `bigint` (times in Unix milliseconds), `real`. test/store/schema.sql shows the result.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-outbox': m0001,
  '0002-jobs': m0002,
  '0003-onboarding': m0003,
  '0004-slack-deliveries': m0004,
  '0005-report-snapshots': m0005,
  '0006-faq-questions': m0006,
  '0007-expiry-scans': m0007,
  '0008-expiry-reminders': m0008,
  '0009-incidents': m0009,
  '0010-faq-drafts': m0010,
  '0011-faq-changes': m0011,
  '0013-kept-deliveries': m0013,
  '0014-audit-devices': m0014,
  '0015-expiry-items': m0015,
  '0017-health-looks': m0017,
};
