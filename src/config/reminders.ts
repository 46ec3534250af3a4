import { z } from 'zod';
import { namespacePath } from './scalars.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00');
const pattern = z.string().min(1).max(500);
const before = z.array(z.int().min(1).max(3650)).max(12);
const overdueDays = z.int().min(0).max(365);
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** When things of one sort or place are told. */
const ReminderRule = z.strictObject({
  kind: pattern
    .optional()
    .describe('Kinds of things, such as `kv`, `approle-secret-id` or `pki-*`. Without it: all.'),
  cluster: z.string().min(1).optional().describe('Name of one cluster. Without it: all.'),
  namespace: namespacePath.optional().describe('Namespaces; a `*` stands for anything. Without it: all.'),
  mount: pattern
    .transform((text) => `${text.replace(/^\/+|\/+$/g, '')}/`)
    .optional()
    .describe('Mounts, such as `kv/` or `team-*`. Without it: all.'),
  path: pattern.optional().describe('Paths inside the mount, such as `shared/*`. Without it: all.'),
  before: before.optional().describe('Days before the end at which the owner is told. `[]`: never before.'),
  overdueDays: overdueDays.optional().describe('As above, for these.'),
});
export type ReminderRule = z.infer<typeof ReminderRule>;

export const RemindersConfig = z.strictObject({
  on: z.boolean().default(true).describe('Owners are told of what runs out.'),
  at: clock.default('09:00').describe('When digests go out, on working days; one a day and owner.'),
  until: clock
    .default('17:00')
    .describe('A digest that was held up is sent until then; later it waits for the next working day.'),
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .default(['mon', 'tue', 'wed', 'thu', 'fri'])
    .describe('Working days. Those in `report.holidays` are none.'),
  before: before
    .default([30, 14, 7, 3, 1])
    .describe('Days before the end at which the owner is told, where nothing else is said below.'),
  overdueDays: overdueDays
    .default(7)
    .describe('For so many days after the end the owner is told each day, then operators each week.'),
  rules: z
    .array(ReminderRule)
    .default([])
    .describe('Other times for some kinds or places. Where several say the same, the last counts.'),
});
export type RemindersConfig = z.infer<typeof RemindersConfig>;
