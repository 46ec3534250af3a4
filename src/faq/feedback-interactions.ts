import { z } from 'zod';
import {
  defineInteraction,
  type Interaction,
  type InteractionContext,
  wireId,
} from '../define-interaction.ts';
import { UserError } from '../lib/errors.ts';
import { input, modal, section, textInput } from '../slack/blocks.ts';
import { plainMessage } from '../slack/failure-message.ts';
import type { Store } from '../store/store.ts';
import type { Answer } from './answer.ts';
import { answerBook } from './answer-book.ts';
import { answerMessage, answerPartMessage } from './answer-message.ts';
import { helpOf } from './answer-text.ts';
import { type Asked, askedInThread, findAsked, recordChoice, recordFeedback } from './asked-store.ts';
import { AnswerPart, AskedId, AskedTopic, ids } from './interaction-ids.ts';
import { wasSaid } from './read-follow-up.ts';
import { replyKey } from './reply-key.ts';
import { repeatMessage } from './taken-message.ts';

const goneText = 'This answer is not there any more. Ask again, and you get the present one.';
const missingTitle = 'What was missing?';

/** The rest of an answer, or a sample in the reader's language: shown to the one who clicked. */
const more = defineInteraction({
  kind: 'button',
  ...ids.more,
  summary: 'Shows the rest of an answer, or one of its samples, to the one who clicks',
  roles: 'everyone',
  value: AnswerPart,
  async run({ topic, sample }, context) {
    const answer = await answerNamed(topic, context);
    await context.tell(answerPartMessage(answer, sample, helpOf(context.ports.config)));
  },
});

/** "Did you mean": the chosen answer takes the place of the offer. */
const choose = defineInteraction({
  kind: 'button',
  ...ids.choose,
  summary: 'Gives the answer that was meant',
  roles: 'everyone',
  value: AskedTopic,
  async run({ id, topic }, context) {
    const { ports } = context;
    const { db } = storeOf(context);
    const answer = await answerNamed(topic, context);
    const asked = await findAsked(db, id);
    if (asked && (await isInThread(topic, asked, db))) return context.tell(repeatMessage(answer.title));
    const chosen = answerMessage(answer, { help: helpOf(ports.config), askedId: id });
    await recordChoice(db, id, topic);
    // A reply to a slash command is no post of the outbox: there, the asker alone gets the answer.
    const key = replyKey(id, asked?.reply ?? 0);
    const post = await ports.outbox?.find(key);
    if (post) await ports.outbox?.update(key, chosen);
    else await context.tell(chosen);
  },
});

const helped = defineInteraction({
  kind: 'button',
  ...ids.helped,
  summary: 'Notes that an answer helped',
  roles: 'everyone',
  value: AskedId,
  async run(id, context) {
    await recordFeedback(storeOf(context).db, id, { helped: true });
    await context.tell(plainMessage('Noted, thank you.'));
  },
});

const notHelped = defineInteraction({
  kind: 'button',
  ...ids.notHelped,
  summary: 'Notes that an answer did not help, and asks what was missing',
  roles: 'everyone',
  value: AskedId,
  modalTitle: missingTitle,
  async run(id, context) {
    await recordFeedback(storeOf(context).db, id, { helped: false });
    await context.modal?.show(
      modal({
        title: missingTitle,
        callbackId: wireId(ids.missing),
        privateMetadata: id,
        submit: 'Send',
        blocks: [
          section(
            'It is noted that the answer did not help. One line on what you missed makes the next one better.',
          ),
          input({ id: 'missing', label: 'Missing', optional: true, element: textInput({ maxLength: 500 }) }),
        ],
      }),
    );
  },
});

const missing = defineInteraction({
  kind: 'view',
  ...ids.missing,
  summary: 'Keeps what was missing in an answer',
  roles: 'everyone',
  storeBeforeAck: true,
  values: z.object({ missing: z.string().trim().nullish() }),
  async submit(values, context) {
    const id = AskedId.parse(context.metadata);
    if (values.missing)
      await recordFeedback(storeOf(context).db, id, { helped: false, missing: values.missing });
    return { action: 'close' };
  },
});

/** Whether another message of its thread got that answer. */
async function isInThread(
  topic: string,
  { id, channel, thread_ts }: Asked,
  db: Store['db'],
): Promise<boolean> {
  const all = await askedInThread(db, channel, thread_ts);
  return wasSaid(
    topic,
    all.filter((one) => one.id !== id),
  );
}

async function answerNamed(topic: string, { ports }: InteractionContext): Promise<Answer> {
  const { answers } = await answerBook(ports);
  const answer = answers.get(topic);
  if (!answer) throw new UserError(goneText);
  return answer;
}

/** The store, or a plain sentence. */
export function storeOf({ ports }: InteractionContext): Store {
  if (!ports.store) throw new UserError('This cannot be kept: the store is not open.');
  return ports.store;
}

/** What readers do with an answer. */
export const feedbackInteractions: readonly Interaction[] = [more, choose, helped, notHelped, missing];
