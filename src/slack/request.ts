import type { KnownBlock } from '@slack/types';
import { describeFailure } from '../core/describe-failure.ts';
import { findPerson } from '../core/people/find-person.ts';
import { hasRole, type Person, type Role } from '../core/people/person.ts';
import type { Command } from '../define-command.ts';
import type { Interaction, InteractionContext, OpenModal } from '../define-interaction.ts';
import { ForbiddenError, UserError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { newReference } from '../lib/reference.ts';
import { secondMs } from '../lib/times.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Ports } from '../ports.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import { plainMessage } from './failure-message.ts';
import type { Message } from './message.ts';
import type { ActionsPayload } from './payloads.ts';
import { createReplies, type Replies, type ReplyTarget } from './replies.ts';
import type { LookUpOptions, SlackGateway } from './slack-gateway.ts';
import { noticeView } from './view-state.ts';
import { slackErrorOf } from './web-client.ts';

/** What Slack delivered, with the right to acknowledge it, once. */
export interface Incoming {
  body: unknown;
  ack(response?: object): Promise<void>;
}

/** What one room shows a person in App Home; `[]` when it has nothing for them. */
export type HomeSection = (person: Person, ports: Ports) => Promise<KnownBlock[]>;

/** What all handlers share; made once by `createSlack`. */
export interface RouterParts {
  ports: Ports & { slack: SlackGateway };
  commands: readonly Command[];
  interactions: readonly Interaction[];
  homeSections: readonly HomeSection[];
  deliveries: Deliveries;
  log: Logger;
  metrics?: Metrics | undefined;
  /** Aborted when a stop waits no longer. */
  signal: AbortSignal;
}

/** One request of one person, from delivery to answer. */
export interface Request {
  userId: string;
  now: Date;
  reference: string;
  log: Logger;
  replies: Replies;
}

/** Gives a request its reference and its ways to answer. */
export function openRequest(
  parts: RouterParts,
  target: Omit<ReplyTarget, 'receivedAt'>,
  what: object,
): Request {
  const now = parts.ports.now();
  const reference = newReference();
  const log = parts.log.child({ reference, user: target.userId, ...what });
  const replies = createReplies(parts.ports, { ...target, receivedAt: now }, reference, log);
  return { userId: target.userId, now, reference, log, replies };
}

/**
 * Claims the delivery and does the work; a second delivery of the same is dropped. The work is told to the asker
 * when it fails, so it is done either way.
 */
export async function once(
  parts: RouterParts,
  key: string,
  work: (delivery: Delivery) => Promise<void>,
): Promise<void> {
  const delivery = await parts.deliveries.claim(key);
  if (delivery === undefined) {
    parts.log.info({ key }, 'Slack delivered something again; it is dropped');
    return;
  }
  try {
    await work(delivery);
  } finally {
    await delivery.done();
  }
}

/**
 * @param options `fresh` for what changes something: rights are looked up at the click
 * @throws ForbiddenError in words, UserError when Slack does not say who it is
 */
export async function personWith(
  parts: RouterParts,
  request: Request,
  wanted: readonly Role[] | 'everyone',
  options: LookUpOptions = {},
): Promise<Person> {
  const person = await findPerson(request.userId, { ...parts.ports, log: request.log }, options);
  if (hasRole(person, wanted)) return person;
  request.log.info({ wanted, roles: [...person.roles] }, 'Somebody without the role was refused');
  throw new ForbiddenError(refusalText(wanted === 'everyone' ? [] : wanted));
}

function refusalText(wanted: readonly Role[]): string {
  const names = new Intl.ListFormat('en', { type: 'disjunction' }).format(wanted);
  return `This needs the role ${names}. The platform team gives roles in the bot’s configuration.`;
}

/** Words for the asker; what they cannot mend goes to the log. */
export function failureText(error: unknown, request: Request): string {
  const refusal = slackErrorOf(error);
  if (refusal === 'expired_trigger_id' || refusal === 'exchanged_trigger_id')
    return 'Slack gave too little time to open the form. Please try again.';
  const { text, unexpected } = describeFailure(error, request.reference);
  if (unexpected) request.log.error({ error }, 'A request from Slack failed');
  return text;
}

/** Tells the asker, in the modal where one is open, and never throws. */
export async function tellFailure(
  request: Request,
  told: string | Message,
  modal?: { title: string; open: OpenModal } | undefined,
): Promise<void> {
  const text = typeof told === 'string' ? told : told.text;
  try {
    if (modal) return await modal.open.show(noticeView(modal.title, text));
  } catch (error) {
    request.log.info({ error }, 'A modal could not be updated');
  }
  try {
    await request.replies.privately(typeof told === 'string' ? plainMessage(told) : told);
  } catch (error) {
    request.log.error({ error }, 'A failure could not be told to the asker');
  }
}

/** Opens the modal that says "Loading": a trigger lives 3 seconds, so nothing may be looked up before. */
export async function openLoading(
  parts: RouterParts,
  triggerId: string | undefined,
  title: string,
): Promise<OpenModal> {
  if (triggerId === undefined)
    throw new UserError('Slack opens forms only for slash commands, buttons and shortcuts.');
  const { viewId } = await parts.ports.slack.openView(triggerId, noticeView(title, 'Loading…'));
  return openModal(parts, viewId);
}

/** A modal that is there already. */
export function openModal(parts: RouterParts, viewId: string): OpenModal {
  return { viewId, show: (view) => parts.ports.slack.updateView(viewId, view) };
}

/** Where an interaction happened. */
export type Where = Pick<InteractionContext, 'channel' | 'messageTs' | 'threadTs' | 'triggerId' | 'modal'>;

/** App Home, a form: in no channel. */
export const nowhere: Where = {
  channel: undefined,
  messageTs: undefined,
  threadTs: undefined,
  triggerId: undefined,
  modal: undefined,
};

/** The message that was clicked, or from whose menu somebody chose; for a modal or a global shortcut, nowhere. */
export function whereOf(
  payload: Pick<ActionsPayload, 'channel' | 'message' | 'trigger_id'>,
  modal: OpenModal | undefined,
): Where {
  return {
    channel: payload.channel?.id,
    messageTs: payload.message?.ts,
    threadTs: payload.message?.thread_ts,
    triggerId: payload.trigger_id,
    modal,
  };
}

/** What every interaction gets. */
export function interactionContext(
  parts: RouterParts,
  request: Request,
  person: Person,
  where: Where,
): InteractionContext {
  return {
    ...where,
    ports: parts.ports,
    log: request.log,
    now: request.now,
    person,
    reference: request.reference,
    signal: parts.signal,
    tell: (message, how) => request.replies.privately(message, how),
  };
}

/** Counts one run for `/metrics`. */
export function countCommand(
  parts: RouterParts,
  command: string,
  outcome: 'done' | 'refused' | 'failed',
  startedAtMs: number,
): void {
  parts.metrics?.count('vault_steward_commands_total', { command, outcome });
  const seconds = (performance.now() - startedAtMs) / secondMs;
  parts.metrics?.observe('vault_steward_command_duration_seconds', { command }, seconds);
}
