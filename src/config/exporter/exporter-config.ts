import { z } from 'zod';

/**
 * The configuration of tomtom-international/vault-assessment-prometheus-exporter 1.1.15:
 * https://github.com/tomtom-international/vault-assessment-prometheus-exporter. Like there, unknown keys are refused.
 */

const text = z.string('a text');
/** Some of its keys may be there without a value. */
const dictionary = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()], 'one value'), 'keys with values')
  .nullish()
  .transform((values) =>
    Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, String(value)])),
  );

const FieldNames = z
  .strictObject({ last_renewal_timestamp: text.optional(), expiration_timestamp: text.optional() })
  .nullish();

const Authentication = z.strictObject({
  token: z.strictObject({ token_var_name: text.optional(), token_file: text.optional() }).nullish(),
  kubernetes: z
    .strictObject({ token_file: text.optional(), mount_point: text.optional(), role: text.optional() })
    .nullish(),
  approle: z
    .strictObject({
      role_id: text.optional(),
      role_id_variable: text.optional(),
      role_id_file: text.optional(),
      secret_id: text.optional(),
      secret_id_variable: text.optional(),
      secret_id_file: text.optional(),
      mount_point: text.optional(),
    })
    .optional(),
  // Its README has it here, its own validator only one level up.
  token_autorenew: z.boolean('true or false').optional(),
});
export type Authentication = z.infer<typeof Authentication>;

const Service = z.strictObject({
  name: text,
  prometheus_labels: dictionary,
  metadata_fieldnames: FieldNames,
  secrets: z
    .array(
      z.strictObject({
        mount_point: text,
        secret_path: text,
        recursive: z.boolean('true or false').default(false),
      }),
      'a list',
    )
    .nullish(),
  entities: z
    .array(z.strictObject({ mount_point: text, entity_id: text, entity_name: text }), 'a list')
    .nullish(),
});
export type ExporterService = z.infer<typeof Service>;

export const ExporterConfig = z.strictObject(
  {
    vault: z.strictObject(
      {
        address: text.optional(),
        namespace: text.nullish(),
        token_autorenew: z.boolean('true or false').optional(),
        authentication: Authentication,
      },
      'the section `vault`',
    ),
    refresh_interval: z.int('whole seconds').min(1).optional(),
    port: z.int('a port').min(1).max(65535).optional(),
    expiration_monitoring: z.strictObject(
      {
        metadata_fieldnames: FieldNames,
        prometheus_labels: dictionary,
        services: z.array(Service, 'a list of services'),
      },
      'the section `expiration_monitoring`',
    ),
  },
  'the exporter’s configuration',
);
export type ExporterConfig = z.infer<typeof ExporterConfig>;
