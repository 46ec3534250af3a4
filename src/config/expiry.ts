import { z } from 'zod';
import { ExpiryMetricsConfig } from './expiry-metrics.ts';
import { RemindersConfig } from './reminders.ts';
import { channelId, namespacePath } from './scalars.ts';

const key = z.string().min(1);
const pattern = z.string().min(1).max(500);

/** One rule: which things it is about, and what holds for them. */
const ExpiryRule = z.strictObject({
  cluster: z.string().min(1).optional().describe('Name of one cluster. Without it: all.'),
  namespace: namespacePath
    .optional()
    .describe(
      'Namespaces, such as `payments/` or `payments/*` (all below it). A `*` stands for anything. Without it: all.',
    ),
  mount: pattern
    .transform((text) => `${text.replace(/^\/+|\/+$/g, '')}/`)
    .optional()
    .describe('Mounts, such as `kv/` or `team-*`. Without it: all.'),
  path: pattern.optional().describe('Paths inside the mount, such as `shared/*`. Without it: all.'),
  fields: z
    .strictObject({
      expiration: key.optional().describe('Custom metadata key that holds the expiry date.'),
      lastRenewal: key.optional().describe('Custom metadata key that holds the last renewal.'),
      owner: key.optional().describe('Custom metadata key that names the owner.'),
    })
    .optional()
    .describe('Other names of the custom metadata keys.'),
  required: z.boolean().optional().describe('Every secret must have a date; one without is a problem.'),
  owner: z
    .string()
    .min(1)
    .optional()
    .describe('Who owns what names no owner itself: a mail, a user id, a user group or a channel.'),
});
export type ExpiryRule = z.infer<typeof ExpiryRule>;

export const ExpiryConfig = z.strictObject({
  within: z
    .string()
    .regex(/^\d{1,4}[dw]$/, 'a span such as 30d or 4w')
    .default('30d')
    .describe('What counts as expiring soon, when nobody says otherwise.'),
  fields: z
    .strictObject({
      expiration: key
        .default('expiration_timestamp')
        .describe('Custom metadata key that holds the expiry date.'),
      lastRenewal: key
        .default('last_renewal_timestamp')
        .describe('Custom metadata key that holds the last renewal.'),
      owner: key.default('owner').describe('Custom metadata key that names the owner.'),
    })
    .prefault({})
    .describe('Names of the custom metadata keys.'),
  rules: z
    .array(ExpiryRule)
    .default([])
    .describe(
      'What holds for some namespaces, mounts or paths only. Where several rules say the same, the last counts.',
    ),
  pathsIn: z
    .enum(['private', 'direct'])
    .default('private')
    .describe(
      'Where secret paths may be shown: `private` (private channels and direct messages) or `direct` (direct messages only). Public channels always get counts.',
    ),
  channels: z
    .array(pattern)
    .default([])
    .describe(
      'Channels that may own secrets: ids, or patterns of names such as `team-*`. Never one that another company reads.',
    ),
  fallbackChannel: channelId
    .optional()
    .describe('Told of what has no owner who can be told. Without it: `channels.operators`.'),
  write: z
    .boolean()
    .default(false)
    .describe(
      'The bot may write expiry dates and owners that people give it. Needs the policy of `vault-policy --dates`.',
    ),
  reminders: RemindersConfig.prefault({}).describe('Who is told, and when.'),
  metrics: ExpiryMetricsConfig.prefault({}).describe('What `/metrics` says of single secrets.'),
  scanSchedule: z
    .string()
    .regex(/^\s*\S+(\s+\S+){4}\s*$/, 'five fields of cron, such as `*/30 * * * *`')
    .default('*/30 * * * *')
    .describe(
      'When the bot looks through Vault: five fields of cron in the configured zone. It also does so at its start.',
    ),
  concurrency: z.int().min(1).max(64).default(16).describe('Requests at once to one cluster during a scan.'),
  requestsPerSecond: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('At most so many requests a second to one cluster during a scan. Without it: no limit.'),
  selfRenewingDays: z
    .int()
    .min(0)
    .max(3650)
    .default(30)
    .describe(
      'Certificates and secret ids that live shorter than this are renewed by machines: nobody is told of them. Lists have them all the same.',
    ),
  deadlineMinutes: z
    .int()
    .min(1)
    .max(240)
    .default(10)
    .describe('A scan stops after this; what was not seen by then is listed under problems.'),
});
export type ExpiryConfig = z.infer<typeof ExpiryConfig>;
