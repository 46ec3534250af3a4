import { z } from 'zod';
import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { UserError } from '../lib/errors.ts';
import { redact } from '../lib/redact.ts';
import { plainMessage } from '../slack/failure-message.ts';
import { noticeView } from '../slack/view-state.ts';
import { answerBook } from './answer-book.ts';
import { type Asked, askedInThread, findAsked, moveHuman } from './asked-store.ts';
import { storeOf } from './feedback-interactions.ts';
import {
  categories,
  closeModal,
  closeTitle,
  humanModal,
  humanNews,
  humanPost,
  humanTitle,
  sentText,
} from './human-message.ts';
import { AskedId, ids } from './interaction-ids.ts';
import { isMessageTs } from './message-link.ts';

const human = defineInteraction({
  kind: 'button',
  ...ids.human,
  summary: 'Shows what would be posted to the people who run Vault',
  roles: 'everyone',
  value: AskedId,
  modalTitle: humanTitle,
  async run(id, context) {
    const asked = await existing(id, context);
    if (context.ports.config.channels.operators === undefined)
      throw new UserError(
        'No channel of operators is configured (channels.operators). Ask your platform team.',
      );
    if (asked.human_state !== null)
      throw new UserError('This question is with the people who run Vault already.');
    await context.modal?.show(humanModal(asked, await triedIn(asked, context)));
  },
});

const sendHuman = defineInteraction({
  kind: 'view',
  ...ids.sendHuman,
  summary: 'Posts a question to the people who run Vault',
  roles: 'everyone',
  storeBeforeAck: true,
  values: z.object({ question: z.string().trim().min(1).max(2_000) }),
  async submit({ question }, context) {
    const { ports, metadata, person } = context;
    const channel = ports.config.channels.operators;
    const store = storeOf(context);
    const asked = await existing(AskedId.parse(metadata), context);
    if (!ports.outbox || channel === undefined) throw new UserError('This cannot be posted now.');
    const { outbox } = ports;
    const sent = { human_state: 'asked', human_question: redact(question), human_by: person.id } as const;
    const message = humanPost({ ...asked, ...sent }, await triedIn(asked, context));
    const moved = await store.db.transaction().execute(async (trx) => {
      if (!(await moveHuman(trx, asked.id, null, sent))) return false;
      await outbox.enqueue({ key: postKey(asked.id), destination: { channel }, message }, trx);
      return true;
    });
    if (!moved) return { action: 'errors', errors: { question: 'It was sent already.' } };
    return { action: 'update', view: noticeView(humanTitle, sentText(asked)) };
  },
});

const take = defineInteraction({
  kind: 'button',
  ...ids.take,
  summary: 'Says who takes a question, to all and to the asker',
  roles: ['operator'],
  value: AskedId,
  storeBeforeAck: true,
  async run(id, context) {
    const before = await existing(id, context);
    const moved = await moveOn(before, 'asked', { human_state: 'taken', human: context.person.id }, context);
    if (moved) await context.tell(plainMessage('It is yours. The asker has been told.'));
    else await context.tell(humanNews(await existing(id, context)));
  },
});

const close = defineInteraction({
  kind: 'button',
  ...ids.close,
  summary: 'Asks how a question ended',
  roles: ['operator'],
  value: AskedId,
  modalTitle: closeTitle,
  async run(id, context) {
    const asked = await existing(id, context);
    if (asked.human_state === 'done') throw new UserError('This question is closed already.');
    await context.modal?.show(closeModal(asked));
  },
});

const outcome = defineInteraction({
  kind: 'view',
  ...ids.outcome,
  summary: 'Closes a question with its category and one line',
  roles: ['operator'],
  storeBeforeAck: true,
  values: z.object({ category: z.enum(categories), outcome: z.string().trim().min(1).max(300) }),
  async submit(values, context) {
    const before = await existing(AskedId.parse(context.metadata), context);
    const ended = {
      human_state: 'done',
      human: context.person.id,
      category: values.category,
      outcome: redact(values.outcome),
    } as const;
    const moved = before.human_state !== 'done' && (await moveOn(before, before.human_state, ended, context));
    if (!moved) throw new UserError('This question is closed already.');
    return { action: 'close' };
  },
});

/**
 * Moves a question on, shows it in the post, and tells the asker in the question's thread: all of that, or nothing.
 * False when somebody else was first.
 */
async function moveOn(
  before: Asked,
  from: Asked['human_state'],
  change: Parameters<typeof moveHuman>[3],
  context: InteractionContext,
): Promise<boolean> {
  const { outbox } = context.ports;
  if (!outbox) throw new UserError('This cannot be told now: the store is not open.');
  const asked = { ...before, ...change };
  const post = humanPost(asked, await triedIn(asked, context));
  const isShown = (await outbox.find(postKey(asked.id))) !== undefined;
  // What was asked by command, or is deleted, has no thread.
  const destination =
    isMessageTs(asked.ts) && asked.silence !== 'deleted'
      ? { channel: asked.channel, threadTs: asked.thread_ts }
      : { channel: asked.human_by ?? asked.person };
  const key = `faq:news:${asked.id}:${asked.human_state}`;
  return storeOf(context)
    .db.transaction()
    .execute(async (trx) => {
      if (!(await moveHuman(trx, asked.id, from, change))) return false;
      if (isShown) await outbox.update(postKey(asked.id), post, trx, { urgent: true });
      await outbox.enqueue({ key, destination, message: humanNews(asked) }, trx);
      return true;
    });
}

/** The titles of the answers that were given in the thread of a question. */
async function triedIn(
  { channel, thread_ts: threadTs }: Asked,
  context: InteractionContext,
): Promise<string[]> {
  const all = await askedInThread(storeOf(context).db, channel, threadTs);
  const topics = new Set(
    all.flatMap(({ decision, topic }) => (decision === 'answer' && topic ? [topic] : [])),
  );
  const { answers } = await answerBook(context.ports);
  return [...topics].map((topic) => answers.get(topic)?.title ?? topic);
}

async function existing(id: string, context: InteractionContext): Promise<Asked> {
  const asked = await findAsked(storeOf(context).db, id);
  if (!asked) throw new UserError('This question is not kept any more. Ask it again.');
  return asked;
}

function postKey(id: string): string {
  return `faq:human:${id}`;
}

/** From a question that no answer helped to the person who solves it. */
export const humanInteractions: readonly Interaction[] = [human, sendHuman, take, close, outcome];
