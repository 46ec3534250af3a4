import type { Config } from '../config/config.ts';
import { md, message, section } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { answerPartMessage, replyMessage } from './answer-message.ts';
import { helpOf } from './answer-text.ts';
import type { Taken } from './take-question.ts';

/** What people see in the thread of their question; undefined for silence. */
export function takenMessage(taken: Taken, config: Config): Message | undefined {
  if (taken.outcome === 'silent') return undefined;
  if (taken.outcome === 'reply')
    return replyMessage(taken.reply, { help: helpOf(config), askedId: taken.askedId });
  if (taken.outcome === 'sample')
    return answerPartMessage(taken.sample.answer, taken.sample.index, helpOf(config));
  return repeatMessage(taken.reply.answer?.title ?? '');
}

/** In the place of an answer that stands in its thread already. */
export function repeatMessage(title: string): Message {
  const text = md`The answer “${title}” stands above already. Ask in other words, or take *Ask a human* there.`;
  return message({ text, blocks: [section(text)] });
}
