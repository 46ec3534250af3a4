import type { ModalView } from '@slack/types';
import type { OnboardingConfig } from '../config/onboarding.ts';
import { wireId } from '../define-interaction.ts';
import { context, input, md, mentionUser, modal, section, type Text, textInput } from '../slack/blocks.ts';
import { ids } from './interaction-ids.ts';
import type { Plan } from './onboarding-plan.ts';
import type { OnboardingRequest } from './onboarding-request.ts';
import { planBlocks } from './plan-message.ts';

export const modalTitle = 'New namespace';

/** The form: two inputs, nothing else. */
export function onboardModal(
  config: OnboardingConfig,
  typed: { namespace?: string | undefined; group?: string | undefined },
): ModalView {
  const { label, hint } = config.groups;
  return modal({
    title: modalTitle,
    callbackId: wireId(ids.submit),
    submit: config.writer ? 'Send' : 'Show plan',
    close: 'Cancel',
    blocks: [
      section('A namespace of its own for your team, with a KV secrets engine and administrators.'),
      input({
        id: 'namespace',
        label: 'Name of the namespace',
        hint: `Small letters, digits and dashes. It becomes ${config.parentNamespace}<name>/.`,
        element: textInput({ placeholder: 'payments', maxLength: 63, ...initial(typed.namespace) }),
      }),
      input({
        id: 'group',
        label,
        hint: hint || `Its members, as ${config.groups.mount} knows them, become administrators.`,
        element: textInput({ maxLength: 256, ...initial(typed.group) }),
      }),
      context(
        config.writer
          ? 'An approver looks at it first. You hear of the outcome by direct message.'
          : 'You will see the plan. Nothing is changed: no writing login is configured.',
      ),
    ],
  });
}

function initial(text: string | undefined): { initial?: string } {
  return text === undefined ? {} : { initial: text };
}

/** After the form: what happens now. */
export function sentView(request: OnboardingRequest): ModalView {
  const isPlanned = request.state !== 'submitted';
  return modal({
    title: modalTitle,
    blocks: [
      section(
        isPlanned
          ? md`Your request for ${request.namespace} is with the approvers. You hear of the outcome by direct message.`
          : md`Your request for ${request.namespace} is stored. Vault takes its time to answer, so it is checked now and goes to the approvers after that; you hear of it by direct message.`,
      ),
      context(md`Reference ${request.id}`),
    ],
  });
}

/** Where nothing can be carried out: the plan itself. */
export function dryRunView(plan: Plan): ModalView {
  return modal({
    title: modalTitle,
    blocks: [section('This would be done. Nothing was changed, and nothing was sent.'), ...planBlocks(plan)],
  });
}

/** Why it is denied: the requester reads it. */
export function denyModal(request: OnboardingRequest, ref: string): ModalView {
  return modal({
    title: denyTitle,
    callbackId: wireId(ids.denyReason),
    submit: 'Deny',
    close: 'Cancel',
    privateMetadata: ref,
    blocks: [
      section(md`The request of ${mentionUser(request.requester)} for the namespace ${request.namespace}.`),
      input({
        id: 'reason',
        label: 'Reason',
        hint: 'The requester reads this.',
        element: textInput({ multiline: true, maxLength: 1000 }),
      }),
    ],
  });
}

export const denyTitle = 'Deny the request';

/** A modal that only says something. */
export function noticeModal(title: string, text: Text): ModalView {
  return modal({ title, blocks: [section(text)] });
}
