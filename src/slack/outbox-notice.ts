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
import { hashKey } from './outbox-key.ts';
import { never, type OutboxPostRow } from './outbox-store.ts';
import { cutText, oneLine } from './plain-text.ts';

/** Wire ids of the buttons under an uncertain post; `src/posts` has what they do. */
export const arrivedButtonId = 'posts:arrived/1';
export const againButtonId = 'posts:again/1';

/** Keys of the outbox's own notices: it does not give notice of those. */
export const noticePrefix = 'outbox-notice:';

/** One notice per post in doubt, and one per channel, reason and day for posts that are refused. */
export function noticeKey(row: OutboxPostRow, trouble: Trouble, now: Date): string {
  if (row.state === 'uncertain') return `${noticePrefix}uncertain:${hashKey(row.key)}:${row.sending_at}`;
  return `${noticePrefix}${trouble.error}:${row.channel}:${now.toISOString().slice(0, 10)}`;
}

/** What operators read when the outbox needs them. */
export function noticeMessage(row: OutboxPostRow, trouble: Trouble): Message {
  return row.state === 'uncertain' ? uncertainMessage(row, trouble) : refusedMessage(row, trouble);
}

function uncertainMessage(row: OutboxPostRow, trouble: Trouble): Message {
  const place = placeOf(row);
  const id = hashKey(row.key);
  return message({
    text: md`Did this post arrive in ${place}?`,
    blocks: [
      section(
        md`:grey_question: I cannot tell whether a post arrived in ${place}. Slack’s answer was lost, and I cannot look there (${trouble.error}).`,
      ),
      quote(row),
      section(md`${trouble.text} Then I look myself. Or look there, and tell me.`),
    ],
    footer: [
      actions([
        button({ actionId: arrivedButtonId, text: 'It is there', value: id }),
        button({ actionId: againButtonId, text: 'Post it again', value: id }),
      ]),
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
