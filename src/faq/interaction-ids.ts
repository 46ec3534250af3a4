import { z } from 'zod';

/** What stands in action_id and callback_id. */
export const ids = {
  mention: { id: 'faq:mention', version: 1 },
  directMessage: { id: 'faq:direct-message', version: 1 },
  channelMessage: { id: 'faq:channel-message', version: 1 },
  more: { id: 'faq:more', version: 1 },
  choose: { id: 'faq:choose', version: 1 },
  helped: { id: 'faq:helped', version: 1 },
  notHelped: { id: 'faq:not-helped', version: 1 },
  missing: { id: 'faq:missing', version: 1 },
  human: { id: 'faq:human', version: 1 },
  sendHuman: { id: 'faq:send-human', version: 1 },
  take: { id: 'faq:take', version: 1 },
  close: { id: 'faq:close', version: 1 },
  outcome: { id: 'faq:outcome', version: 1 },
} as const;

/** A question's id. */
export const AskedId = z.string().regex(/^[0-9a-f]{16}$/);

/** A question and one of the answers: `0123456789abcdef:kv2-paths`. */
export const AskedTopic = z
  .string()
  .regex(/^[0-9a-f]{16}:[a-z0-9][a-z0-9-]{0,79}$/)
  .transform((text) => {
    const [id = '', topic = ''] = text.split(':');
    return { id, topic };
  });

/** A part of an answer behind "Show more": the rest (`more`), or the sample of that number. */
export const AnswerPart = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,79}:(?:more|\d{1,2})$/)
  .transform((text) => {
    const [topic = '', part = ''] = text.split(':');
    return { topic, sample: part === 'more' ? undefined : Number(part) };
  });
