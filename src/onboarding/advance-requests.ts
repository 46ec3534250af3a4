import { parseSpanMs } from '../lib/times.ts';
import type { Desk } from './desk.ts';
import type { OnboardingRequest } from './onboarding-request.ts';
import { preparePlan } from './prepare-plan.ts';
import {
  endRequest,
  markReminded,
  putBeforeApprovers,
  requestsIn,
  unshownRequests,
} from './request-store.ts';
import { runRequest } from './run-request.ts';
import { runsToDo } from './run-store.ts';
import { remindApprovers, showRequest } from './show-request.ts';

/**
 * Does all that is due: plans requests that were only stored, carries out approved ones, goes on with runs that were
 * interrupted, and brings Slack up to date. Called after each decision, and every minute for what a restart or a
 * sealed Vault has left. One request that fails does not keep the others waiting.
 */
export async function advanceRequests(desk: Desk, signal?: AbortSignal): Promise<void> {
  for (const request of await requestsIn(desk.store, ['submitted']))
    await apart(desk, request.id, () => planRequest(request, desk, signal));
  for (const id of await runsToDo(desk.store, desk.now().getTime()))
    await apart(desk, id, () => carryOut(id, desk, signal));
  for (const request of await unshownRequests(desk.store))
    await apart(desk, request.id, () => showRequest(request, desk));
}

/** Plans a request that was stored when Vault took too long; what is wrong with it is told by direct message. */
async function planRequest(request: OnboardingRequest, desk: Desk, signal?: AbortSignal): Promise<void> {
  const { namespace, group, requester, id } = request;
  const prepared = await preparePlan(
    desk.cluster.vault,
    { namespace, group, requester, request: id },
    desk.config,
    signal ? { signal } : {},
  );
  const at = desk.now();
  const why = prepared.dryRunOnly
    ? 'Namespaces cannot be made on this server by request.'
    : prepared.problems.map((problem) => problem.text).join(' ');
  const change =
    why === ''
      ? await putBeforeApprovers(desk.store, request, prepared, at)
      : await endRequest(desk.store, { id, to: 'failed', by: 'steward', at, why });
  if (change.request) await showRequest(change.request, desk);
}

async function carryOut(id: string, desk: Desk, signal: AbortSignal | undefined): Promise<void> {
  const { withWriter, store, config, owner, log } = desk;
  if (!withWriter) {
    log.warn({ request: id }, 'An approved request waits: no writing login is configured');
    return;
  }
  const began = (request: OnboardingRequest) => showRequest(request, desk);
  const request = await runRequest(id, {
    store,
    config,
    withWriter,
    owner,
    log,
    now: desk.now,
    signal,
    began,
  });
  if (request) await showRequest(request, desk);
}

/** Reminds approvers once, and closes what nobody answered: a person with a decision, or Vault with a plan. */
export async function tidyRequests(desk: Desk): Promise<void> {
  const { store, config } = desk;
  for (const request of await requestsIn(store, ['submitted', 'pending'])) {
    const at = desk.now();
    const waitedMs = at.getTime() - request.stateSince.getTime();
    if (waitedMs >= spanMs(config.expireAfter)) await apart(desk, request.id, () => close(request, desk, at));
    else if (
      request.state === 'pending' &&
      request.remindedAt === undefined &&
      waitedMs >= spanMs(config.remindAfter)
    )
      await apart(desk, request.id, async () => {
        await remindApprovers(request, desk);
        await markReminded(store, request.id, at);
      });
  }
}

async function close({ id, state }: OnboardingRequest, desk: Desk, at: Date): Promise<void> {
  const end =
    state === 'pending'
      ? ({ to: 'expired' } as const)
      : ({ to: 'failed', why: 'Vault gave no usable answer for too long.' } as const);
  const { changed, request } = await endRequest(desk.store, { id, by: 'steward', at, ...end });
  if (changed && request) await showRequest(request, desk);
}

function spanMs(text: string): number {
  return parseSpanMs(text) ?? Number.POSITIVE_INFINITY;
}

async function apart(desk: Desk, id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    desk.log.warn({ request: id, error }, 'An onboarding request could not be advanced');
  }
}
