import { z } from 'zod';
import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { UserError } from '../lib/errors.ts';
import { redact } from '../lib/redact.ts';
import { plainMessage } from '../slack/failure-message.ts';
import { type Asked, findAsked, moveHuman } from './asked-store.ts';
import { storeOf } from './feedback-interactions.ts';
import {
  categories,
  closeModal,
  closeTitle,
  humanModal,
  humanNews,
  humanPost,
  humanTitle,
} from './human-message.ts';
import { AskedId, ids } from './interaction-ids.ts';

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
    await context.modal?.show(humanModal(asked));
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
    if (!(await moveHuman(store.db, asked.id, null, { human_state: 'asked' })))
      return { action: 'errors', errors: { question: 'It was sent already.' } };
    const post = { ...asked, human_state: 'asked' as const, person: person.id, question: redact(question) };
    await ports.outbox.enqueue({
      key: postKey(asked.id),
      destination: { channel },
      message: humanPost(post),
    });
    return { action: 'close' };
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
    const moved = await moveHuman(storeOf(context).db, id, 'asked', {
      human_state: 'taken',
      human: context.person.id,
    });
    const asked = await existing(id, context);
    if (moved) await tellAll(asked, context);
    else await context.tell(humanNews(asked));
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
    const { db } = storeOf(context);
    const id = AskedId.parse(context.metadata);
    const before = await existing(id, context);
    const moved = await moveHuman(db, id, before.human_state, {
      human_state: 'done',
      human: context.person.id,
      category: values.category,
      outcome: redact(values.outcome),
    });
    const asked = await existing(id, context);
    if (!moved || before.human_state === 'done') throw new UserError('This question is closed already.');
    await tellAll(asked, context);
    return { action: 'close' };
  },
});

/** The post shows the new state, and the asker hears of it in the question's thread. */
async function tellAll(asked: Asked, { ports, tell }: InteractionContext): Promise<void> {
  if (!ports.outbox) return;
  await ports.outbox.update(postKey(asked.id), humanPost(asked));
  const isMessage = /^\d+\.\d+$/.test(asked.ts);
  await ports.outbox.enqueue({
    key: `faq:news:${asked.id}:${asked.human_state}`,
    destination: isMessage
      ? { channel: asked.channel, threadTs: asked.thread_ts }
      : { channel: asked.person },
    message: humanNews(asked),
  });
  if (asked.human_state === 'taken') await tell(plainMessage('It is yours. The asker has been told.'));
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
