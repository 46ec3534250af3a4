import { z } from 'zod';
import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { md, mentionUser, message, section, type Text } from '../slack/blocks.ts';
import { doubtButtons } from '../slack/outbox-notice.ts';
import { settlePost } from '../slack/outbox-settle.ts';

const PostKey = z.string().min(1).max(2_000);

/** What operators say of a post whose fate the outbox cannot find out by itself. */
export const postsInteractions: readonly Interaction[] = [
  defineInteraction({
    kind: 'button',
    ...doubtButtons.arrived,
    summary: 'Says that a post in doubt has arrived',
    roles: ['operator'],
    value: PostKey,
    storeBeforeAck: true,
    run: (key, context) => settle(key, 'arrived', context),
  }),
  defineInteraction({
    kind: 'button',
    ...doubtButtons.again,
    summary: 'Has a post in doubt posted again',
    roles: ['operator'],
    value: PostKey,
    storeBeforeAck: true,
    run: (key, context) => settle(key, 'again', context),
  }),
];

async function settle(key: string, answer: 'arrived' | 'again', context: InteractionContext): Promise<void> {
  const { ports, person, now } = context;
  if (!ports.store) return;
  const who = mentionUser(person.id);
  const outcome = answer === 'arrived' ? md`${who} says it is there.` : md`${who} had it posted again.`;
  const became = await settlePost(ports.store, key, answer, outcome, now);
  if (became !== 'settled') await context.tell(tooLate(became));
}

function tooLate(became: string | undefined) {
  const text: Text =
    became === undefined
      ? 'This post is not kept any more.'
      : became === 'posted'
        ? 'This is settled: the post is there.'
        : became === 'claimed'
          ? 'I am just looking for it myself. Ask again in a minute.'
          : 'This is settled: the post is made again.';
  return message({ text, blocks: [section(text)] });
}
