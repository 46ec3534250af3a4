import { z } from 'zod';
import { namespacePath } from './scalars.ts';

export const OnboardingConfig = z.strictObject({
  cluster: z.string().min(1).describe('Name of the cluster in which namespaces are made.'),
  parentNamespace: namespacePath.default('').describe('New namespaces go below this one.'),
  groups: z
    .strictObject({
      namespace: namespacePath
        .default('')
        .describe('Namespace of the auth method below; identity objects are made there.'),
      mount: z.string().min(1).describe('Auth method whose groups people belong to: oidc/, ldap/ …'),
      label: z.string().min(1).max(48).default('Group').describe('What the form calls the group.'),
      pattern: z
        .string()
        .min(1)
        .default('^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,127}$')
        .describe('What a group must look like; for Entra ID the object id.'),
      hint: z.string().max(150).default('').describe('Shown under the field.'),
    })
    .describe('Where groups come from.'),
  writer: z
    .strictObject({
      mount: z.string().min(1).default('approle').describe('Where the writing AppRole is mounted.'),
      namespace: namespacePath.default('').describe('Namespace of that mount.'),
      roleId: z.string().min(1).optional().describe('Its role id. Without it: VAULT_WRITER_ROLE_ID.'),
      secretIdFile: z
        .string()
        .min(1)
        .optional()
        .describe('A file with its secret id. Without it: VAULT_WRITER_SECRET_ID.'),
    })
    .optional()
    .describe(
      'The second login, which may write. Root-equivalent: read docs/onboarding.md before you switch it on.',
    ),
  guidelines: z
    .array(z.string().max(1000))
    .default([])
    .describe('Sentences added to the message the requester gets.'),
});
export type OnboardingConfig = z.infer<typeof OnboardingConfig>;
