import { z } from 'zod';
import { channelId } from './scalars.ts';

export const Channels = z.strictObject({
  status: channelId.optional().describe('Seal status and health.'),
  operators: channelId
    .optional()
    .describe('The platform team’s own channel: problems, what nobody else takes.'),
  approvals: channelId.optional().describe('Requests to approve. A private channel.'),
  reports: channelId.optional().describe('The monthly report.'),
  support: channelId.optional().describe('Where people ask; named when the bot does not know an answer.'),
});
export type Channels = z.infer<typeof Channels>;
