import type { OnboardingConfig } from '../config/onboarding.ts';
import { UserError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { dayMs, minuteMs, secondMs } from '../lib/times.ts';
import type { Store } from '../store/store.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { WithWriter, WriterAccess } from '../vault/with-writer.ts';
import { carryOutPlan, type RunPoint } from './carry-out-plan.ts';
import { describeRunFailure } from './describe-run-failure.ts';
import { lookAround } from './look-around.ts';
import { makePlan, type PlanStep, planHash } from './onboarding-plan.ts';
import type { OnboardingRequest } from './onboarding-request.ts';
import { planNames } from './plan-names.ts';
import { checkProbeRole } from './prove-access.ts';
import { findRequest } from './request-store.ts';
import { PlanChangedError, RunLostError, StepError } from './run-errors.ts';
import { backToApprovers, claimRun, finishRun, keepRun, pauseRun } from './run-store.ts';
import type { Surroundings } from './surroundings.ts';

export interface RunTools {
  store: Store;
  config: OnboardingConfig;
  withWriter: WithWriter;
  /** Of this process, for the lease. */
  owner: string;
  log: Logger;
  now(): Date;
  signal?: AbortSignal | undefined;
  /** Told once the run is ours, before Vault is asked for anything. */
  began?(request: OnboardingRequest): Promise<void>;
  /** Tests stop or kill the process here. */
  reached?(point: RunPoint): Promise<void>;
}

const firstPauseMs = 15 * secondMs;
const longestPauseMs = 10 * minuteMs;
/** A Vault that is gone for longer leaves the run failed; an approver may start it again. */
const giveUpAfterMs = dayMs;

/**
 * Carries out one approved request, or goes on with a run that was interrupted. The writing login is opened for this
 * alone and revoked at the end. Never throws for what went wrong with the run: that is stored.
 *
 * @returns the request as it is now; undefined when another process has it or there is nothing to do
 */
export async function runRequest(id: string, tools: RunTools): Promise<OnboardingRequest | undefined> {
  const { store, owner, now, log } = tools;
  const request = await claimRun(store, id, { owner, nowMs: now().getTime() });
  if (!request) return undefined;
  const attribution = { actor: request.decision?.by ?? 'steward', request: request.id };
  try {
    await tools.began?.(request);
    return await tools.withWriter(attribution, (access) => runWith(access, request, tools));
  } catch (error) {
    if (causeOf(error) instanceof RunLostError) return undefined;
    log.warn({ request: id, error }, 'An onboarding run stopped');
    return await endOrPause(request, error, tools);
  }
}

async function runWith(
  access: WriterAccess,
  request: OnboardingRequest,
  tools: RunTools,
): Promise<OnboardingRequest | undefined> {
  const { store, owner, now, config, signal } = tools;
  const checked = await checkPlan(access, request, tools);
  if ('ended' in checked) return checked.ended;
  const stepTools = {
    vault: access.vault,
    plan: checked.plan,
    names: planNames(request.namespace, config, true),
    request: request.id,
    attribution: access.attribution,
    signal,
  };
  await checkProbeRole(stepTools);
  try {
    const proof = await carryOutPlan({
      ...stepTools,
      as: access.as,
      reached: (point) => reached(point, request, tools),
    });
    const result = { proof, kind: checked.seen.kind, loginMethod: checked.seen.authType ?? 'token' };
    return (await finishRun(store, request.id, owner, now(), { state: 'done', result })).request;
  } catch (error) {
    if (!(causeOf(error) instanceof PlanChangedError)) throw error;
    const again = await checkPlan(access, request, tools);
    if ('ended' in again) return again.ended;
    throw error;
  }
}

/** Makes the plan anew with what the writing login sees. One that differs from what was approved ends the run. */
async function checkPlan(
  access: WriterAccess,
  request: OnboardingRequest,
  { store, owner, now, config, signal }: RunTools,
): Promise<{ plan: readonly PlanStep[]; seen: Surroundings } | { ended: OnboardingRequest | undefined }> {
  const { id, namespace, group, requester } = request;
  const wish = { namespace, group, requester, request: id };
  const seen = await lookAround(access.vault, wish, config, signal ? { signal } : {});
  if (seen.unseen.length > 0)
    throw new UserError(
      `The writing login may not look at ${seen.unseen.join(', ')}, so the plan cannot be checked. \`vault-steward vault-policy --writer\` prints the policy it should have.`,
    );
  const { plan, warnings, problems } = makePlan(wish, config, seen);
  if (!seen.hasNamespaces) throw new UserError('This server has no namespaces, so a plan is a dry run only.');
  if (problems.length > 0) {
    const why = problems.map((problem) => problem.text).join(' ');
    return { ended: (await finishRun(store, id, owner, now(), { state: 'failed', why })).request };
  }
  if (planHash(plan) === request.decision?.planHash) return { plan, seen };
  return { ended: (await backToApprovers(store, request, { plan, warnings }, owner, now())).request };
}

/** Before each write and after each step: is this run still ours? */
async function reached(point: RunPoint, request: OnboardingRequest, tools: RunTools): Promise<void> {
  const claim = { owner: tools.owner, nowMs: tools.now().getTime() };
  const stepsDone = point.phase === 'verified' ? point.step + 1 : undefined;
  if (!(await keepRun(tools.store, request.id, claim, stepsDone))) throw new RunLostError();
  await tools.reached?.(point);
  tools.signal?.throwIfAborted();
}

async function endOrPause(
  request: OnboardingRequest,
  error: unknown,
  tools: RunTools,
): Promise<OnboardingRequest | undefined> {
  const { store, owner, now, signal } = tools;
  const at = now();
  const cause = causeOf(error);
  const startedAt = request.run?.startedAt ?? at;
  if (signal?.aborted) {
    await pauseRun(store, request, owner, { nextAttemptAt: at, why: undefined });
    return findRequest(store, request.id);
  }
  const why = describeRunFailure(error, request);
  const isPassing = cause instanceof VaultError && mayPass(cause);
  if (!isPassing || at.getTime() - startedAt.getTime() > giveUpAfterMs)
    return (await finishRun(store, request.id, owner, at, { state: 'failed', why })).request;
  const pauseMs = Math.min(firstPauseMs * 2 ** (request.run?.attempts ?? 0), longestPauseMs);
  const nextAttemptAt = new Date(at.getTime() + pauseMs);
  await pauseRun(store, request, owner, { nextAttemptAt, why });
  return findRequest(store, request.id);
}

function causeOf(error: unknown): unknown {
  return error instanceof StepError ? error.cause : error;
}

/** Sealed, gone, busy, stumbling: worth another try. Denied or refused: only a person can help. */
function mayPass(error: VaultError): boolean {
  const passing = ['sealed', 'namespaceClosed', 'unreachable', 'rateLimited'].includes(error.failure);
  return passing || (error.failure === 'unexpected' && (error.status ?? 0) >= 500);
}
