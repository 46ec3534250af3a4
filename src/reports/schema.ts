import { z } from 'zod';

/** Answers of Vault and OpenBao, only the fields that the report uses. */

/** https://developer.hashicorp.com/vault/api-docs/system/internal-counters#entities */
export const EntityCount = z.object({
  data: z.object({ counters: z.object({ entities: z.object({ total: z.int().min(0) }) }) }),
});

/** On OpenBao, and on Vault before 1.21. */
export const TokenCount = z.object({
  data: z.object({ counters: z.object({ service_tokens: z.object({ total: z.int().min(0) }) }) }),
});

/**
 * Both `counters/activity` and `counters/activity/monthly`; null for their empty 204 answers.
 * https://developer.hashicorp.com/vault/api-docs/system/internal-counters#client-count
 */
export const ActivityLog = z
  .object({
    data: z.object({
      months: z
        .array(
          z.object({
            timestamp: z.string(),
            counts: z.object({ clients: z.int().min(0) }).nullish(),
          }),
        )
        .nullish(),
    }),
  })
  .nullable();
export type ActivityLog = z.infer<typeof ActivityLog>;

/** `enable`, `disable`, `default-enabled`, `default-disabled`. */
export const ActivityConfig = z.object({ data: z.object({ enabled: z.string() }) });

/** Of SCAN `<mount>/metadata/`. An empty mount answers without keys. */
export const KeyList = z.object({ data: z.object({ keys: z.array(z.string()).default([]) }) });

/** The name under which a server's metrics appear. A sealed one does not tell it. */
export const SealStatus = z.object({ cluster_name: z.string().optional() });
