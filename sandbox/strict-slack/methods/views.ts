import { textArgument } from '../api-call.ts';
import { wholes } from '../block-kit-limits.ts';
import type { Method } from '../method.ts';

/** https://docs.slack.dev/reference/methods/views.open */
export const viewsOpen: Method = (call, world) => {
  const user = world.triggers.exchange(textArgument(call, 'trigger_id') ?? '') ?? '';
  return { ok: true, view: world.views.open(user, call.args.view as object) };
};

/** https://docs.slack.dev/reference/methods/views.push: three views at most. */
export const viewsPush: Method = (call, world) => {
  const user = world.triggers.exchange(textArgument(call, 'trigger_id') ?? '') ?? '';
  if (world.views.stack(user).length >= wholes.viewStack) return { ok: false, error: 'push_limit_reached' };
  return { ok: true, view: world.views.push(user, call.args.view as object) };
};

/** https://docs.slack.dev/reference/methods/views.update */
export const viewsUpdate: Method = (call, world) => {
  const id = textArgument(call, 'view_id') ?? textArgument(call, 'external_id') ?? '';
  return { ok: true, view: world.views.update(id, call.args.view as object) };
};

/** https://docs.slack.dev/reference/methods/views.publish; the page behind shows it, too. */
export const viewsPublish: Method = async (call, world) => {
  const user = textArgument(call, 'user_id') ?? '';
  if (world.person(user) === undefined) return { ok: false, error: 'user_not_found' };
  const view = world.views.publish(user, call.args.view as object);
  await world.local.call('views.publish', { user_id: user, view });
  return { ok: true, view };
};
