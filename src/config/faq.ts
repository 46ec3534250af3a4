import { z } from 'zod';
import { channelId } from './scalars.ts';

export const FaqConfig = z.strictObject({
  paths: z
    .array(z.string().min(1))
    .default([])
    .describe('Folders with answers of your own. A file replaces ours by having its name.'),
  channels: z.array(channelId).default([]).describe('Channels in which questions are answered unasked.'),
  answersPerHour: z
    .int()
    .min(0)
    .max(1_000)
    .default(20)
    .describe('The most unasked answers in one channel in an hour.'),
  weekly: z
    .strictObject({
      channel: channelId
        .optional()
        .describe('Where the weekly post goes. Without it, to channels.operators.'),
      day: z
        .enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
        .default('monday')
        .describe('The day of the weekly post.'),
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00')
        .default('09:00')
        .describe('Its time of day.'),
    })
    .prefault({})
    .describe('The weekly post for operators: what the answers lack, and how they did.'),
  semanticModel: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'A sentence model that helps to find answers: a folder, or a name on the Hugging Face hub (docs/faq.md).',
    ),
  variables: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]{0,40}$/, 'a name of small letters, digits and _'),
      z.string().max(500),
    )
    .default({})
    .describe(
      'Local facts put into answers: vault_addr, sso_role, request_form, support_channel, lead_time …',
    ),
});
export type FaqConfig = z.infer<typeof FaqConfig>;
