import type { ButtonInteraction, OpenModal } from '../define-interaction.ts';
import { UserError } from '../lib/errors.ts';
import { findInteraction, olderVersionText } from './find-interaction.ts';
import { ActionsPayload } from './payloads.ts';
import {
  failureText,
  type Incoming,
  interactionContext,
  once,
  openLoading,
  openModal,
  openRequest,
  personWith,
  type Request,
  type RouterParts,
  tellFailure,
  whereOf,
} from './request.ts';
import { noticeView } from './view-state.ts';

/** Buttons that only open a page are clicked, too: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const linkIds = 'link:';

/**
 * A click. It is acknowledged at once, except where the interaction stores what must not be lost: then the ack says
 * that it is stored.
 */
export async function handleAction(incoming: Incoming, parts: RouterParts): Promise<void> {
  const payload = ActionsPayload.parse(incoming.body);
  const actionId = payload.actions[0]?.action_id ?? '';
  const interaction = findInteraction(actionId, parts.interactions, 'button');
  let acknowledged = false;
  const ack = async (): Promise<void> => {
    if (acknowledged) return;
    acknowledged = true;
    await incoming.ack();
  };
  if (!interaction?.storeBeforeAck) await ack();
  if (actionId.startsWith(linkIds)) return;
  try {
    await once(parts, deliveryKey(payload), async () => {
      const request = openRequest(parts, targetOf(payload), { interaction: actionId });
      if (interaction === undefined) return tellFailure(request, olderVersionText);
      await click(parts, request, interaction, payload, ack);
    });
  } finally {
    await ack();
  }
}

function deliveryKey({ trigger_id, user, actions: [action] }: ActionsPayload): string {
  return `action:${trigger_id ?? `${user.id}:${action?.action_id}:${action?.action_ts}`}`;
}

function targetOf(payload: ActionsPayload) {
  const { channel, message } = payload;
  return {
    userId: payload.user.id,
    responseUrl: payload.response_url,
    isEphemeral: payload.container?.is_ephemeral,
    seenIn:
      channel && message
        ? {
            channel: channel.id,
            ts: message.ts,
            threadTs: message.thread_ts,
            direct: channel.id.startsWith('D'),
          }
        : undefined,
  };
}

async function click(
  parts: RouterParts,
  request: Request,
  interaction: ButtonInteraction,
  payload: ActionsPayload,
  ack: () => Promise<void>,
): Promise<void> {
  let modal: OpenModal | undefined;
  try {
    const value = readValue(interaction, payload);
    modal = await modalFor(parts, interaction, payload);
    const person = await personWith(parts, request, interaction.roles, { fresh: true });
    const context = interactionContext(parts, request, person, whereOf(payload, modal));
    await interaction.run(value, context);
    await ack();
    await interaction.afterAck?.(value, context);
  } catch (error) {
    const open = modal && {
      title: interaction.modalTitle ?? payload.view?.title?.text ?? 'Vault',
      open: modal,
    };
    await tellFailure(request, failureText(error, request), open);
  }
}

function readValue(interaction: ButtonInteraction, { actions: [action] }: ActionsPayload): unknown {
  const parsed = interaction.value.safeParse(action?.selected_option?.value ?? action?.value ?? '');
  if (!parsed.success) throw new UserError(olderVersionText);
  return parsed.data;
}

async function modalFor(
  parts: RouterParts,
  interaction: ButtonInteraction,
  payload: ActionsPayload,
): Promise<OpenModal | undefined> {
  if (payload.view === undefined)
    return interaction.modalTitle === undefined
      ? undefined
      : openLoading(parts, payload.trigger_id, interaction.modalTitle);
  const modal = openModal(parts, payload.view.id);
  if (interaction.modalTitle !== undefined) await modal.show(noticeView(interaction.modalTitle, 'Loading…'));
  return modal;
}
