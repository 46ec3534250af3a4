import { z } from 'zod';
import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { message, section, type Text } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { advanceRequests } from './advance-requests.ts';
import { openDesk } from './desk.ts';
import { ids, RequestRef, refOf } from './interaction-ids.ts';
import { tooLateText, whyNotDecide } from './may-decide.ts';
import { denyModal, denyTitle, dryRunView, noticeModal, sentView } from './onboard-modal.ts';
import { decide, endRequest, findRequest } from './request-store.ts';
import { submitWish } from './submit-wish.ts';

/** Who may ask for a namespace. */
export const requesters = ['developer', 'operator', 'approver'] as const;

/** What follows a stored decision: carried out at once, and shown. */
async function goOn({ ports, signal }: InteractionContext): Promise<void> {
  await advanceRequests(openDesk(ports), signal);
}

const submit = defineInteraction({
  kind: 'view',
  ...ids.submit,
  summary: 'Takes a request for a namespace',
  roles: requesters,
  values: z.object({
    namespace: z.string().trim(),
    group: z.string().trim(),
  }),
  async submit(values, { ports, person, viewId }) {
    const desk = openDesk(ports);
    const submission = await submitWish({ ...values, requester: person.id, viewId }, desk);
    if (submission.outcome === 'refused') {
      const errors = submission.problems.map(({ field, text }) => [field, text] as const);
      return { action: 'errors', errors: Object.fromEntries(errors) };
    }
    const view = submission.outcome === 'dryRun' ? dryRunView(submission.plan) : sentView(submission.request);
    return { action: 'update', view };
  },
  afterAck: (_values, context) => goOn(context),
});

const approve = approval(ids.approve, 'pending', 'Approves the plan that is shown, and has it carried out');
const retry = approval(ids.retry, 'failed', 'Approves a failed run once more');

function approval(
  id: { id: string; version: number },
  from: 'pending' | 'failed',
  summary: string,
): Interaction {
  return defineInteraction({
    kind: 'button',
    ...id,
    summary,
    roles: ['approver'],
    value: RequestRef,
    storeBeforeAck: true,
    run: (ref, context) => approveFrom(from, ref, context),
    afterAck: (_ref, context) => goOn(context),
  });
}

const deny = defineInteraction({
  kind: 'button',
  ...ids.deny,
  summary: 'Asks why a request is denied',
  roles: ['approver'],
  value: RequestRef,
  modalTitle: denyTitle,
  async run(ref, { ports, person, modal }) {
    const request = await findRequest(openDesk(ports).store, ref.id);
    const problem = whyNotDecide(request, ref, person.id, 'pending');
    await modal?.show(
      !request || problem
        ? noticeModal(denyTitle, problem ?? tooLateText(request))
        : denyModal(request, refOf(request)),
    );
  },
});

const denyReason = defineInteraction({
  kind: 'view',
  ...ids.denyReason,
  summary: 'Denies a request for the reason given',
  roles: ['approver'],
  values: z.object({ reason: z.string().trim().min(1, 'Say why: the requester reads it.').max(1000) }),
  async submit({ reason }, { ports, person, metadata }) {
    const desk = openDesk(ports);
    const ref = RequestRef.parse(metadata);
    const request = await findRequest(desk.store, ref.id);
    const problem = whyNotDecide(request, ref, person.id, 'pending');
    if (problem) return { action: 'update', view: noticeModal(denyTitle, problem) };
    const change = await decide(desk.store, {
      ...ref,
      verdict: 'denied',
      by: person.id,
      at: desk.now(),
      reason,
    });
    if (change.changed) return { action: 'close' };
    return { action: 'update', view: noticeModal(denyTitle, tooLateText(change.request)) };
  },
  afterAck: (_values, context) => goOn(context),
});

const withdraw = defineInteraction({
  kind: 'button',
  ...ids.withdraw,
  summary: 'Takes back one’s own request',
  roles: 'everyone',
  value: RequestRef,
  storeBeforeAck: true,
  async run({ id }, { ports, person, tell }) {
    const desk = openDesk(ports);
    const request = await findRequest(desk.store, id);
    if (request && request.requester !== person.id)
      return tell(notice('Only the person who asked can take a request back.'));
    const change = await endRequest(desk.store, { id, to: 'withdrawn', by: person.id, at: desk.now() });
    if (!change.changed) await tell(notice(tooLateText(change.request)));
  },
  afterAck: (_ref, context) => goOn(context),
});

export const onboardingInteractions: readonly Interaction[] = [
  submit,
  approve,
  deny,
  denyReason,
  retry,
  withdraw,
];

/** Approves the clicked plan; says what became of the request when somebody was faster. */
async function approveFrom(
  from: 'pending' | 'failed',
  ref: RequestRef,
  { ports, person, tell }: InteractionContext,
): Promise<void> {
  const desk = openDesk(ports);
  const problem = whyNotDecide(await findRequest(desk.store, ref.id), ref, person.id, from);
  if (problem) return tell(notice(problem));
  const { changed, request } = await decide(desk.store, {
    ...ref,
    verdict: 'approved',
    by: person.id,
    at: desk.now(),
  });
  if (!changed) await tell(notice(tooLateText(request)));
}

function notice(text: Text): Message {
  return message({ text, blocks: [section(text)] });
}
