import { z } from 'zod';
import { channelId, namespacePath, userGroupId, userId } from './scalars.ts';

const severity = z.enum(['critical', 'warning', 'info']);

const span = (example: string) => z.string().regex(/^\d{1,4}[smhd]$/, `a span such as ${example}`);

/** Where some of the incidents go. All that is said must hold. */
const IncidentRoute = z.strictObject({
  clusters: z.array(z.string().min(1)).optional().describe('Names of clusters. Without it: all.'),
  severities: z.array(severity).min(1).optional().describe('`critical`, `warning`, `info`. Without it: all.'),
  namespaces: z
    .array(namespacePath)
    .min(1)
    .optional()
    .describe('Namespaces, each with all below it. Without it: all incidents, of a namespace or not.'),
  channel: channelId.describe('Where these incidents are told.'),
});
export type IncidentRoute = z.infer<typeof IncidentRoute>;

const called = z.array(z.union([userGroupId, userId], 'a user group id (S…) or a user id (U…)')).default([]);

export const IncidentsConfig = z.strictObject({
  channel: channelId
    .optional()
    .describe(
      'Where incidents are told that no route takes. Without it: channels.status, else channels.operators.',
    ),
  routes: z
    .array(IncidentRoute)
    .default([])
    .describe('Other channels for some incidents. The first that fits counts.'),
  callOn: z
    .strictObject({
      critical: called.describe('Mentioned, once, in a critical incident.'),
      warning: called.describe('Mentioned, once, in a warning.'),
      info: called.describe('Mentioned, once, in an info.'),
    })
    .prefault({})
    .describe('User groups and people on call. They may use the buttons of incidents, as operators may.'),
  goodLooks: z.int().min(1).max(60).default(3).describe('So many good looks in a row end an incident.'),
  reopenWithin: span('30m')
    .default('30m')
    .describe('What comes back within this time goes on in the same message.'),
  flapping: z
    .strictObject({
      times: z.int().min(2).max(20).default(3).describe('What starts so often …'),
      within: span('30m').default('30m').describe('… within this time is flapping …'),
      quietFor: span('5m').default('5m').describe('… and ends only after this time without trouble.'),
    })
    .prefault({})
    .describe('What comes and goes.'),
  editAfter: span('10s')
    .default('10s')
    .describe(
      'Changes that can wait are shown after this time, several at once. Clicks and ends are shown at once.',
    ),
  askAgainAfter: span('30m').default('30m').describe('Who said “I’m on it” is asked again after this time.'),
  releaseAfter: span('10m')
    .default('10m')
    .describe('Without an answer to that, the incident is free again after this time.'),
  runbooks: z
    .url({ protocol: /^https?$/, error: 'an http or https address' })
    .optional()
    .describe('Where people can read docs/runbooks. Without it runbooks are named, not linked.'),
});
export type IncidentsConfig = z.infer<typeof IncidentsConfig>;
