import { md, type Text } from '../slack/blocks.ts';
import type { RequestRef } from './interaction-ids.ts';
import type { OnboardingRequest, RequestState } from './onboarding-request.ts';
import { describeState } from './request-words.ts';

/**
 * Why this person may not decide on what they clicked, in words; undefined when they may. The role itself is checked
 * before. `from` is the state in which the button was meant.
 */
export function whyNotDecide(
  request: OnboardingRequest | undefined,
  ref: RequestRef,
  personId: string,
  from: RequestState,
): Text | undefined {
  if (!request || request.state !== from) return tooLateText(request);
  if (request.planVersion !== ref.planVersion)
    return `The plan has changed since: decide on version ${request.planVersion}, which the message shows now.`;
  if (request.requester === personId) return 'You asked for this yourself, so somebody else has to decide.';
  return undefined;
}

/** What became of a request that somebody wants to do something with, too late. */
export function tooLateText(request: OnboardingRequest | undefined): Text {
  if (!request)
    return 'This request is not known here any more: it is too old, or belongs to another installation.';
  return md`There is nothing to decide any more. ${describeState(request)}`;
}
