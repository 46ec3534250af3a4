import type { Transaction } from 'kysely';
import type { Store, Tables } from '../store/store.ts';
import { type Plan, planHash } from './onboarding-plan.ts';
import { isOpen, type OnboardingRequest, type RequestState, statesBefore } from './onboarding-request.ts';
import { type RequestRow, toRequest } from './request-rows.ts';

export interface NewRequest {
  id: string;
  viewId: string;
  cluster: string;
  /** From the root: `corp/teams/payments/`. */
  area: string;
  namespace: string;
  group: string;
  requester: string;
}

/** `taken`: somebody else's open request for the same area is in the way. */
export type Submitted =
  | { outcome: 'stored' | 'known'; request: OnboardingRequest }
  | { outcome: 'taken'; request: OnboardingRequest };

/** A change that was asked for, and the request as it is now: `changed` is false when somebody was faster. */
export interface Change {
  changed: boolean;
  request: OnboardingRequest | undefined;
}

/** A change of state that is wanted. */
export interface Move {
  id: string;
  to: RequestState;
  /** Slack user id, or `steward`. */
  by: string;
  at: Date;
  detail?: string | undefined;
  /** What else the row must be like; that its state leads to `to` is always asked. */
  onlyIf?(row: RequestRow): boolean;
  changes?(row: RequestRow): Partial<RequestRow>;
}

/** A request as it was submitted, before anything was looked up. The same view again is the same request. */
export async function submitRequest(store: Store, wish: NewRequest, at: Date): Promise<Submitted> {
  return store.db.transaction().execute(async (trx) => {
    const area = `${wish.cluster}:${wish.area}`;
    const rows = await trx
      .selectFrom('onboarding_requests')
      .selectAll()
      .where((by) => by.or([by('view_id', '=', wish.viewId), by('open_area', '=', area)]))
      .execute();
    const known = rows.find((row) => row.view_id === wish.viewId);
    if (known) return { outcome: 'known', request: toRequest(known) };
    if (rows[0]) return { outcome: 'taken', request: toRequest(rows[0]) };
    const row = newRow(wish, area, at.getTime());
    await trx.insertInto('onboarding_requests').values(row).execute();
    await addEvent(trx, row, wish.requester, undefined);
    return { outcome: 'stored', request: toRequest(row) };
  });
}

export async function findRequest(store: Store, id: string): Promise<OnboardingRequest | undefined> {
  const row = await store.db
    .selectFrom('onboarding_requests')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toRequest(row);
}

/** Requests in one of these states, oldest first. */
export async function requestsIn(
  store: Store,
  states: readonly RequestState[],
): Promise<OnboardingRequest[]> {
  const rows = await store.db
    .selectFrom('onboarding_requests')
    .selectAll()
    .where('state', 'in', states)
    .orderBy('submitted_at')
    .orderBy('id')
    .execute();
  return rows.map(toRequest);
}

/** Puts a plan before the approvers: the first one, or another one after the first no longer held. */
export function putBeforeApprovers(
  store: Store,
  request: Pick<OnboardingRequest, 'id' | 'planVersion'>,
  plan: Plan,
  at: Date,
  onlyIf: (row: RequestRow) => boolean = () => true,
): Promise<Change> {
  return move(store, {
    id: request.id,
    to: 'pending',
    by: 'steward',
    at,
    detail: request.planVersion === 0 ? undefined : 'the plan changed',
    onlyIf: (row) => row.plan_version === request.planVersion && onlyIf(row),
    changes: () => ({
      plan: JSON.stringify(plan.plan),
      warnings: JSON.stringify(plan.warnings),
      plan_hash: planHash(plan.plan),
      plan_version: request.planVersion + 1,
      verdict: null,
      decided_by: null,
      decided_at: null,
      decided_hash: null,
      reminded_at: null,
      next_attempt_at: null,
      lease_owner: null,
      lease_until: null,
    }),
  });
}

/**
 * One of several approvers gets `changed: true`. What is approved is the plan of this version: its hash is kept.
 * A failed run may be approved once more; a request that failed before anybody approved it may not.
 */
export function decide(
  store: Store,
  decision: {
    id: string;
    verdict: 'approved' | 'denied';
    planVersion: number;
    by: string;
    at: Date;
    reason?: string;
  },
): Promise<Change> {
  const { id, verdict, planVersion, by, at, reason } = decision;
  return move(store, {
    id,
    to: verdict,
    by,
    at,
    detail: reason,
    onlyIf: (row) =>
      row.plan_version === planVersion && (row.state !== 'failed' || row.verdict === 'approved'),
    changes: (row) => ({
      verdict,
      decided_by: by,
      decided_at: at.getTime(),
      decided_hash: row.plan_hash,
      reason: reason ?? null,
      next_attempt_at: verdict === 'approved' ? at.getTime() : null,
      attempts: 0,
      failure: null,
      run_finished_at: null,
    }),
  });
}

/** Ends a request without a run: taken back, unanswered for too long, or impossible. */
export function endRequest(
  store: Store,
  end: { id: string; to: 'withdrawn' | 'expired' | 'failed'; by: string; at: Date; why?: string },
): Promise<Change> {
  const { id, to, by, at, why } = end;
  return move(store, {
    id,
    to,
    by,
    at,
    detail: why,
    onlyIf: (row) => row.state !== 'running',
    changes: () => ({ failure: why ?? null }),
  });
}

/** Approvers were reminded; false when they were already. */
export async function markReminded(store: Store, id: string, at: Date): Promise<boolean> {
  const result = await store.db
    .updateTable('onboarding_requests')
    .set({ reminded_at: at.getTime() })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .where('reminded_at', 'is', null)
    .executeTakeFirstOrThrow();
  return result.numUpdatedRows > 0n;
}

/** Requests whose newest state is not in Slack yet, because the program ended in between. */
export async function unshownRequests(store: Store): Promise<OnboardingRequest[]> {
  const rows = await store.db
    .selectFrom('onboarding_requests')
    .selectAll()
    .whereRef('shown_revision', '<', 'revision')
    .execute();
  return rows.map(toRequest);
}

export async function markShown(store: Store, { id, revision }: OnboardingRequest): Promise<void> {
  await store.db
    .updateTable('onboarding_requests')
    .set({ shown_revision: revision })
    .where('id', '=', id)
    .where('shown_revision', '<', revision)
    .execute();
}

/**
 * The only way from state to state: an UPDATE that holds only for the revision that was read, and an event that is
 * never changed again. A second caller finds the request moved: `changed: false`, with what became of it.
 */
export async function move(store: Store, wanted: Move): Promise<Change> {
  const { id, to, by, at, detail, onlyIf = () => true, changes = () => ({}) } = wanted;
  return store.db.transaction().execute(async (trx) => {
    const before = await readRow(trx, id);
    if (!before) return { changed: false, request: undefined };
    if (!statesBefore(to).includes(before.state) || !onlyIf(before) || (await isTaken(trx, before, to)))
      return { changed: false, request: toRequest(before) };
    const row: RequestRow = {
      ...before,
      ...changes(before),
      state: to,
      state_since: at.getTime(),
      revision: before.revision + 1,
      open_area: isOpen(to) ? before.area : null,
    };
    const { numUpdatedRows } = await trx
      .updateTable('onboarding_requests')
      .set(row)
      .where('id', '=', id)
      .where('revision', '=', before.revision)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) {
      const now = await readRow(trx, id);
      return { changed: false, request: now && toRequest(now) };
    }
    await addEvent(trx, row, by, detail);
    return { changed: true, request: toRequest(row) };
  });
}

function readRow(trx: Transaction<Tables>, id: string): Promise<RequestRow | undefined> {
  return trx.selectFrom('onboarding_requests').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A closed request that is to be opened again finds that another one has its area by now. */
async function isTaken(trx: Transaction<Tables>, row: RequestRow, to: RequestState): Promise<boolean> {
  if (!isOpen(to) || row.open_area !== null) return false;
  const other = await trx
    .selectFrom('onboarding_requests')
    .select('id')
    .where('open_area', '=', row.area)
    .executeTakeFirst();
  return other !== undefined;
}

function newRow(wish: NewRequest, area: string, atMs: number): RequestRow {
  return {
    id: wish.id,
    view_id: wish.viewId,
    cluster: wish.cluster,
    area,
    open_area: area,
    namespace: wish.namespace,
    group_name: wish.group,
    requester: wish.requester,
    submitted_at: atMs,
    state: 'submitted',
    state_since: atMs,
    revision: 1,
    shown_revision: 0,
    plan: '[]',
    warnings: '[]',
    plan_hash: '',
    plan_version: 0,
    verdict: null,
    decided_by: null,
    decided_at: null,
    reason: null,
    decided_hash: null,
    run_started_at: null,
    run_finished_at: null,
    steps_done: 0,
    attempts: 0,
    next_attempt_at: null,
    failure: null,
    proof: null,
    reminded_at: null,
    lease_owner: null,
    lease_until: null,
  };
}

async function addEvent(
  trx: Transaction<Tables>,
  row: RequestRow,
  actor: string,
  detail: string | undefined,
): Promise<void> {
  await trx
    .insertInto('onboarding_events')
    .values({
      request: row.id,
      revision: row.revision,
      at: row.state_since,
      actor,
      state: row.state,
      detail: detail ?? null,
    })
    .execute();
}
