import { setTimeout as wait } from 'node:timers/promises';
import type { ViewAnswer, ViewInteraction } from '../define-interaction.ts';
import { secondMs } from '../lib/times.ts';
import type { Delivery } from './deliveries.ts';
import { findInteraction, olderVersionText } from './find-interaction.ts';
import { SubmissionPayload, type ViewPayload } from './payloads.ts';
import {
  failureText,
  type Incoming,
  interactionContext,
  nowhere,
  once,
  openModal,
  openRequest,
  personWith,
  type Request,
  type RouterParts,
  tellFailure,
} from './request.ts';
import { errorsOnFields, formWithErrors, noticeView, submittedValues } from './view-state.ts';

/** Errors at a field exist only in the ack, and Slack waits 3 seconds for it: later than this they go into a view. */
const ackWithinMs = 1.5 * secondMs;

type Context = Parameters<ViewInteraction['submit']>[1];

/** What the checks came to; `values` and `context` where it was accepted, for what follows the ack. */
interface Outcome {
  answer: ViewAnswer;
  accepted?: { values: unknown; context: Context };
}

/**
 * A modal that was submitted. Slack never sends it again, so it is stored before its ack: by `submit`, or as it came
 * where `submit` takes too long for an ack.
 */
export async function handleView(incoming: Incoming, parts: RouterParts): Promise<void> {
  const payload = SubmissionPayload.parse(incoming.body);
  const { view } = payload;
  const title = view.title?.text ?? 'Vault';
  const interaction = findInteraction(view.callback_id, parts.interactions, 'view');
  if (interaction === undefined)
    return incoming.ack({ response_action: 'update', view: noticeView(title, olderVersionText) });
  const request = openRequest(parts, { userId: payload.user.id }, { interaction: view.callback_id });
  let acknowledged = false;
  const ack = async (response?: object): Promise<void> => {
    acknowledged = true;
    await incoming.ack(response);
  };
  await once(parts, `view:${view.id}:${view.hash}`, async (delivery) => {
    const checking = check(parts, request, interaction, payload);
    const quick = await Promise.race([checking, wait(ackWithinMs, 'late' as const, { ref: false })]);
    if (quick === 'late') {
      await delivery.keep(JSON.stringify(payload));
      await ack({ response_action: 'update', view: checkingView(title) });
    } else await ack(ackOf(quick.answer, view));
    const outcome = await checking;
    if (quick === 'late') await showLate(parts, request, outcome.answer, view);
    await finish(request, interaction, outcome, delivery, title);
  });
  // A second delivery of a submission that is being worked on: its own ack must not keep the form open.
  if (!acknowledged) await incoming.ack();
}

/** Goes on with a submission that `handleView` kept, in a run that died. */
export async function resumeSubmission(key: string, kept: string, parts: RouterParts): Promise<void> {
  const payload = SubmissionPayload.parse(JSON.parse(kept));
  const { view } = payload;
  const interaction = findInteraction(view.callback_id, parts.interactions, 'view');
  await once(parts, key, async (delivery) => {
    const request = openRequest(parts, { userId: payload.user.id }, { interaction: view.callback_id });
    if (interaction === undefined) return tellFailure(request, olderVersionText);
    const outcome = await check(parts, request, interaction, payload);
    await showLate(parts, request, outcome.answer, view);
    await finish(request, interaction, outcome, delivery, view.title?.text ?? 'Vault');
  });
}

/** Never throws: what goes wrong stands at the form's first field, where the person can try again. */
async function check(
  parts: RouterParts,
  request: Request,
  interaction: ViewInteraction,
  payload: SubmissionPayload,
): Promise<Outcome> {
  const { view } = payload;
  try {
    const person = await personWith(parts, request, interaction.roles, { fresh: true });
    const parsed = interaction.values.safeParse(submittedValues(view));
    if (!parsed.success) {
      const errors = Object.fromEntries(
        parsed.error.issues.map((issue) => [String(issue.path[0] ?? ''), issue.message]),
      );
      return { answer: { action: 'errors', errors } };
    }
    const context = {
      ...interactionContext(parts, request, person, {
        ...nowhere,
        triggerId: payload.trigger_id,
        modal: openModal(parts, view.id),
      }),
      metadata: view.private_metadata,
      viewId: view.id,
    };
    const answer = await interaction.submit(parsed.data, context);
    return answer.action === 'errors' ? { answer } : { answer, accepted: { values: parsed.data, context } };
  } catch (error) {
    return { answer: { action: 'errors', errors: { '': failureText(error, request) } } };
  }
}

function ackOf(answer: ViewAnswer, view: ViewPayload): object | undefined {
  if (answer.action === 'close') return undefined;
  if (answer.action === 'update') return { response_action: 'update', view: answer.view };
  const errors = errorsOnFields(view, answer.errors);
  if (errors !== undefined) return { response_action: 'errors', errors };
  const text = Object.values(answer.errors).join(' ');
  return { response_action: 'update', view: noticeView(view.title?.text ?? 'Vault', text) };
}

function checkingView(title: string) {
  return noticeView(
    title,
    'Checking… The result will be shown here. You can close this window: what you sent is stored.',
  );
}

async function showLate(
  parts: RouterParts,
  request: Request,
  answer: ViewAnswer,
  view: ViewPayload,
): Promise<void> {
  const shown =
    answer.action === 'errors'
      ? formWithErrors(view, answer.errors)
      : answer.action === 'update'
        ? answer.view
        : noticeView(view.title?.text ?? 'Vault', 'Done. You can close this window.');
  try {
    await parts.ports.slack.updateView(view.id, shown);
  } catch (error) {
    request.log.warn({ error }, 'The result of a late check could not be shown');
    if (answer.action === 'errors') await tellFailure(request, Object.values(answer.errors).join(' '));
  }
}

async function finish(
  request: Request,
  interaction: ViewInteraction,
  { accepted }: Outcome,
  delivery: Delivery,
  title: string,
): Promise<void> {
  // The corrected form may come with the same hash: https://docs.slack.dev/reference/views
  if (accepted === undefined) return delivery.release();
  try {
    await interaction.afterAck?.(accepted.values, accepted.context);
  } catch (error) {
    await tellFailure(request, `${title}: ${failureText(error, request)}`);
  }
}
