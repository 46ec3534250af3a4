import type { Button, KnownBlock } from '@slack/types';
import type { OnboardingConfig } from '../config/onboarding.ts';
import { wireId } from '../define-interaction.ts';
import {
  actions,
  button,
  code,
  context,
  fields,
  header,
  joinText,
  md,
  mentionUser,
  message,
  section,
  slackDate,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { ids, refOf } from './interaction-ids.ts';
import { isOpen, type OnboardingRequest, type RequestState } from './onboarding-request.ts';
import { planBlocks, planOutline } from './plan-message.ts';
import { describeState } from './request-words.ts';

const emoji: Readonly<Record<RequestState, string>> = {
  submitted: ':hourglass_flowing_sand:',
  pending: ':hourglass_flowing_sand:',
  approved: ':gear:',
  running: ':gear:',
  done: ':white_check_mark:',
  failed: ':x:',
  denied: ':no_entry:',
  withdrawn: ':leftwards_arrow_with_hook:',
  expired: ':zzz:',
};

/** The approvers' message: one for each request, edited as it goes on. Buttons only while they do something. */
export function approvalMessage(request: OnboardingRequest, config: OnboardingConfig): Message {
  const title = `${emoji[request.state]} Namespace ${config.parentNamespace}${request.namespace}/`;
  const submitted = slackDate(request.submittedAt, request.submittedAt.toISOString());
  return message({
    text: md`${title}: ${describeState(request)}`,
    blocks: [
      header(title),
      section(describeState(request)),
      fields([
        md`*Requested by*\n${mentionUser(request.requester)}, ${submitted}`,
        md`*${config.groups.label}*\n${code(request.group)}`,
        md`*Cluster*\n${request.cluster}`,
        md`*Plan*\nversion ${request.planVersion}, ${code(request.planHash.slice(0, 12))}`,
      ]),
      ...(isOpen(request.state) || request.state === 'failed' ? planBlocks(request) : planOutline(request)),
    ],
    footer: [actions(buttonsFor(request)), context(md`Reference ${request.id}`)],
  });
}

function buttonsFor(request: OnboardingRequest): Button[] {
  const value = refOf(request);
  if (request.state === 'pending')
    return [
      button({
        actionId: wireId(ids.approve),
        text: 'Approve',
        style: 'primary',
        value,
        confirm: {
          title: 'Approve this plan?',
          text: md`${request.plan.length} steps for the namespace ${request.namespace} are carried out at once.`,
          confirm: 'Approve',
          deny: 'Not yet',
        },
      }),
      button({ actionId: wireId(ids.deny), text: 'Deny', style: 'danger', value }),
    ];
  if (request.state === 'failed' && request.decision)
    return [button({ actionId: wireId(ids.retry), text: 'Try again', value })];
  return [];
}

/** Goes into the thread below when a plan is done. */
export function resultMessage(request: OnboardingRequest): Message {
  const proof = request.run?.result?.proof;
  const lines = proof
    ? [
        md`A token with the team’s policy alone could write to ${code(proof.wrote)}.`,
        md`It was denied at ${proof.denied.join(', ')}.`,
        md`Each step was read back; the group has the policy.`,
      ]
    : [];
  return note(`The namespace ${request.namespace} is there.`, lines);
}

/** Goes into the thread when a run failed. */
export function failureMessage(request: OnboardingRequest): Message {
  return note(`The run for ${request.namespace} failed.`, [
    request.failure ?? 'The log has more.',
    md`${request.run?.stepsDone ?? 0} of ${request.plan.length} steps are done and stay; every step may be repeated.`,
  ]);
}

/** Goes into the thread when the plan no longer fits what was approved. */
export function changedPlanMessage(request: OnboardingRequest): Message {
  return note('The plan is not what was approved any more.', [
    `Something on the server changed in between, so nothing more was written. Version ${request.planVersion} is above and needs a decision.`,
  ]);
}

/** Goes into the thread once, when nobody has decided for a while. */
export function reminderMessage(request: OnboardingRequest): Message {
  return note(`The request for ${request.namespace} still waits for a decision.`, [
    md`Asked for by ${mentionUser(request.requester)}.`,
  ]);
}

function note(text: string, lines: readonly (string | ReturnType<typeof md>)[]): Message {
  const blocks: KnownBlock[] = [section(joinText([text, ...lines]))];
  return message({ text, blocks });
}
