import { z } from 'zod';

/** https://openbao.org/api-docs/system/ha-status/; the two last only on HashiCorp's. */
export const HaStatus = z.object({
  data: z.object({
    nodes: z.array(
      z.object({
        hostname: z.string(),
        api_address: z.string(),
        cluster_address: z.string(),
        active_node: z.boolean(),
        last_echo: z.string().nullish(),
        version: z.string().optional(),
      }),
    ),
  }),
});

/** https://openbao.org/api-docs/system/storage/raftautopilot/ */
export const AutopilotState = z.object({
  data: z.object({
    healthy: z.boolean(),
    failure_tolerance: z.number(),
    leader: z.string(),
    voters: z.array(z.string()).nullish(),
    servers: z.record(
      z.string(),
      z.object({
        id: z.string(),
        address: z.string(),
        node_status: z.string(),
        healthy: z.boolean(),
        last_index: z.number(),
      }),
    ),
  }),
});

/** https://openbao.org/api-docs/system/audit/ */
export const AuditDevices = z.object({ data: z.record(z.string(), z.object({ type: z.string() })) });

const progress = z.object({ started: z.boolean(), progress: z.number().optional(), required: z.number() });

/** OpenBao puts it under `data`, HashiCorp's unauthenticated endpoints do not. */
export const Ceremony = z.union([z.object({ data: progress }).transform(({ data }) => data), progress]);

/** https://openbao.org/api-docs/system/namespaces/ */
export const NamespaceSealStatus = z.object({
  data: z.object({ sealed: z.boolean(), progress: z.number().optional(), t: z.number().optional() }),
});
