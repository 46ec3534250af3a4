import { drawBlocks } from './draw-blocks.ts';

type Push = Record<string, unknown> & { t: string };
type Message = Record<string, unknown>;

/**
 * Changes a push of the local Slack for its page: modals and the app's sign are the strict Slack's, and blocks that
 * the page cannot draw are put in words it knows. Undefined: not for the page. Pure.
 */
export function showInPage(
  push: Push,
  now: { modals: readonly object[]; connected: boolean },
): Push | undefined {
  switch (push.t) {
    case 'init':
      return { ...push, state: showState(push.state as Record<string, unknown>, now) };
    case 'message':
    case 'message_update':
      return { ...push, message: showMessage(push.message as Message) };
    case 'home':
      return { ...push, view: showMessage(push.view as Message) };
    case 'view':
    case 'view_errors':
    case 'socket_status':
      return undefined;
    default:
      return push;
  }
}

function showState(
  state: Record<string, unknown>,
  now: { modals: readonly object[]; connected: boolean },
): Record<string, unknown> {
  const messages = Object.entries(state.messages as Record<string, Message[]>);
  const apps = state.apps as object[];
  return {
    ...state,
    modalStack: now.modals,
    apps: apps.map((app) => ({ ...app, connected: now.connected })),
    messages: Object.fromEntries(messages.map(([channel, list]) => [channel, list.map(showMessage)])),
  };
}

function showMessage(message: Message): Message {
  return Array.isArray(message.blocks) ? { ...message, blocks: drawBlocks(message.blocks) } : message;
}
