CREATE TABLE "expiry_acts" ("id" text not null primary key,
  "item" text not null,
  "place" text not null,
  "act" text not null,
  "actor" text not null,
  "at" bigint not null,
  "state" text not null,
  "until" bigint,
  "owner" text,
  "failure" text);

CREATE INDEX "expiry_acts_by_item" on "expiry_acts" ("item",
  "at");

CREATE INDEX "expiry_acts_by_time" on "expiry_acts" ("at");

CREATE TABLE "expiry_digest_lines" ("digest" text not null references "expiry_digests" ("key") on delete cascade,
  "position" integer not null,
  "item" text not null,
  "cluster" text not null,
  "namespace" text not null,
  "kind" text not null,
  "mount" text not null,
  "path" text not null,
  "name" text not null,
  "expires_at" bigint not null,
  "version" bigint,
  "why" text,
  "shown" text not null,
  "open" integer not null, constraint "expiry_digest_lines_primary_key" primary key ("digest",
  "position"));

CREATE INDEX "expiry_digest_lines_open" on "expiry_digest_lines" ("open",
  "item");

CREATE TABLE "expiry_digests" ("key" text not null primary key,
  "recipient" text not null,
  "detail" text not null,
  "made_at" bigint not null,
  "more" integer not null);

CREATE TABLE "expiry_handovers" ("id" text not null primary key,
  "item" text not null,
  "open_item" text unique,
  "place" text not null,
  "was" text,
  "owner" text not null,
  "asked_by" text not null,
  "asked_at" bigint not null,
  "state" text not null,
  "decided_by" text,
  "decided_at" bigint,
  "written" integer not null);

CREATE INDEX "expiry_handovers_by_item" on "expiry_handovers" ("item",
  "asked_at");

CREATE TABLE "expiry_items" ("id" text not null primary key,
  "cluster" text not null,
  "namespace" text not null,
  "kind" text not null,
  "mount" text not null,
  "path" text not null,
  "name" text not null,
  "expires_at" bigint not null,
  "renewed_at" bigint,
  "owner" text,
  "note" text,
  "item_group" text,
  "self_renewing" integer not null,
  "version" bigint,
  "version_at" bigint,
  "first_seen_at" bigint not null,
  "seen_at" bigint,
  "stale_since" bigint,
  "stale_noted_at" bigint,
  "gone_at" bigint,
  "last_change" text not null,
  "changed_in" text not null,
  "changed_at" bigint not null,
  "previous_expires_at" bigint,
  "previous_version" bigint,
  "vault_id" text);

CREATE INDEX "expiry_items_by_change" on "expiry_items" ("changed_in",
  "last_change");

CREATE INDEX "expiry_items_by_end" on "expiry_items" ("gone_at",
  "expires_at",
  "id");

CREATE INDEX "expiry_items_stale" on "expiry_items" ("cluster",
  "stale_since") where "stale_since" is not null;

CREATE TABLE "expiry_problems" ("id" text not null primary key,
  "cluster" text not null,
  "namespace" text not null,
  "mount" text not null,
  "path" text not null,
  "reason" text not null,
  "problem" text not null,
  "owner" text,
  "first_seen_at" bigint not null);

CREATE INDEX "expiry_problems_by_place" on "expiry_problems" ("cluster",
  "namespace",
  "mount",
  "path");

CREATE TABLE "expiry_scans" ("id" text not null,
  "cluster" text not null,
  "started_at" bigint not null,
  "finished_at" bigint,
  "duration_ms" bigint not null,
  "complete" integer not null,
  "failure" text,
  "scanned" bigint not null,
  "items" bigint not null,
  "stale" bigint not null,
  "problems" bigint not null,
  "skipped" text not null, constraint "expiry_scans_primary_key" primary key ("id",
  "cluster"));

CREATE INDEX "expiry_scans_by_time" on "expiry_scans" ("cluster",
  "started_at");

CREATE TABLE "expiry_snoozes" ("item" text not null primary key,
  "expires_at" bigint not null,
  "until" bigint not null,
  "snoozed_by" text not null,
  "snoozed_at" bigint not null);

CREATE TABLE "expiry_told" ("item" text not null,
  "recipient" text not null,
  "expires_at" bigint not null,
  "rank" integer not null,
  "version" bigint,
  "told_at" bigint not null, constraint "expiry_told_primary_key" primary key ("item",
  "recipient"));

CREATE TABLE "faq_drafts" ("id" text not null primary key,
  "channel" text not null,
  "ts" text not null,
  "saved_by" text not null,
  "saved_at" bigint not null,
  "topic" text not null,
  "question" text not null,
  "other_questions" text not null,
  "answer" text not null,
  "state" text not null,
  "revision" integer not null,
  "changed_at" bigint not null,
  "decided_by" text,
  "decided_at" bigint);

CREATE INDEX "faq_drafts_by_state" on "faq_drafts" ("state",
  "changed_at");

CREATE TABLE "faq_questions" ("id" text not null primary key,
  "channel" text not null,
  "ts" text not null,
  "thread_ts" text not null,
  "person" text not null,
  "manner" text not null,
  "asked_at" bigint not null,
  "question" text not null,
  "decision" text not null,
  "silence" text,
  "topic" text,
  "score" real not null,
  "helped" integer,
  "missing" text,
  "human_state" text,
  "human" text,
  "category" text,
  "outcome" text,
  "reply" integer default 0 not null,
  "edited_ts" text,
  "human_question" text,
  "human_by" text);

CREATE INDEX "faq_questions_by_thread" on "faq_questions" ("channel",
  "thread_ts");

CREATE INDEX "faq_questions_by_time" on "faq_questions" ("asked_at");

CREATE TABLE "faq_reviews" ("topic" text not null,
  "reviewed" text not null,
  "period" integer not null,
  "told_at" bigint not null, constraint "faq_reviews_primary_key" primary key ("topic",
  "reviewed",
  "period"));

CREATE TABLE "health_audit_devices" ("cluster" text not null,
  "device" text not null,
  "gone_at" bigint, constraint "health_audit_devices_key" primary key ("cluster",
  "device"));

CREATE TABLE "health_looks" ("cluster" text not null,
  "kind" text not null,
  "at" bigint not null, constraint "health_looks_key" primary key ("cluster",
  "kind"));

CREATE TABLE "incident_summaries" ("id" text not null primary key,
  "channel" text not null,
  "opened_at" bigint not null,
  "joined_at" bigint not null,
  "called" text,
  "due_at" bigint);

CREATE INDEX "incident_summaries_due" on "incident_summaries" ("due_at");

CREATE TABLE "incidents" ("id" text not null primary key,
  "source" text not null,
  "rule" text not null,
  "cluster" text not null,
  "place" text not null,
  "open_place" text unique,
  "severity" text not null,
  "opened_at" bigint not null,
  "over_at" bigint,
  "channel" text,
  "post_key" text,
  "summary" text,
  "due_at" bigint,
  "revision" integer not null,
  "details" text not null);

CREATE INDEX "incidents_due" on "incidents" ("due_at");

CREATE INDEX "incidents_open" on "incidents" ("over_at",
  "source");

CREATE INDEX "incidents_place" on "incidents" ("place",
  "opened_at");

CREATE INDEX "incidents_summary" on "incidents" ("summary");

CREATE TABLE "job_runs" ("job" text not null,
  "slot" text not null,
  "due_at" bigint not null,
  "state" text not null,
  "attempts" integer not null,
  "next_attempt_at" bigint not null,
  "started_at" bigint,
  "finished_at" bigint,
  "error" text,
  "lease_owner" text,
  "lease_until" bigint, constraint "job_runs_primary_key" primary key ("job",
  "slot"));

CREATE TABLE "jobs" ("name" text not null primary key,
  "known_since" bigint not null,
  "last_success_at" bigint);

CREATE TABLE "kysely_migration" ("name" varchar(255) not null primary key,
  "timestamp" varchar(255) not null);

CREATE TABLE "kysely_migration_lock" ("id" varchar(255) not null primary key,
  "is_locked" integer default 0 not null);

CREATE TABLE "onboarding_events" ("request" text not null references "onboarding_requests" ("id") on delete cascade,
  "revision" integer not null,
  "at" bigint not null,
  "actor" text not null,
  "state" text not null,
  "detail" text, constraint "onboarding_events_primary_key" primary key ("request",
  "revision"));

CREATE TABLE "onboarding_requests" ("id" text not null primary key,
  "view_id" text not null unique,
  "cluster" text not null,
  "area" text not null,
  "open_area" text unique,
  "namespace" text not null,
  "group_name" text not null,
  "requester" text not null,
  "submitted_at" bigint not null,
  "state" text not null,
  "state_since" bigint not null,
  "revision" integer not null,
  "shown_revision" integer not null,
  "plan" text not null,
  "warnings" text not null,
  "plan_hash" text not null,
  "plan_version" integer not null,
  "verdict" text,
  "decided_by" text,
  "decided_at" bigint,
  "reason" text,
  "decided_hash" text,
  "run_started_at" bigint,
  "run_finished_at" bigint,
  "steps_done" integer not null,
  "attempts" integer not null,
  "next_attempt_at" bigint,
  "failure" text,
  "result" text,
  "reminded_at" bigint,
  "lease_owner" text,
  "lease_until" bigint);

CREATE INDEX "onboarding_requests_work" on "onboarding_requests" ("state",
  "next_attempt_at");

CREATE TABLE "outbox_pace" ("bucket" text not null primary key,
  "next_at" bigint not null);

CREATE TABLE "outbox_pictures" ("key" text not null primary key references "outbox_posts" ("key") on delete cascade,
  "file_name" text not null,
  "alt_text" text not null,
  "png_base64" text,
  "file_id" text,
  "state" text not null,
  "uploaded_at" bigint);

CREATE TABLE "outbox_posts" ("key" text not null primary key,
  "channel" text not null,
  "thread_ts" text,
  "thread_of" text,
  "message" text not null,
  "revision" integer not null,
  "enqueued_at" bigint not null,
  "due_at" bigint,
  "expires_at" bigint,
  "state" text not null,
  "next_attempt_at" bigint not null,
  "attempts" integer not null,
  "reason" text,
  "plain" integer not null,
  "lease_owner" text,
  "lease_until" bigint,
  "sending_at" bigint,
  "sent_channel" text,
  "sent_thread_ts" text,
  "posted_channel" text,
  "posted_ts" text,
  "posted_at" bigint,
  "posted_revision" integer,
  "withdrawn_at" bigint);

CREATE INDEX "outbox_posts_next_attempt" on "outbox_posts" ("next_attempt_at");

CREATE TABLE "report_snapshots" ("day" text not null,
  "cluster" text not null,
  "name" text not null,
  "value" bigint not null,
  "source" text not null,
  "taken_at" bigint not null, constraint "report_snapshots_primary_key" primary key ("day",
  "cluster",
  "name"));

CREATE TABLE "slack_deliveries" ("key" text not null primary key,
  "state" text not null,
  "received_at" bigint not null,
  "lease_owner" text,
  "lease_until" bigint,
  "payload" text);

CREATE INDEX "slack_deliveries_age" on "slack_deliveries" ("received_at");
