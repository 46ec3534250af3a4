import type { KnownBlock } from '@slack/types';
import { minuteMs, toRfc3339 } from '../lib/times.ts';
import {
  code,
  context,
  image,
  md,
  mentionChannel,
  message,
  section,
  slackDate,
  trustedMrkdwn,
} from './blocks.ts';
import type { Message } from './message.ts';
import { markerOf } from './outbox-key.ts';

/** Everything that makes up what Slack shows of a post. */
export interface PostContent {
  key: string;
  message: Message;
  /** Which state of the message this is: 0 as enqueued, and one more with each update. */
  revision: number;
  /** Only the text: Slack refused the blocks. */
  plain: boolean;
  /** An edit calls nobody. */
  isEdit: boolean;
  picture: { fileId: string; altText: string } | { altText: string } | undefined;
  /** Set when the post came after its time. */
  lateSince: Date | undefined;
  /** Where it would have gone, had `slack.dryRunChannel` not been set. */
  meantFor: string | undefined;
}

/** Less than this after its time is not worth a word. */
const lateAfterMs = minuteMs;

/** The time a post was due, if `postedAt` is late for it. */
export function lateSince(dueAtMs: number | null, postedAtMs: number): Date | undefined {
  return dueAtMs !== null && postedAtMs > dueAtMs + lateAfterMs ? new Date(dueAtMs) : undefined;
}

/** The text and blocks of a post, within Slack's limits, with the marker by which it is found again. */
export function composePost(content: PostContent): Message {
  const { key, revision, plain, picture, lateSince: due, meantFor, isEdit } = content;
  const { mention } = content.message;
  const call = mention === undefined || isEdit ? undefined : trustedMrkdwn(mention);
  const text = trustedMrkdwn(content.message.text);
  const blocks = plain || content.message.blocks.length === 0 ? [section(text)] : content.message.blocks;
  const notes = [
    ...(due ? [md`Late: this was due ${slackDate(due, toRfc3339(due))}.`] : []),
    ...(meantFor
      ? [
          md`Dry run: meant for ${meantFor.startsWith('U') || meantFor.startsWith('W') ? code(meantFor) : mentionChannel(meantFor)}.`,
        ]
      : []),
  ];
  const said = call ? md`${text} ${call}` : text;
  const composed = message({
    text: due ? md`Late: ${said}` : said,
    blocks: [...(notes.length > 0 ? [context(...notes)] : []), ...blocks],
    footer: [...(call ? [section(call)] : []), ...(picture ? [pictureBlock(picture)] : [])],
  });
  return { text: composed.text, blocks: withMarker(composed.blocks, markerOf(key, revision)) };
}

function pictureBlock(picture: { fileId?: string; altText: string }): KnownBlock {
  if (picture.fileId) return image({ slackFileId: picture.fileId, altText: picture.altText });
  return context(md`The picture could not be added. It shows: ${picture.altText}`);
}

/** Puts the marker on one block: a row of buttons or fields keeps its own id, since clicks come back with it. */
function withMarker(blocks: readonly KnownBlock[], marker: string): KnownBlock[] {
  const free = blocks.findIndex((block) => block.type !== 'actions' && block.type !== 'input');
  if (free === -1) return [{ ...context(' '), block_id: marker }, ...blocks];
  return blocks.map((block, index) => (index === free ? { ...block, block_id: marker } : block));
}
