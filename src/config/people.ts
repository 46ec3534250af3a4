import { z } from 'zod';
import { userGroupId, userId } from './scalars.ts';

const members = z
  .strictObject({
    users: z.array(userId).default([]).describe('User ids.'),
    userGroups: z
      .array(userGroupId)
      .default([])
      .describe('User group ids: whoever is in the group has the role.'),
  })
  .prefault({});

export const People = z.strictObject({
  operators: members.describe('The platform team: see everything.'),
  approvers: members.describe('May approve and deny requests.'),
  stakeholders: members.describe('Read totals and reports.'),
  developers: members.describe('May ask, request, and see what they own.'),
  membersAreDevelopers: z
    .boolean()
    .default(true)
    .describe(
      'Every full member of the home workspace counts as a developer. Guests and strangers never do.',
    ),
  mailDomains: z
    .array(z.string().regex(/^[a-z0-9.-]+\.[a-z]{2,}$/, 'a mail domain such as example.com'))
    .default([])
    .describe(
      'A mail as owner of a secret or an answer means the full member with that address, if its domain is listed here.',
    ),
});
export type People = z.infer<typeof People>;
