import type { OnboardingConfig } from '../config/onboarding.ts';
import { wireId } from '../define-interaction.ts';
import { actions, button, context, md, message, section } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { ids, refOf } from './interaction-ids.ts';
import type { OnboardingRequest } from './onboarding-request.ts';
import { describeState } from './request-words.ts';

/** The requester's own message, edited as the request goes on. */
export function requesterMessage(request: OnboardingRequest, config: OnboardingConfig): Message {
  const title = `Your request for the namespace ${config.parentNamespace}${request.namespace}/`;
  const mayWithdraw = request.state === 'pending' || request.state === 'submitted';
  return message({
    text: md`${title}: ${describeState(request)}`,
    blocks: [
      section(md`*${title}*\n${config.groups.label}: ${request.group}`),
      section(describeState(request)),
    ],
    footer: [
      actions(
        mayWithdraw
          ? [
              button({
                actionId: wireId(ids.withdraw),
                text: 'Take it back',
                value: refOf(request),
                confirm: {
                  title: 'Take the request back?',
                  text: 'You can send another one at any time.',
                  confirm: 'Take it back',
                  deny: 'Keep it',
                },
              }),
            ]
          : [],
      ),
      context(md`Reference ${request.id}`),
    ],
  });
}

/** A new message, since nobody is notified of an edit: what came of it when it was not a namespace. */
export function outcomeMessage(request: OnboardingRequest, slash: string): Message {
  const text = md`${`Your request for the namespace ${request.namespace}`}: ${describeState(request)}`;
  const next =
    request.state === 'failed' && request.decision
      ? 'The approvers know and can start it again; you need not do anything.'
      : `You can send another request with ${slash} onboard.`;
  return message({ text, blocks: [section(text), context(next)] });
}
