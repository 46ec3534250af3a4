import { UserError } from '../lib/errors.ts';
import type { Ports } from '../ports.ts';
import { type Asked, askedId, askedInThread, findAsked } from './asked-store.ts';
import { replyKey } from './reply-key.ts';

/** Where a message stands, as its link says. */
export interface WhyPlace {
  channel: string;
  ts: string;
  /** Only a reply's link has it. */
  threadTs: string | undefined;
}

/** What was decided on a message. */
export interface Why extends Pick<Asked, 'decision' | 'silence' | 'topic' | 'score'> {
  /** The link leads to what the bot said, not to what was asked. */
  isReply: boolean;
}

/** Why a message was answered or left alone; of the bot's own reply, why it was given. Undefined for all others. */
export async function explainMessage(place: WhyPlace, ports: Ports): Promise<Why | undefined> {
  const { store } = ports;
  if (!store) throw new UserError('The store is not open.');
  const asked = await findAsked(store.db, askedId(place));
  if (asked) return whyOf(asked, false);
  const { threadTs, channel, ts } = place;
  if (threadTs === undefined) return undefined;
  for (const one of await askedInThread(store.db, channel, threadTs)) {
    const reply = await ports.outbox?.find(replyKey(one.id, one.reply));
    if (reply?.posted?.ts === ts) return whyOf(one, true);
  }
  return undefined;
}

function whyOf({ decision, silence, topic, score }: Asked, isReply: boolean): Why {
  return { decision, silence, topic, score, isReply };
}
