import { z } from 'zod';
import { namespacePath } from './scalars.ts';

/** Namespaces and mounts that end up in policy paths: no `*`, `+`, `{{`, quotes or dots-only segments. */
const plainPath = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*\/)*$/;

const onboardingNamespace = namespacePath.refine(
  (path) => plainPath.test(path),
  'a namespace path of letters, digits, ., _ and - only, since it becomes part of policies',
);

const span = z.string().regex(/^\d{1,4}[hdw]$/, 'a span such as 12h, 7d or 2w');

export const OnboardingConfig = z
  .strictObject({
    cluster: z.string().min(1).describe('Name of the cluster in which namespaces are made.'),
    parentNamespace: onboardingNamespace.default('').describe('New namespaces go below this one.'),
    groups: z
      .strictObject({
        namespace: onboardingNamespace
          .default('')
          .describe('Namespace of the auth method below; identity objects and team policies are made there.'),
        mount: z
          .string()
          .transform((text) => `${text.replace(/^\/+|\/+$/g, '')}/`)
          .refine((text) => text !== '/' && plainPath.test(text), 'the path of an auth method such as oidc/')
          .describe('Auth method whose groups people belong to: oidc/, ldap/ …'),
        role: z
          .string()
          .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'the name of a role')
          .optional()
          .describe('Role that people log in with; put into the login command of the guidelines.'),
        label: z.string().min(1).max(48).default('Group').describe('What the form calls the group.'),
        pattern: z
          .string()
          .min(1)
          .refine(isPattern, 'a regular expression')
          .default('^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,127}$')
          .describe(
            'What a whole group name must look like (a regular expression); for Entra ID the object id.',
          ),
        hint: z.string().max(150).default('').describe('Shown under the field.'),
      })
      .describe('Where groups come from.'),
    writer: z
      .strictObject({
        mount: z
          .string()
          .min(1)
          .default('approle')
          .describe(
            'Where the writing AppRole is mounted, in the namespace of the groups (onboarding.groups.namespace).',
          ),
        roleId: z.string().min(1).optional().describe('Its role id. Without it: VAULT_WRITER_ROLE_ID.'),
        secretIdFile: z
          .string()
          .min(1)
          .optional()
          .describe('A file with its secret id. Without it: VAULT_WRITER_SECRET_ID.'),
      })
      .optional()
      .describe(
        'The second login, which may write. Root-equivalent: read docs/onboarding.md before you switch it on. Without it every request is a dry run.',
      ),
    remindAfter: span
      .default('24h')
      .describe('Approvers are reminded once of a request that waits this long.'),
    expireAfter: span.default('7d').describe('A request that nobody answers for this long is closed.'),
    guidelines: z
      .array(z.string().max(1000))
      .default([])
      .describe('Sentences added to the message the requester gets.'),
  })
  .superRefine((config, context) => {
    // A token reaches its own namespace and those below, never one beside or above.
    if (!config.parentNamespace.startsWith(config.groups.namespace))
      context.addIssue({
        code: 'custom',
        path: ['parentNamespace'],
        message: `the namespace of the auth method (${config.groups.namespace}) or one below it: its logins reach no other`,
      });
  });
export type OnboardingConfig = z.infer<typeof OnboardingConfig>;

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
