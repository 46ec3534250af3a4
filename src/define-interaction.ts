import type { View } from '@slack/types';
import type { ZodType } from 'zod';
import type { Config } from './config/config.ts';
import type { Person, Role } from './core/people/person.ts';
import type { Logger } from './lib/logger.ts';
import type { Ports } from './ports.ts';
import type { Message } from './slack/message.ts';
import type { SlackGateway } from './slack/slack-gateway.ts';

/** A modal that is open in front of the person. */
export interface OpenModal {
  viewId: string;
  /** Shows this instead of what it shows now. */
  show(view: View): Promise<void>;
}

/** Where and for whom a click, a submission, a shortcut or an event runs. */
export interface InteractionContext {
  ports: Ports & { slack: SlackGateway };
  log: Logger;
  now: Date;
  person: Person;
  reference: string;
  signal: AbortSignal;
  /** The channel of the message that was clicked or written; undefined for a submission. */
  channel: string | undefined;
  messageTs: string | undefined;
  threadTs: string | undefined;
  triggerId: string | undefined;
  /** The modal that `modalTitle` opened, or in which the click or the submission was. */
  modal: OpenModal | undefined;
  /**
   * Tells the person who clicked, and nobody else: by response_url where there is one, else ephemerally, else by
   * direct message. `instead`: in place of the clicked message, where nobody but the clicker sees that one.
   */
  tell(message: Message, how?: { instead?: boolean }): Promise<void>;
}

interface Common {
  /** `area:verb`, e.g. `onboarding:approve`. Goes into Slack as `area:verb/1`: old buttons stay alive for months. */
  id: string;
  version: number;
  /** One line, for the list of interactions in the documentation. */
  summary: string;
  /** Who may. Checked at the click, from live data. */
  roles: readonly Role[] | 'everyone';
  /**
   * Must be in the store before Slack gets its ack, since Slack never sends it again (submissions, decisions):
   * the run is awaited before the ack, so it may only store; what follows is a job's or `afterAck`'s work.
   */
  storeBeforeAck?: boolean;
}

interface Opening {
  /**
   * The answer is a modal with this title (24 characters at most): the router opens it, loading, before it looks
   * anything up, since a trigger lives 3 seconds and works once. `run` fills it by `context.modal`.
   */
  modalTitle?: string;
}

/** A button (or another block element). Its `value` is an id, parsed by `value`; never a right, never a plan. */
export interface ButtonInteraction<Value = unknown> extends Common, Opening {
  kind: 'button';
  value: ZodType<Value>;
  run(value: Value, context: InteractionContext): Promise<void>;
  /** What follows a `run` that ended well, where Slack's ack had to wait for it (`storeBeforeAck`). */
  afterAck?(value: Value, context: InteractionContext): Promise<void>;
}

/** What a submission's ack says: close, show errors at their fields (block ids), or show another view. */
export type ViewAnswer =
  | { action: 'close' }
  | { action: 'errors'; errors: Readonly<Record<string, string>> }
  | { action: 'update'; view: View };

/** A modal's submission. `values` is block id → what was entered; `metadata` is its private_metadata. */
export interface ViewInteraction<Values = unknown> extends Common {
  kind: 'view';
  values: ZodType<Values>;
  /** Inside the ack: local checks and up to 1.5 s of Vault. Store what must not be lost here. */
  submit(
    values: Values,
    context: InteractionContext & { metadata: string; viewId: string },
  ): Promise<ViewAnswer>;
  /** After the ack, if `submit` closed or updated. */
  afterAck?(
    values: Values,
    context: InteractionContext & { metadata: string; viewId: string },
  ): Promise<void>;
}

/** A global or message shortcut. */
export interface ShortcutInteraction extends Common, Opening {
  kind: 'shortcut' | 'message-shortcut';
  /** As it stands in the menu: 24 characters at most. */
  title: string;
  run(
    input: { messageText: string; messageUser: string | undefined },
    context: InteractionContext,
  ): Promise<void>;
}

/** A message that people wrote, or App Home opened. One post counts once, be it a mention, a message or both. */
export interface EventInteraction extends Common {
  kind: 'mention' | 'direct-message' | 'channel-message' | 'home-opened';
  /** For `channel-message`: only these channels; left out, every channel the bot is in. */
  channels?(config: Config): readonly string[];
  run(input: { text: string }, context: InteractionContext): Promise<void>;
  /** For `channel-message`: what no person wrote (another bot, Slack itself) is left alone, and may be counted here. */
  leaveAlone?(
    place: { channel: string; ts: string; threadTs: string | undefined },
    context: Pick<InteractionContext, 'ports' | 'log' | 'now'>,
  ): Promise<void>;
}

/** How a message reaches the bot. */
export type Heard = 'mention' | 'direct-message' | 'channel-message';

/** What became of a message that a person wrote. */
export interface MessageChange {
  channel: string;
  ts: string;
  threadTs: string | undefined;
  /** How the bot would hear of it as it is now. */
  heard: Heard;
  /** As it is now; undefined when it was deleted. */
  text: string | undefined;
  /** Slack's stamp of the change: of two changes of a message the later one counts. */
  changedTs: string;
}

/**
 * A message was edited (its words, not its links' previews) or deleted. Called for every channel that the bot is in:
 * it looks first whether the message was ever its business, keeps nothing of others, and ends in the same state when
 * it is called again.
 */
export interface ChangeInteraction extends Common {
  kind: 'message-change';
  run(change: MessageChange, context: Pick<InteractionContext, 'ports' | 'log' | 'now'>): Promise<void>;
}

export type Interaction =
  | ButtonInteraction
  | ViewInteraction
  | ShortcutInteraction
  | EventInteraction
  | ChangeInteraction;

/** Makes an interaction; keeps the type of its values. */
export function defineInteraction<Value>(interaction: ButtonInteraction<Value>): Interaction;
export function defineInteraction<Values>(interaction: ViewInteraction<Values>): Interaction;
export function defineInteraction(
  interaction: ShortcutInteraction | EventInteraction | ChangeInteraction,
): Interaction;
export function defineInteraction(interaction: unknown): Interaction {
  return interaction as Interaction;
}

/** What stands in action_id, callback_id: `onboarding:approve/1`. */
export function wireId(interaction: { id: string; version: number }): string {
  return `${interaction.id}/${interaction.version}`;
}
