import type { KnownBlock } from '@slack/types';
import type { Person } from '../core/people/person.ts';
import { header, list, md, mentionUser } from '../slack/blocks.ts';
import type { OnboardingRequest } from './onboarding-request.ts';
import { describeState } from './request-words.ts';

/** In App Home: one's own open requests and, for approvers, those that wait for somebody like them. */
export function homeBlocks(open: readonly OnboardingRequest[], person: Person): KnownBlock[] {
  const own = open.filter((request) => request.requester === person.id);
  const waiting = person.roles.has('approver')
    ? open.filter((request) => request.state === 'pending' && request.requester !== person.id)
    : [];
  return [
    ...section('Your requests', own, (request) => md`${request.namespace}: ${describeState(request)}`),
    ...section(
      'Waiting for an approver',
      waiting,
      (request) => md`${request.namespace}, asked for by ${mentionUser(request.requester)}`,
    ),
  ];
}

function section(
  title: string,
  requests: readonly OnboardingRequest[],
  line: (request: OnboardingRequest) => ReturnType<typeof md>,
): KnownBlock[] {
  return requests.length === 0 ? [] : [header(title), ...list(requests.map(line), { max: 10 })];
}
