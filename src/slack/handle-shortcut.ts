import type { OpenModal, ShortcutInteraction } from '../define-interaction.ts';
import { findInteraction, olderVersionText } from './find-interaction.ts';
import { ShortcutPayload } from './payloads.ts';
import {
  failureText,
  type Incoming,
  interactionContext,
  once,
  openLoading,
  openRequest,
  personWith,
  type Request,
  type RouterParts,
  tellFailure,
  whereOf,
} from './request.ts';
import { decodeSlack } from './typed-text.ts';

/** An entry of Slack's shortcut menu, or of the menu of one message. */
export async function handleShortcut(incoming: Incoming, parts: RouterParts): Promise<void> {
  await incoming.ack();
  const payload = ShortcutPayload.parse(incoming.body);
  await once(parts, `shortcut:${payload.trigger_id}`, async () => {
    const kind = payload.type === 'shortcut' ? 'shortcut' : 'message-shortcut';
    const interaction = findInteraction(payload.callback_id, parts.interactions, kind);
    const target = { userId: payload.user.id, responseUrl: payload.response_url };
    const request = openRequest(parts, target, { interaction: payload.callback_id });
    if (interaction === undefined) return tellFailure(request, olderVersionText);
    await run(parts, request, interaction, payload);
  });
}

async function run(
  parts: RouterParts,
  request: Request,
  interaction: ShortcutInteraction,
  payload: ShortcutPayload,
): Promise<void> {
  let modal: OpenModal | undefined;
  try {
    if (interaction.modalTitle !== undefined)
      modal = await openLoading(parts, payload.trigger_id, interaction.modalTitle);
    const person = await personWith(parts, request, interaction.roles, { fresh: true });
    await interaction.run(
      { messageText: decodeSlack(payload.message?.text ?? ''), messageUser: payload.message?.user },
      interactionContext(parts, request, person, whereOf(payload, modal)),
    );
  } catch (error) {
    const open = modal && { title: interaction.title, open: modal };
    await tellFailure(request, failureText(error, request), open);
  }
}
