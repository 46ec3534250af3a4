import { md, mentionUser, slackDate, type Text } from '../slack/blocks.ts';
import type { OnboardingRequest } from './onboarding-request.ts';

/** What became of a request, for everybody who may see it: one or two sentences. */
export function describeState(request: OnboardingRequest): Text {
  const { state, decision, run } = request;
  const by = decision ? mentionUser(decision.by) : md`somebody`;
  switch (state) {
    case 'submitted':
      return 'Being checked.';
    case 'pending':
      return request.planVersion > 1
        ? 'The plan changed after it was approved, so it needs a new decision.'
        : 'Waiting for a decision.';
    case 'approved':
      return md`Approved by ${by} ${when(decision?.at)}. It starts in a moment.`;
    case 'running':
      return request.failure === undefined
        ? md`Approved by ${by} ${when(decision?.at)}. At work.`
        : md`Approved by ${by} ${when(decision?.at)}. Waiting: ${request.failure} It goes on by itself.`;
    case 'done':
      return md`Approved by ${by} ${when(decision?.at)}. Done ${when(run?.finishedAt)}.`;
    case 'failed':
      return decision
        ? md`Approved by ${by} ${when(decision.at)}. It failed: ${request.failure ?? 'the log has more.'}`
        : md`It could not be planned: ${request.failure ?? 'the log has more.'}`;
    case 'denied':
      return md`Denied by ${by} ${when(decision?.at)}: ${decision?.reason ?? 'no reason given'}`;
    case 'withdrawn':
      return md`Taken back by ${mentionUser(request.requester)} ${when(request.stateSince)}.`;
    case 'expired':
      return md`Nobody decided, so it was closed ${when(request.stateSince)}.`;
  }
}

function when(at: Date | undefined): Text {
  return at === undefined ? '' : slackDate(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);
}
