import { drawBlocks } from './draw-blocks.ts';
import { drawText } from './draw-text.ts';
import type { Viewer } from './viewer.ts';

export type Push = Record<string, unknown> & { t: string };
type Message = Record<string, unknown>;
type Channel = Record<string, unknown> & { id: string; members: string[]; is_im: boolean };

/**
 * Changes a push of the local Slack for its page: only what the chosen person may see, modals and the app's sign as
 * the strict Slack has them, and blocks that the page cannot draw in words it knows. Undefined: not for this page.
 */
export function showInPage(push: Push, viewer: Viewer): Push | undefined {
  switch (push.t) {
    case 'init':
      return { ...push, state: showState(push.state as Record<string, unknown>, viewer) };
    case 'message':
    case 'message_update': {
      const message = push.message as Message;
      return isFor(message, viewer) ? { ...push, message: showMessage(message, viewer) } : undefined;
    }
    case 'channel': {
      const channel = push.channel as Channel;
      return seesChannel(channel, viewer) ? push : undefined;
    }
    case 'home':
      return { ...push, view: showMessage(push.view as Message, viewer) };
    case 'view':
    case 'view_errors':
    case 'socket_status':
      return undefined;
    default:
      return push;
  }
}

function showState(state: Record<string, unknown>, viewer: Viewer): Record<string, unknown> {
  const channels = (state.channels as Channel[])
    .filter((channel) => seesChannel(channel, viewer))
    .map((channel) => (channel.is_im ? channel : { ...channel, members: viewer.members(channel.id) }));
  const messages = state.messages as Record<string, Message[]>;
  const shown = channels.map(({ id }) => [
    id,
    (messages[id] ?? [])
      .filter((message) => isFor(message, viewer))
      .map((message) => showMessage(message, viewer)),
  ]);
  return {
    ...state,
    channels,
    messages: Object.fromEntries(shown),
    modalStack: viewer.modals(),
    apps: (state.apps as object[]).map((app) => ({ ...app, connected: viewer.connected() })),
  };
}

function seesChannel(channel: Channel, viewer: Viewer): boolean {
  return channel.is_im ? channel.members.includes(viewer.user) : viewer.sees(channel.id);
}

function isFor(message: Message, viewer: Viewer): boolean {
  const recipient = message.ephemeral_to;
  return recipient === undefined || recipient === viewer.user;
}

function showMessage(original: Message, { timeZone, withHandles }: Viewer): Message {
  const message = withHandles(original);
  const text = typeof message.text === 'string' ? { text: drawText(message.text, timeZone) } : {};
  const blocks = Array.isArray(message.blocks) ? { blocks: drawBlocks(message.blocks, timeZone) } : {};
  return { ...message, ...text, ...blocks };
}
