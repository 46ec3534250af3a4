import { silentLogger } from '../../../src/lib/logger.ts';
import { lookAround } from '../../../src/onboarding/look-around.ts';
import { makePlan } from '../../../src/onboarding/onboarding-plan.ts';
import type { OnboardingRequest } from '../../../src/onboarding/onboarding-request.ts';
import { planNames } from '../../../src/onboarding/plan-names.ts';
import { decide, putBeforeApprovers, submitRequest } from '../../../src/onboarding/request-store.ts';
import type { RunTools } from '../../../src/onboarding/run-request.ts';
import type { Store } from '../../../src/store/store.ts';
import type { TeamServer } from './team-server.ts';

export interface Asked {
  id: string;
  namespace: string;
  group: string;
}

/** Stores a request and puts the plan that the bot's usual login sees before the approvers. */
export async function askFor(store: Store, team: TeamServer, asked: Asked): Promise<OnboardingRequest> {
  const { id, namespace, group } = asked;
  const at = new Date();
  const { area } = planNames(namespace, team.config, true);
  const submitted = await submitRequest(
    store,
    { id, viewId: `V${id}`, cluster: 'main', area, namespace, group, requester: 'UASKER' },
    at,
  );
  const wish = { namespace, group, requester: 'UASKER', request: id };
  const plan = makePlan(wish, team.config, await lookAround(team.reader, wish, team.config));
  if (plan.problems.length > 0) throw new Error(JSON.stringify(plan.problems));
  const { request } = await putBeforeApprovers(store, submitted.request, plan, at);
  if (!request) throw new Error('The request is gone');
  return request;
}

/** The same, and an approver says yes. */
export async function askAndApprove(
  store: Store,
  team: TeamServer,
  asked: Asked,
): Promise<OnboardingRequest> {
  return approve(store, await askFor(store, team, asked));
}

/** Somebody says yes to the plan as it is now. */
export async function approve(
  store: Store,
  asked: OnboardingRequest | undefined,
): Promise<OnboardingRequest> {
  if (!asked) throw new Error('There is no request');
  const { id, planVersion } = asked;
  const decision = { id, verdict: 'approved', planVersion, by: 'UAPPROVER', at: new Date() } as const;
  const { changed, request } = await decide(store, decision);
  if (!changed || !request) throw new Error(`It is ${request?.state}`);
  return request;
}

/** What a run needs, as one process has it. */
export function runTools(store: Store, team: TeamServer, more: Partial<RunTools> = {}): RunTools {
  return {
    store,
    config: team.config,
    withWriter: team.withWriter,
    owner: 'test',
    log: silentLogger,
    now: () => new Date(),
    ...more,
  };
}
