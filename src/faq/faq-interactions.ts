import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { UserError } from '../lib/errors.ts';
import { askedId, recordAsked } from './asked-store.ts';
import type { Manner } from './decide.ts';
import { ids } from './interaction-ids.ts';
import { replyKey } from './reply-key.ts';
import { takeQuestion } from './take-question.ts';
import { takenMessage } from './taken-message.ts';

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
  async leaveAlone(place, { ports, now }) {
    ports.metrics?.count('vault_steward_faq_silences_total', { reason: 'not-a-person' });
    if (ports.store) await recordAsked(ports.store.db, place, nobodysMessage(now));
  },
});

/** One post a question, however often Slack delivers it: the post's key is made from the question's place. */
async function answer(text: string, manner: Manner, context: InteractionContext): Promise<void> {
  const { ports, channel, messageTs, threadTs, now, person } = context;
  if (channel === undefined || messageTs === undefined) return;
  if (!ports.outbox) throw new UserError('Answers cannot be posted: the store is not open.');
  const place = { channel, ts: messageTs, threadTs };
  const taken = await takeQuestion({ text, person: person.id, place, manner }, ports, now);
  const reply = takenMessage(taken, ports.config);
  if (!reply) return;
  await ports.outbox.enqueue({
    key: replyKey(askedId(place), 0),
    destination: { channel, threadTs: threadTs ?? messageTs },
    message: reply,
  });
}

function nobodysMessage(now: Date) {
  return {
    person: '',
    manner: 'unasked',
    asked_at: now.getTime(),
    question: '',
    decision: 'silent',
    silence: 'not-a-person',
    topic: null,
    score: 0,
  } as const;
}

/** What people say to the bot, or in a channel that it may answer in. */
export const questionInteractions: readonly Interaction[] = [mention, directMessage, channelMessage];
