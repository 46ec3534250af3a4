import type { Delivery } from '../delivery/delivery.ts';
import { interactionBase } from '../delivery/interaction-base.ts';
import type { World } from '../world.ts';

/**
 * Closes the visible modal; the app hears of it when the view asked for that.
 * https://docs.slack.dev/surfaces/modals#modal_cancellations
 */
export async function closeView(world: World, delivery: Delivery, user: string): Promise<void> {
  const view = world.views.top(user);
  if (view === undefined) return;
  world.views.close(user, view.clear_on_close);
  if (!view.notify_on_close) return;
  await delivery.deliver('interactive', {
    type: 'view_closed',
    ...interactionBase(world, user),
    view: structuredClone(view),
    is_cleared: view.clear_on_close,
  });
}
