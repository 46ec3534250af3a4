import type { Retention } from '../store/retention.ts';
import type { Store } from '../store/store.ts';
import { addEvent, type Change, move } from './move-request.ts';
import { type Plan, planHash } from './onboarding-plan.ts';
import type { OnboardingRequest, RequestState } from './onboarding-request.ts';
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

/** How many requests were done and denied in a period; `to` belongs to the next one. */
export async function countOutcomes(
  store: Store,
  period: { from: Date; to: Date },
): Promise<{ done: number; denied: number }> {
  const rows = await store.db
    .selectFrom('onboarding_events')
    .select(({ fn }) => ['state', fn.countAll().as('count')])
    .where('state', 'in', ['done', 'denied'])
    .where('at', '>=', period.from.getTime())
    .where('at', '<', period.to.getTime())
    .groupBy('state')
    .execute();
  const count = (state: RequestState) => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { done: count('done'), denied: count('denied') };
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
    result: null,
    reminded_at: null,
    lease_owner: null,
    lease_until: null,
  };
}

/** Requests that are over; their events go with them. */
export const requestRetention: Retention = {
  name: 'past onboarding requests',
  async deleteBefore(db, before) {
    const { numDeletedRows } = await db
      .deleteFrom('onboarding_requests')
      .where('state', 'in', ['done', 'failed', 'denied', 'withdrawn', 'expired'])
      .where('state_since', '<', before.getTime())
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};
