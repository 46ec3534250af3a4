import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { UserError } from '../lib/errors.ts';
import { answerBook } from './answer-book.ts';
import { replyMessage } from './answer-message.ts';
import { askQuestion } from './ask-question.ts';

/** Asked by mention or in a direct message: there is always a reply, in the question's thread. */
export const faqInteractions: readonly Interaction[] = [
  defineInteraction({
    kind: 'mention',
    id: 'faq:mention',
    version: 1,
    summary: 'Answers a question that mentions the bot, in its thread',
    roles: 'everyone',
    run: replyInThread,
  }),
  defineInteraction({
    kind: 'direct-message',
    id: 'faq:direct-message',
    version: 1,
    summary: 'Answers a question in a direct message',
    roles: 'everyone',
    run: replyInThread,
  }),
];

/** One post a question, however often Slack delivers it: the post's key is the question's place. */
async function replyInThread(input: { text: string }, context: InteractionContext): Promise<void> {
  const { ports, channel, messageTs, threadTs } = context;
  if (channel === undefined || messageTs === undefined) return;
  if (!ports.outbox) throw new UserError('Answers cannot be posted: the store is not open.');
  const { config } = ports;
  const message = replyMessage(askQuestion(answerBook(ports), input.text, 'direct'), {
    variables: config.faq.variables,
    supportChannel: config.channels.support,
  });
  await ports.outbox.enqueue({
    key: `faq:reply:${channel}:${messageTs}`,
    destination: { channel, threadTs: threadTs ?? messageTs },
    message,
  });
}
