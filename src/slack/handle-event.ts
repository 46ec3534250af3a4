import type { EventInteraction, Heard } from '../define-interaction.ts';
import { findCommand } from '../find-command.ts';
import { UserError } from '../lib/errors.ts';
import { handleChange, isChange } from './handle-change.ts';
import { readTyped, runCommand, type TypedCommand } from './handle-command.ts';
import { kindOf, withoutMention } from './heard.ts';
import { MessagePayload } from './payloads.ts';
import {
  failureText,
  interactionContext,
  once,
  openRequest,
  personWith,
  type Request,
  type RouterParts,
  tellFailure,
} from './request.ts';
import { decodeSlack } from './typed-text.ts';

type Event = MessagePayload['event'];

/**
 * A message that the bot sees, be it delivered as `message`, as `app_mention` or, as a mention in a channel is, as
 * both: one post counts once. Commands can be given this way, too, and in threads only this way.
 */
export async function handleMessage(body: unknown, parts: RouterParts): Promise<void> {
  if (isChange(body)) return handleChange(body, parts);
  const parsed = MessagePayload.safeParse(body);
  // Joins and the like have other shapes or a subtype; what bots write is nobody's question.
  if (!parsed.success) return;
  const { event } = parsed.data;
  const botUserId = await parts.ports.slack.botUserId();
  if (event.user === botUserId) return;
  if (!isWritten(event) || event.user === undefined) return leaveAlone(parts, event);
  const heard = kindOf(event, botUserId);
  const listeners = listenersFor(parts, heard, event.channel);
  if (heard === 'channel-message' && listeners.length === 0) return;
  const raw = withoutMention(event.text, botUserId);
  const request = openRequest(
    parts,
    {
      userId: event.user,
      seenIn: {
        channel: event.channel,
        ts: event.ts,
        threadTs: event.thread_ts,
        direct: heard === 'direct-message',
      },
    },
    { heard },
  );
  await once(parts, `post:${event.channel}:${event.ts}`, async () => {
    const typed = heard === 'channel-message' ? undefined : commandIn(raw, parts);
    if (typed) return runCommand(parts, request, typed, placeOf(event));
    for (const listener of listeners) await listen(parts, request, listener, event, decodeSlack(raw));
  });
}

function isWritten(event: Event): boolean {
  const written = event.subtype === undefined || ['thread_broadcast', 'file_share'].includes(event.subtype);
  return written && !event.hidden && event.bot_id === undefined;
}

/** What no person wrote, in a channel that is listened to. */
async function leaveAlone(parts: RouterParts, event: Event): Promise<void> {
  if (event.hidden || event.type !== 'message') return;
  const { ports, log } = parts;
  const place = { channel: event.channel, ts: event.ts, threadTs: event.thread_ts };
  for (const listener of listenersFor(parts, 'channel-message', event.channel))
    await listener.leaveAlone?.(place, { ports, log, now: ports.now() });
}

function listenersFor(parts: RouterParts, heard: Heard, channel: string): EventInteraction[] {
  return parts.interactions.filter(
    (interaction): interaction is EventInteraction =>
      interaction.kind === heard &&
      ('channels' in interaction && interaction.channels !== undefined
        ? interaction.channels(parts.ports.config).includes(channel)
        : true),
  );
}

/**
 * A command, when the words are one with arguments that it takes (no words at all: the help); else it is a question. "help me with tokens"
 * begins like a command and is none.
 */
function commandIn(raw: string, parts: RouterParts): TypedCommand | undefined {
  const typed = readTyped(raw, parts);
  if (!('command' in typed)) return undefined;
  const isHelp = typed.command.name === 'help' && typed.words.length > 0;
  if (isHelp && findCommand(typed.words, parts.commands, 'slack') === undefined) return undefined;
  try {
    typed.command.parse({ door: 'slack', text: typed.text, words: typed.words });
    return typed;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function placeOf(event: Event) {
  return { channel: event.channel, threadTs: event.thread_ts, triggerId: undefined };
}

async function listen(
  parts: RouterParts,
  request: Request,
  listener: EventInteraction,
  event: Event,
  text: string,
): Promise<void> {
  try {
    const person = await personWith(parts, request, listener.roles);
    const where = {
      channel: event.channel,
      messageTs: event.ts,
      threadTs: event.thread_ts,
      triggerId: undefined,
      modal: undefined,
    };
    await listener.run({ text }, interactionContext(parts, request, person, where));
  } catch (error) {
    const told = failureText(error, request);
    // Nobody asked the bot in a channel: a failure there is for the log alone.
    if (listener.kind !== 'channel-message') await tellFailure(request, told);
  }
}
