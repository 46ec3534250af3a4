import { z } from 'zod';

/**
 * What Slack delivers, as far as it is used. Strict about what decides something, lenient about the rest.
 * https://docs.slack.dev/reference/interaction-payloads
 */

const id = z.string().min(1);
const withId = z.object({ id });
const absent = z.null().transform(() => undefined);
const maybe = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, absent]).optional();

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
export const CommandPayload = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: id,
  channel_id: id,
  trigger_id: id,
  response_url: maybe(z.url()),
});
export type CommandPayload = z.infer<typeof CommandPayload>;

const View = z.object({
  id,
  callback_id: z.string().default(''),
  hash: z.string().default(''),
  private_metadata: z.string().default(''),
  title: maybe(z.object({ text: z.string() })),
  submit: maybe(z.object({ text: z.string() })),
  blocks: z.array(z.looseObject({ type: z.string() })).default([]),
  state: z
    .object({ values: z.record(z.string(), z.record(z.string(), z.looseObject({ type: z.string() }))) })
    .default({ values: {} }),
});
export type ViewPayload = z.infer<typeof View>;

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const ActionsPayload = z.object({
  user: withId,
  trigger_id: maybe(id),
  response_url: maybe(z.url()),
  channel: maybe(withId),
  message: maybe(z.object({ ts: id, thread_ts: maybe(id) })),
  container: maybe(z.object({ is_ephemeral: z.boolean().default(false) })),
  view: maybe(View),
  actions: z
    .array(
      z.looseObject({
        action_id: z.string(),
        action_ts: z.string().default(''),
        value: maybe(z.string()),
        selected_option: maybe(z.looseObject({ value: z.string() })),
      }),
    )
    .min(1),
});
export type ActionsPayload = z.infer<typeof ActionsPayload>;

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const SubmissionPayload = z.object({ user: withId, trigger_id: maybe(id), view: View });
export type SubmissionPayload = z.infer<typeof SubmissionPayload>;

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export const ShortcutPayload = z.object({
  type: z.enum(['shortcut', 'message_action']),
  callback_id: z.string(),
  user: withId,
  trigger_id: id,
  response_url: maybe(z.url()),
  channel: maybe(withId),
  message: maybe(
    z.object({
      ts: id,
      thread_ts: maybe(id),
      user: maybe(id),
      text: z.string().default(''),
    }),
  ),
});
export type ShortcutPayload = z.infer<typeof ShortcutPayload>;

/** https://docs.slack.dev/reference/events/message and /app_mention */
export const MessagePayload = z.object({
  event_id: z.string().default(''),
  event: z.object({
    type: z.enum(['message', 'app_mention']),
    subtype: maybe(z.string()),
    hidden: z.boolean().default(false),
    bot_id: maybe(z.string()),
    user: maybe(id),
    channel: id,
    channel_type: maybe(z.string()),
    ts: id,
    thread_ts: maybe(id),
    text: z.string().default(''),
  }),
});
export type MessagePayload = z.infer<typeof MessagePayload>;

const ChangedMessage = z.object({
  ts: id,
  subtype: maybe(z.string()),
  user: maybe(id),
  bot_id: maybe(z.string()),
  thread_ts: maybe(id),
  text: z.string().default(''),
});

/** https://docs.slack.dev/reference/events/message/message_changed and /message_deleted */
export const ChangePayload = z.object({
  event: z.object({
    type: z.literal('message'),
    subtype: z.enum(['message_changed', 'message_deleted']),
    channel: id,
    channel_type: maybe(z.string()),
    ts: id,
    deleted_ts: maybe(id),
    message: maybe(ChangedMessage),
    previous_message: maybe(ChangedMessage),
  }),
});
export type ChangePayload = z.infer<typeof ChangePayload>;

/** https://docs.slack.dev/reference/events/app_home_opened */
export const HomeOpenedPayload = z.object({
  event_id: id,
  event: z.object({ user: id, tab: z.string().default('home') }),
});
export type HomeOpenedPayload = z.infer<typeof HomeOpenedPayload>;
