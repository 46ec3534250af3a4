import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { UserError } from '../lib/errors.ts';
import { md, message, section } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { replyMessage } from './answer-message.ts';
import { helpOf } from './answer-text.ts';
import { askedId } from './asked-store.ts';
import type { Manner } from './decide.ts';
import { ids } from './interaction-ids.ts';
import { type Taken, takeQuestion } from './take-question.ts';

/** The key of the post that replies to a question. */
export function replyKey(id: string): string {
  return `faq:reply:${id}`;
}

const mention = defineInteraction({
  kind: 'mention',
  ...ids.mention,
  summary: 'Answers a question that mentions the bot, in its thread',
  roles: 'everyone',
  run: (input, context) => answer(input.text, 'direct', context),
});

const directMessage = defineInteraction({
  kind: 'direct-message',
  ...ids.directMessage,
  summary: 'Answers a question in a direct message',
  roles: 'everyone',
  run: (input, context) => answer(input.text, 'direct', context),
});

const channelMessage = defineInteraction({
  kind: 'channel-message',
  ...ids.channelMessage,
  summary: 'Answers a question in the channels of faq.channels, when it is sure',
  roles: 'everyone',
  channels: (config) => config.faq.channels,
  run: (input, context) => answer(input.text, 'unasked', context),
});

/** One post a question, however often Slack delivers it: the post's key is made from the question's place. */
async function answer(text: string, manner: Manner, context: InteractionContext): Promise<void> {
  const { ports, channel, messageTs, threadTs, now, person } = context;
  if (channel === undefined || messageTs === undefined) return;
  if (!ports.outbox) throw new UserError('Answers cannot be posted: the store is not open.');
  const place = { channel, ts: messageTs, threadTs };
  const taken = await takeQuestion({ text, person: person.id, place, manner }, ports, now);
  const reply = messageFor(taken, context);
  if (!reply) return;
  await ports.outbox.enqueue({
    key: replyKey(askedId(place)),
    destination: { channel, threadTs: threadTs ?? messageTs },
    message: reply,
  });
}

function messageFor(taken: Taken, { ports }: InteractionContext): Message | undefined {
  if (taken.outcome === 'silent') return undefined;
  const help = helpOf(ports.config);
  if (taken.outcome === 'reply') return replyMessage(taken.reply, { help, askedId: taken.askedId });
  const title = taken.reply.answer?.title ?? '';
  const text = md`The answer “${title}” stands above already. Ask in other words, or take *Ask a human* there.`;
  return message({ text, blocks: [section(text)] });
}

/** What people say to the bot, or in a channel that it may answer in. */
export const questionInteractions: readonly Interaction[] = [mention, directMessage, channelMessage];
