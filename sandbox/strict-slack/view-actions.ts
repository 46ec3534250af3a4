import type { Delivery } from './delivery/delivery.ts';
import type { Ack } from './delivery/envelope.ts';
import { interactionBase } from './delivery/interaction-base.ts';
import { newTs } from './ids.ts';
import type { OpenView } from './views/open-view.ts';
import type { World } from './world.ts';

/**
 * A click on an element of a modal or a Home tab; no message, so no response_url.
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export function clickInView(
  world: World,
  delivery: Delivery,
  user: string,
  view: OpenView,
  action: Record<string, unknown>,
): Promise<Ack> {
  return delivery.deliver('interactive', {
    type: 'block_actions',
    ...interactionBase(world, user),
    trigger_id: world.triggers.issue(user),
    container: { type: 'view', view_id: view.id },
    view: structuredClone(view),
    state: view.state,
    actions: [{ type: 'button', ...action, action_ts: newTs(world.clock.now()) }],
  });
}

/**
 * Typing into a menu whose options the app gives.
 * https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
 *
 * @returns the options the person sees
 */
export async function suggestOptions(
  world: World,
  delivery: Delivery,
  user: string,
  field: { view: OpenView; blockId: string; actionId: string; typed: string },
): Promise<unknown[]> {
  const ack = await delivery.deliver('interactive', {
    type: 'block_suggestion',
    ...interactionBase(world, user),
    container: { type: 'view', view_id: field.view.id },
    view: structuredClone(field.view),
    block_id: field.blockId,
    action_id: field.actionId,
    value: field.typed,
  });
  const payload = ack.acknowledged ? (ack.payload as { options?: unknown[] } | undefined) : undefined;
  return payload?.options ?? [];
}
