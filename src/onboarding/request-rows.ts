import { z } from 'zod';
import type { LeaseColumns } from '../store/lease.ts';
import { serverKinds } from '../vault/vault-client.ts';
import { type PlanStep, planActions } from './onboarding-plan.ts';
import type { OnboardingRequest, RequestState } from './onboarding-request.ts';

declare module '../store/store.ts' {
  interface Tables {
    onboarding_requests: RequestRow;
    onboarding_events: EventRow;
  }
}

/** Times are Unix milliseconds; `plan`, `warnings` and `result` are JSON. */
export interface RequestRow extends LeaseColumns {
  id: string;
  /** Slack's id of the submitted view: one submission is one request, however often it arrives. */
  view_id: string;
  cluster: string;
  /** Cluster and path of what is asked for: `prod:corp/teams/payments/`. */
  area: string;
  /** The same while the request is open, else null: one open request for each. */
  open_area: string | null;
  namespace: string;
  group_name: string;
  requester: string;
  submitted_at: number;
  state: RequestState;
  state_since: number;
  revision: number;
  /** The revision that the posts in Slack show; behind `revision` after a kill in between. */
  shown_revision: number;
  plan: string;
  warnings: string;
  plan_hash: string;
  plan_version: number;
  verdict: 'approved' | 'denied' | null;
  decided_by: string | null;
  decided_at: number | null;
  reason: string | null;
  decided_hash: string | null;
  run_started_at: number | null;
  run_finished_at: number | null;
  steps_done: number;
  attempts: number;
  /** When a run that met a passing failure goes on. */
  next_attempt_at: number | null;
  failure: string | null;
  result: string | null;
  reminded_at: number | null;
}

/** One change of state: who did it and when. Never changed again. */
export interface EventRow {
  request: string;
  revision: number;
  at: number;
  /** Slack user id, or `steward` for the program itself. */
  actor: string;
  state: RequestState;
  detail: string | null;
}

const StoredPlan = z.array(
  z.object({
    action: z.enum(planActions),
    path: z.string(),
    body: z.record(z.string(), z.json()),
  }),
) as z.ZodType<PlanStep[]>;
const StoredTexts = z.array(z.string());
const StoredResult = z.object({
  proof: z.object({ wrote: z.string(), denied: z.array(z.string()) }),
  kind: z.enum(serverKinds),
  loginMethod: z.string(),
});

export function toRequest(row: RequestRow): OnboardingRequest {
  const { verdict, decided_by, decided_at, run_started_at } = row;
  return {
    id: row.id,
    cluster: row.cluster,
    namespace: row.namespace,
    group: row.group_name,
    requester: row.requester,
    submittedAt: new Date(row.submitted_at),
    state: row.state,
    stateSince: new Date(row.state_since),
    plan: StoredPlan.parse(JSON.parse(row.plan)),
    warnings: StoredTexts.parse(JSON.parse(row.warnings)),
    planHash: row.plan_hash,
    planVersion: row.plan_version,
    decision:
      verdict === null || decided_by === null || decided_at === null
        ? undefined
        : {
            verdict,
            by: decided_by,
            at: new Date(decided_at),
            reason: row.reason ?? undefined,
            planHash: row.decided_hash ?? '',
          },
    run:
      run_started_at === null
        ? undefined
        : {
            startedAt: new Date(run_started_at),
            finishedAt: toDate(row.run_finished_at),
            stepsDone: row.steps_done,
            attempts: row.attempts,
            result: row.result === null ? undefined : StoredResult.parse(JSON.parse(row.result)),
          },
    failure: row.failure ?? undefined,
    remindedAt: toDate(row.reminded_at),
    revision: row.revision,
  };
}

function toDate(ms: number | null): Date | undefined {
  return ms === null ? undefined : new Date(ms);
}
