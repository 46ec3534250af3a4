import { z } from 'zod';

const NamespaceInfo = z.object({
  custom_metadata: z.record(z.string(), z.string()).nullish(),
  locked: z.boolean().optional(),
  tainted: z.boolean().optional(),
});

/** Of LIST and SCAN sys/namespaces; keys are relative to the namespace that was asked. */
/** A SCAN that finds none has no `keys`. */
export const NamespaceList = z.object({
  data: z.object({
    keys: z.array(z.string()).nullish(),
    key_info: z.record(z.string(), NamespaceInfo).nullish(),
  }),
});
export type NamespaceList = z.infer<typeof NamespaceList>;

/** Of sys/internal/ui/namespaces: only what this token may see, for any token. */
export const VisibleNamespaces = z.object({ data: z.object({ keys: z.array(z.string()).nullish() }) });

export const MountTable = z.record(
  z.string(),
  z.object({
    type: z.string(),
    accessor: z.string().default(''),
    description: z.string().default(''),
    options: z.record(z.string(), z.string()).nullish(),
  }),
);
export type MountTable = z.infer<typeof MountTable>;

/** Of sys/mounts and sys/auth. */
export const MountAnswer = z.object({ data: MountTable });

/** Of sys/internal/ui/mounts: only what this token may use, for any token. */
export const VisibleMounts = z.object({ data: z.object({ secret: MountTable, auth: MountTable }) });
