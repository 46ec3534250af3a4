import { z } from 'zod';
import { namespacePath } from './scalars.ts';

/** Labels that the gauges have anyway, and those that are Prometheus' own. */
const takenLabels = new Set([
  'monitored_path',
  'mount_point',
  'service',
  'entity_name',
  'cluster',
  'namespace',
  'job',
  'instance',
]);

/** https://prometheus.io/docs/concepts/data_model/ */
const labelName = z
  .string()
  .regex(/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/, 'a label name of letters, digits and underscores')
  .refine((name) => !takenLabels.has(name), 'another name; this label is there already');
const labels = z.record(labelName, z.string());
const pattern = z.string().min(1).max(500);

const Service = z.strictObject({
  name: z.string().min(1).describe('The value of the label `service`.'),
  cluster: z.string().min(1).optional().describe('Name of one cluster. Without it: all.'),
  namespace: namespacePath
    .optional()
    .describe('Namespaces; a `*` stands for anything. Without it: all; empty: the root.'),
  mount: pattern
    .transform((text) => `${text.replace(/^\/+|\/+$/g, '')}/`)
    .optional()
    .describe('Mounts, `identity` for entities. Without it: all.'),
  path: pattern
    .transform((text) => text.replace(/^\/+/, ''))
    .optional()
    .describe('Paths inside the mount, such as `shared/*`; names of entities. Without it: all.'),
  labels: labels.optional().describe('Other values for the keys of `expiry.metrics.labels`.'),
});
export type ExpiryService = z.infer<typeof Service>;

/** Which series `/metrics` has of single secrets and entities. */
export const ExpiryMetricsConfig = z
  .strictObject({
    labels: labels
      .default({})
      .describe('Labels that every series of a secret or an entity carries, with their values.'),
    services: z
      .array(Service)
      .default([])
      .describe(
        'Groups secrets and entities by the label `service`. Where several fit, the last counts; what fits none has none.',
      ),
    seriesLimit: z
      .int()
      .min(0)
      .max(20_000)
      .default(10_000)
      .describe(
        'At most so many series of single things, soonest end first. Counts by namespace are always there.',
      ),
  })
  .superRefine(({ labels, services }, context) => {
    services.forEach((service, index) => {
      for (const name of Object.keys(service.labels ?? {}))
        if (!Object.hasOwn(labels, name))
          context.addIssue({
            code: 'custom',
            path: ['services', index, 'labels', name],
            message: 'a key of expiry.metrics.labels too: all series of a gauge have the same labels',
          });
    });
  });
export type ExpiryMetricsConfig = z.infer<typeof ExpiryMetricsConfig>;
