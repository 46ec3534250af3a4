import { UserError } from '../lib/errors.ts';
import { newReference } from '../lib/reference.ts';
import { secondMs } from '../lib/times.ts';
import type { Desk } from './desk.ts';
import { type FieldProblem, groupProblem, namespaceProblem } from './names.ts';
import type { Plan } from './onboarding-plan.ts';
import type { OnboardingRequest } from './onboarding-request.ts';
import { planNames } from './plan-names.ts';
import { type PreparedPlan, preparePlan } from './prepare-plan.ts';
import { putBeforeApprovers, submitRequest } from './request-store.ts';

export interface Wish {
  namespace: string;
  group: string;
  /** Slack user id. */
  requester: string;
  /** Of the submitted view. */
  viewId: string;
}

/** What a submission came to. */
export type Submission =
  | { outcome: 'refused'; problems: readonly FieldProblem[] }
  | { outcome: 'dryRun'; plan: Plan }
  | { outcome: 'stored'; request: OnboardingRequest };

/** Slack waits 3 seconds for its ack, and field errors exist only in it. */
const lookMs = 1.2 * secondMs;

/**
 * Takes a submitted form: checks the names, looks at the server for a moment, stores. Where the server takes longer,
 * the request is stored as it is and planned after the ack.
 *
 * @throws VaultError when the server is sealed or gone; UserError when a dry run takes too long
 */
export async function submitWish(wish: Wish, desk: Desk): Promise<Submission> {
  const { namespace, group, requester, viewId } = wish;
  const { config, store } = desk;
  const problems = [namespaceProblem(namespace), groupProblem(group, config.groups)].filter(
    (problem) => problem !== undefined,
  );
  if (problems.length > 0) return { outcome: 'refused', problems };
  const id = newReference();
  const prepared = await prepareQuickly({ namespace, group, requester, request: id }, desk);
  if (prepared && prepared.problems.length > 0) return { outcome: 'refused', problems: prepared.problems };
  if (prepared?.dryRunOnly) return { outcome: 'dryRun', plan: prepared };
  if (!prepared && !config.writer)
    throw new UserError('Vault takes too long to answer. Try again in a minute.');
  const at = desk.now();
  const { area } = planNames(namespace, config, true);
  const submitted = await submitRequest(
    store,
    { id, viewId, cluster: config.cluster, area, namespace, group, requester },
    at,
  );
  if (submitted.outcome === 'taken')
    return { outcome: 'refused', problems: [takenProblem(submitted.request)] };
  if (submitted.outcome === 'known' || !prepared) return { outcome: 'stored', request: submitted.request };
  const { request } = await putBeforeApprovers(store, submitted.request, prepared, at);
  return { outcome: 'stored', request: request ?? submitted.request };
}

/** Undefined when the server is too slow for the ack; what the server refuses is thrown. */
async function prepareQuickly(
  wish: Parameters<typeof preparePlan>[1],
  desk: Desk,
): Promise<PreparedPlan | undefined> {
  const signal = AbortSignal.timeout(lookMs);
  try {
    return await preparePlan(desk.cluster.vault, wish, desk.config, { signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function takenProblem({ id }: OnboardingRequest): FieldProblem {
  return {
    field: 'namespace',
    text: `Somebody has asked for this name already (reference ${id}). Choose another one, or wait for the decision.`,
  };
}
