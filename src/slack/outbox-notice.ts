import { wireId } from '../define-interaction.ts';
import {
  actions,
  button,
  context,
  md,
  mentionChannel,
  mentionUser,
  message,
  section,
  type Text,
} from './blocks.ts';
import type { Message } from './message.ts';
import type { Trouble } from './outbox-errors.ts';
import { never, type OutboxPostRow } from './outbox-store.ts';
import { cutText, oneLine } from './plain-text.ts';

/** The buttons under the question about a post in doubt; `src/posts` has what they do. Their value is the post's key. */
export const doubtButtons = {
  arrived: { id: 'posts:arrived', version: 1 },
  again: { id: 'posts:again', version: 1 },
} as const;

/** Keys of the outbox's own notices: it does not give notice of those. */
export const noticePrefix = 'outbox-notice:';

/** One notice per channel, reason and day for posts that are refused, and one for each doubt. */
export function noticeKey(row: OutboxPostRow, trouble: Trouble, now: Date): string {
  if (row.state === 'uncertain') return doubtKey(row);
  return `${noticePrefix}${trouble.error}:${row.channel}:${now.toISOString().slice(0, 10)}`;
}

/** The key of the question about a post: the attempt is part of it, since a post may be in doubt more than once. */
export function doubtKey(row: Pick<OutboxPostRow, 'key' | 'sending_at'>): string {
  return `${noticePrefix}doubt:${row.sending_at}:${row.key}`;
}

/** What operators read when the outbox needs them. */
export function noticeMessage(row: OutboxPostRow, trouble: Trouble): Message {
  return row.state === 'uncertain' ? uncertainMessage(row, trouble) : refusedMessage(row, trouble);
}

function uncertainMessage(row: OutboxPostRow, trouble: Trouble): Message {
  const place = placeOf(row);
  return message({
    text: md`Did this post arrive in ${place}?`,
    blocks: [
      section(
        md`:grey_question: I cannot tell whether a post arrived in ${place}. Slack’s answer was lost, and I cannot look there (${trouble.error}).`,
      ),
      quote(row),
      section(md`${trouble.text} Once that is mended I look myself. Or look there, and tell me.`),
    ],
    footer: [
      actions([
        button({ actionId: wireId(doubtButtons.arrived), text: 'It is there', value: row.key }),
        button({ actionId: wireId(doubtButtons.again), text: 'Post it again', value: row.key }),
      ]),
    ],
  });
}

/** What became of a post that was in doubt; stands where the question was. */
export function settledMessage(row: OutboxPostRow, outcome: Text): Message {
  const place = placeOf(row);
  return message({
    text: md`The post in ${place}: ${outcome}`,
    blocks: [
      section(md`:white_check_mark: It was not certain whether a post arrived in ${place}. ${outcome}`),
      quote(row),
    ],
  });
}

function refusedMessage(row: OutboxPostRow, trouble: Trouble): Message {
  const place = placeOf(row);
  const next =
    row.next_attempt_at === never
      ? 'It is not tried again.'
      : 'It is kept and tried again every few minutes, for a week at most.';
  return message({
    text: md`I cannot post to ${place}: ${trouble.error}`,
    blocks: [
      section(md`:warning: I cannot post to ${place} (${trouble.error}). ${trouble.text}`),
      quote(row),
      context(next),
    ],
  });
}

function placeOf(row: OutboxPostRow): Text {
  const channel = row.sent_channel ?? row.channel;
  return /^[UW]/.test(row.channel)
    ? md`the direct messages of ${mentionUser(row.channel)}`
    : mentionChannel(channel);
}

/** The beginning of a post that went to a channel; what was meant for one person stays between them and the bot. */
function quote(row: OutboxPostRow): ReturnType<typeof context> {
  if (/^[UWD]/.test(row.channel)) return context('A direct message');
  const { text } = JSON.parse(row.message) as Message;
  return context(md`“${cutText(oneLine(text), 200)}”`);
}
