import { z } from 'zod';
import { channelId } from './scalars.ts';

export const SlackConfig = z.strictObject({
  command: z
    .string()
    .regex(/^\/[a-z][a-z0-9_-]{0,30}$/, 'a slash command such as /vault')
    .default('/vault')
    .describe('The slash command, as in the manifest.'),
  tables: z
    .enum(['native', 'sections'])
    .default('native')
    .describe(
      'How long lists are shown: `native` (Slack’s own tables) or `sections` (plain paragraphs, where a client cannot draw those).',
    ),
  dryRunChannel: channelId
    .optional()
    .describe('All posts go to this one channel, while a team tries the bot out.'),
});
export type SlackConfig = z.infer<typeof SlackConfig>;
