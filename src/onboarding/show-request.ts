import type { OutboxPost } from '../slack/outbox-port.ts';
import {
  approvalMessage,
  changedPlanMessage,
  failureMessage,
  reminderMessage,
  resultMessage,
} from './approval-message.ts';
import type { Desk } from './desk.ts';
import { guidelinesMessage } from './guidelines-message.ts';
import type { OnboardingRequest } from './onboarding-request.ts';
import { markShown } from './request-store.ts';
import { outcomeMessage, requesterMessage } from './requester-message.ts';

/**
 * Brings Slack to the newest state of a request: the two messages that are edited, and what is new enough to notify
 * somebody. Repeating it changes nothing, so that a kill before the end is mended by the next look.
 */
export async function showRequest(request: OnboardingRequest, desk: Desk): Promise<void> {
  for (const post of livingPosts(request, desk)) {
    await desk.outbox.enqueue(post);
    await desk.outbox.update(post.key, post.message);
  }
  for (const post of newPosts(request, desk)) await desk.outbox.enqueue(post);
  await markShown(desk.store, request);
}

/** In the thread of the approvers' message. */
export async function remindApprovers(request: OnboardingRequest, desk: Desk): Promise<void> {
  await desk.outbox.enqueue({
    ...inThread(request, desk),
    key: `${keyOf(request)}:reminder:${request.planVersion}`,
    message: reminderMessage(request),
  });
}

function livingPosts(request: OnboardingRequest, desk: Desk): OutboxPost[] {
  const forRequester: OutboxPost = {
    key: `${keyOf(request)}:requester`,
    destination: { channel: request.requester },
    message: requesterMessage(request, desk.config),
  };
  // What could not even be planned never reaches the approvers.
  if (request.planVersion === 0) return [forRequester];
  const forApprovers: OutboxPost = {
    key: approvalKey(request),
    destination: { channel: desk.approvals },
    message: approvalMessage(request, desk.config),
  };
  return [forApprovers, forRequester];
}

function newPosts(request: OnboardingRequest, desk: Desk): OutboxPost[] {
  const key = `${keyOf(request)}:${request.state}:${request.revision}`;
  const thread = (message: OutboxPost['message']) => ({ ...inThread(request, desk), key, message });
  const direct = (message: OutboxPost['message']) => ({
    key: `${key}:requester`,
    destination: { channel: request.requester },
    message,
  });
  const outcome = () => direct(outcomeMessage(request, desk.all.slack.command));
  switch (request.state) {
    case 'done': {
      const result = request.run?.result;
      const guidelines = result ? [direct(guidelinesMessage(request, result, desk.all, desk.config))] : [];
      return [thread(resultMessage(request)), ...guidelines];
    }
    case 'failed':
      return request.decision ? [thread(failureMessage(request)), outcome()] : [outcome()];
    case 'denied':
    case 'expired':
      return [outcome()];
    case 'pending':
      return request.planVersion > 1 ? [thread(changedPlanMessage(request))] : [];
    default:
      return [];
  }
}

function inThread(request: OnboardingRequest, desk: Desk) {
  return { destination: { channel: desk.approvals }, threadOf: approvalKey(request) };
}

function approvalKey(request: OnboardingRequest): string {
  return `${keyOf(request)}:approval`;
}

function keyOf({ id }: OnboardingRequest): string {
  return `onboarding:${id}`;
}
