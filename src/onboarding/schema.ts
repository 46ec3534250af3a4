import { z } from 'zod';

/** What we read of the server's answers; only the fields in use. https://openbao.org/api-docs/ */

export const NamespaceAnswer = z.object({
  data: z.object({ custom_metadata: z.record(z.string(), z.string()).nullish() }),
});

/** Mounts of secrets engines or auth methods: path with a trailing slash → what it is. */
export const MountsAnswer = z.object({
  data: z.record(
    z.string(),
    z.object({
      type: z.string(),
      accessor: z.string(),
      options: z.record(z.string(), z.string()).nullish(),
    }),
  ),
});
export type MountsAnswer = z.infer<typeof MountsAnswer>;

export const PolicyAnswer = z.object({ data: z.object({ policy: z.string() }) });

const Group = z.object({
  id: z.string().min(1),
  name: z.string(),
  type: z.string(),
  policies: z.array(z.string()).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  alias: z.object({ name: z.string().optional(), mount_accessor: z.string().optional() }).nullish(),
});
export type Group = z.infer<typeof Group>;

export const GroupAnswer = z.object({ data: Group });

/** A look-up that finds nothing answers 204 without a body. */
export const GroupLookupAnswer = GroupAnswer.nullable();

export const TokenAnswer = z.object({
  auth: z.object({
    client_token: z.string().min(1),
    policies: z.array(z.string()),
    lease_duration: z.number(),
  }),
});

/** For writes of which nothing is read. */
export const Anything = z.unknown();
