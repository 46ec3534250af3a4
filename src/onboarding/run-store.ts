import { type Claim, leasesOf } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import { type Change, move } from './move-request.ts';
import type { Plan } from './onboarding-plan.ts';
import type { OnboardingRequest, RunResult } from './onboarding-request.ts';
import { toRequest } from './request-rows.ts';
import { putBeforeApprovers } from './request-store.ts';

/** How long nobody else takes a run over; prolonged at each step. Longer than any single request to Vault. */
export const runLeaseMs = 60_000;

/** Approved requests and interrupted runs whose time has come. */
export async function runsToDo(store: Store, nowMs: number): Promise<string[]> {
  const rows = await store.db
    .selectFrom('onboarding_requests')
    .select('id')
    .where('state', 'in', ['approved', 'running'])
    .where((by) => by.or([by('next_attempt_at', 'is', null), by('next_attempt_at', '<=', nowMs)]))
    .where((by) => by.or([by('lease_until', 'is', null), by('lease_until', '<=', nowMs)]))
    .orderBy('decided_at')
    .execute();
  return rows.map((row) => row.id);
}

/** Takes an approved request, or a run that was left behind. Undefined: somebody else has it, or there is nothing to do. */
export async function claimRun(
  store: Store,
  id: string,
  claim: Omit<Claim, 'leaseMs'>,
): Promise<OnboardingRequest | undefined> {
  const at = new Date(claim.nowMs);
  const lease = { lease_owner: claim.owner, lease_until: claim.nowMs + runLeaseMs };
  const { changed, request } = await move(store, {
    id,
    to: 'running',
    by: 'steward',
    at,
    changes: () => ({ ...lease, run_started_at: claim.nowMs, steps_done: 0 }),
  });
  if (changed) return request;
  const row = await leases(store).claim(
    { id, state: 'running' },
    { ...claim, leaseMs: runLeaseMs },
    { failure: null },
  );
  return row && toRequest(row);
}

/** Prolongs the lease after a step; false when the run is no longer ours: stop. */
export function keepRun(
  store: Store,
  id: string,
  claim: Omit<Claim, 'leaseMs'>,
  stepsDone?: number,
): Promise<boolean> {
  const changes = stepsDone === undefined ? {} : { steps_done: stepsDone };
  return leases(store).renew({ id, state: 'running' }, { ...claim, leaseMs: runLeaseMs }, changes);
}

/** Leaves the run for a later attempt: Vault is sealed, gone or busy, or this process is stopping. */
export async function pauseRun(
  store: Store,
  request: OnboardingRequest,
  owner: string,
  pause: { nextAttemptAt: Date; why: string | undefined },
): Promise<void> {
  await leases(store).finish({ id: request.id, state: 'running' }, owner, {
    attempts: (request.run?.attempts ?? 0) + (pause.why === undefined ? 0 : 1),
    next_attempt_at: pause.nextAttemptAt.getTime(),
    failure: pause.why ?? null,
    revision: request.revision + 1,
  });
}

export function finishRun(
  store: Store,
  id: string,
  owner: string,
  at: Date,
  outcome: { state: 'done'; result: RunResult } | { state: 'failed'; why: string },
): Promise<Change> {
  return move(store, {
    id,
    to: outcome.state,
    by: 'steward',
    at,
    detail: outcome.state === 'failed' ? outcome.why : undefined,
    onlyIf: (row) => row.lease_owner === owner,
    changes: () => ({
      run_finished_at: at.getTime(),
      next_attempt_at: null,
      failure: outcome.state === 'failed' ? outcome.why : null,
      result: outcome.state === 'done' ? JSON.stringify(outcome.result) : null,
      lease_owner: null,
      lease_until: null,
    }),
  });
}

/** The plan no longer fits: nothing more is written until somebody approves the new one. */
export function backToApprovers(
  store: Store,
  request: OnboardingRequest,
  plan: Plan,
  owner: string,
  at: Date,
): Promise<Change> {
  return putBeforeApprovers(store, request, plan, at, (row) => row.lease_owner === owner);
}

function leases(store: Store) {
  return leasesOf(store.db, 'onboarding_requests');
}
