import { z } from 'zod';

/** What stands in action_id and callback_id. */
export const ids = {
  mention: { id: 'faq:mention', version: 1 },
  directMessage: { id: 'faq:direct-message', version: 1 },
  channelMessage: { id: 'faq:channel-message', version: 1 },
  messageChange: { id: 'faq:message-change', version: 1 },
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
  save: { id: 'faq:save', version: 1 },
  sendDraft: { id: 'faq:send-draft', version: 1 },
  acceptDraft: { id: 'faq:accept-draft', version: 1 },
  rejectDraft: { id: 'faq:reject-draft', version: 1 },
  reopenDraft: { id: 'faq:reopen-draft', version: 1 },
  editDraft: { id: 'faq:edit-draft', version: 1 },
  rewordDraft: { id: 'faq:reword-draft', version: 1 },
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

/** A draft as it was shown: its id and revision, `0123456789abcdef:2`. */
export const DraftRefValue = z
  .string()
  .regex(/^[0-9a-f]{16}:\d{1,6}$/)
  .transform((text) => {
    const [id = '', revision = ''] = text.split(':');
    return { id, revision: Number(revision) };
  });

/** A message: `C0HELP:1700000000.000100`. */
export const MessagePlace = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{2,30}:\d{1,12}\.\d{1,9}$/)
  .transform((text) => {
    const [channel = '', ts = ''] = text.split(':');
    return { channel, ts };
  });
