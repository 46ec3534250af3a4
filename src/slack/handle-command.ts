import type { Command, CommandContext } from '../define-command.ts';
import type { OpenModal } from '../define-interaction.ts';
import { findCommand, unknownCommandText } from '../find-command.ts';
import { UsageError, UserError } from '../lib/errors.ts';
import { plainMessage, usageMessage } from './failure-message.ts';
import { CommandPayload } from './payloads.ts';
import {
  countCommand,
  failureText,
  type Incoming,
  once,
  openLoading,
  openRequest,
  personWith,
  type Request,
  type RouterParts,
  tellFailure,
} from './request.ts';
import { normalizeTyped, splitWords, textAfterWords } from './typed-text.ts';

/** A command with its arguments, as they were typed. */
export interface TypedCommand {
  command: Command;
  text: string;
  words: readonly string[];
}

/** Where a command was typed. */
interface Place {
  channel: string;
  threadTs: string | undefined;
  triggerId: string | undefined;
}

/** The slash command: acknowledged at once, then done once. */
export async function handleCommand(incoming: Incoming, parts: RouterParts): Promise<void> {
  await incoming.ack();
  const payload = CommandPayload.parse(incoming.body);
  await once(parts, `command:${payload.trigger_id}`, async () => {
    const typed = readTyped(payload.text, parts);
    const target = { userId: payload.user_id, responseUrl: payload.response_url };
    const request = openRequest(parts, target, {
      command: 'command' in typed ? typed.command.name : 'unknown',
    });
    if (!('command' in typed)) return request.replies.privately(plainMessage(typed.unknown));
    await runCommand(parts, request, typed, {
      channel: payload.channel_id,
      threadTs: undefined,
      triggerId: payload.trigger_id,
    });
  });
}

/** Nothing typed asks for help. */
export function readTyped(raw: string, parts: RouterParts): TypedCommand | { unknown: string } {
  const text = normalizeTyped(raw);
  const words = text === '' ? ['help'] : splitWords(text);
  const found = findCommand(words, parts.commands, 'slack');
  const slash = parts.ports.config.slack.command;
  if (found)
    return {
      command: found.command,
      text: textAfterWords(text, words.length - found.rest.length),
      words: found.rest,
    };
  return { unknown: unknownCommandText(words[0] ?? '', parts.commands, 'slack', `\`${slash} help\``) };
}

/** Runs one command and answers; whatever goes wrong is told to the asker. */
export async function runCommand(
  parts: RouterParts,
  request: Request,
  { command, text, words }: TypedCommand,
  place: Place,
): Promise<void> {
  const startedAtMs = performance.now();
  let modal: OpenModal | undefined;
  try {
    const args = command.parse({ door: 'slack', text, words });
    if (command.modalTitle !== undefined)
      modal = await openLoading(parts, place.triggerId, command.modalTitle);
    const context = await contextFor(parts, request, command, place, modal);
    const data = await command.run(args, context);
    if (modal === undefined) {
      const answer = command.message(data, context);
      await (command.answer === 'channel'
        ? request.replies.openly(answer)
        : request.replies.privately(answer));
    }
    countCommand(parts, command.name, 'done', startedAtMs);
  } catch (error) {
    const refused = error instanceof UserError;
    countCommand(parts, command.name, refused ? 'refused' : 'failed', startedAtMs);
    const text = failureText(error, request);
    const usage = usageMessage(text, command, parts.ports.config.slack.command);
    const open = modal && { title: command.modalTitle ?? command.name, open: modal };
    await tellFailure(request, error instanceof UsageError ? usage : text, open);
  }
}

async function contextFor(
  parts: RouterParts,
  request: Request,
  command: Command,
  place: Place,
  modal: OpenModal | undefined,
): Promise<CommandContext> {
  const [person, channelKind] = await Promise.all([
    personWith(parts, request, command.roles, { fresh: command.changes }),
    parts.ports.slack.channelKind(place.channel),
  ]);
  requireNeeds(parts, command);
  return {
    ports: parts.ports,
    log: request.log,
    now: request.now,
    door: 'slack',
    commands: parts.commands,
    person,
    reference: request.reference,
    signal: parts.signal,
    progress: () => {},
    slack: {
      gateway: parts.ports.slack,
      channel: place.channel,
      channelKind,
      modal,
      threadTs: place.threadTs,
    },
  };
}

function requireNeeds({ ports }: RouterParts, command: Command): void {
  const missing = command.needs.find(
    (need) =>
      (need === 'vault' && ports.clusters.length === 0) || (need === 'store' && ports.store === undefined),
  );
  const words = missing === 'vault' ? 'a Vault cluster' : 'the store';
  if (missing !== undefined)
    throw new UserError(`This needs ${words}, which is not configured. Ask the platform team.`);
}
