import type { Delivery } from '../delivery/delivery.ts';
import { interactionBase } from '../delivery/interaction-base.ts';
import type { World } from '../world.ts';
import { checkResponseAction } from './check-response-action.ts';
import type { OpenView, ViewValues } from './open-view.ts';
import { clientErrors, fillState } from './view-state.ts';

/** What the person sees after a submission. */
export type SubmitOutcome =
  | { result: 'closed' }
  /** By block id. */
  | { result: 'errors'; errors: Record<string, string> }
  | { result: 'view'; view: OpenView }
  /** "We had some trouble connecting. Try again?" The modal stays. */
  | { result: 'trouble'; reason: string };

/**
 * Submits the visible modal of a person, as Slack's page does it: its own checks first, then the app's answer
 * within three seconds. https://docs.slack.dev/surfaces/modals#interactions
 */
export async function submitView(
  world: World,
  delivery: Delivery,
  user: string,
  entered: ViewValues,
): Promise<SubmitOutcome> {
  const view = world.views.top(user);
  if (view === undefined) throw new Error(`${user} has no modal open`);
  const values = fillState(view, entered);
  const errors = clientErrors(view, values);
  if (Object.keys(errors).length > 0) return { result: 'errors', errors };
  view.state = { values };
  const ack = await delivery.deliver('interactive', {
    type: 'view_submission',
    ...interactionBase(world, user),
    trigger_id: world.triggers.issue(user),
    view: structuredClone(view),
    response_urls: [],
  });
  if (!ack.acknowledged) return { result: 'trouble', reason: 'the app did not answer within 3 seconds' };
  return applyAnswer(world, user, view, ack.payload);
}

function applyAnswer(world: World, user: string, view: OpenView, payload: unknown): SubmitOutcome {
  const answer = (payload ?? {}) as {
    response_action?: string;
    errors?: Record<string, string>;
    view?: object;
  };
  const problem = checkResponseAction(answer, view, world.views.stack(user).length);
  if (problem !== undefined) return { result: 'trouble', reason: problem };
  switch (answer.response_action) {
    case 'errors':
      return { result: 'errors', errors: answer.errors ?? {} };
    case 'update':
      return { result: 'view', view: world.views.update(view.id, answer.view ?? {}) };
    case 'push':
      return { result: 'view', view: world.views.push(user, answer.view ?? {}) };
    default:
      world.views.close(user, answer.response_action === 'clear');
  }
  const below = world.views.top(user);
  return below === undefined ? { result: 'closed' } : { result: 'view', view: below };
}
