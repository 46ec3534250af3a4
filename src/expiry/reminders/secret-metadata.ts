import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import type { Cluster } from '../../core/inventory/cluster.ts';
import { UserError } from '../../lib/errors.ts';
import type { WriteAttribution } from '../../vault/vault-client.ts';
import { VaultError } from '../../vault/vault-error.ts';
import type { KvFields } from '../kv/kv-record.ts';
import { createPathSettings, kvSettings } from '../kv/kv-settings.ts';
import { scanSettings } from '../scan-settings.ts';

/** Where one KV v2 secret is. */
export interface SecretPlace {
  cluster: string;
  namespace: string;
  mount: string;
  path: string;
}

/** What the metadata of a secret says now. */
export interface LiveSecret {
  version: number;
  /** What people wrote about it. */
  custom: Readonly<Record<string, string>>;
  /** The keys that count at this place. */
  fields: KvFields;
  /** As its own metadata names it. */
  owner: string | undefined;
}

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-metadata */
const MetadataAnswer = z.object({
  data: z.object({
    current_version: z.int().default(0),
    custom_metadata: z.record(z.string(), z.string()).nullish(),
  }),
});

const timeoutMs = 5_000;
/** The server's own limit. */
const mostKeys = 64;

/** Reads the metadata of a secret, never its value. @throws VaultError, UserError when it is not there */
export async function readSecret(
  cluster: Cluster,
  place: SecretPlace,
  config: Config,
  now: Date,
  signal?: AbortSignal,
): Promise<LiveSecret> {
  const request = { method: 'GET', ...requestOf(place), ...(signal ? { signal } : {}) } as const;
  const { data } = await cluster.vault.request(request, MetadataAnswer).catch((error: unknown) => {
    if (error instanceof VaultError && error.failure === 'notFound')
      throw new UserError('This secret is not there any more.', { cause: error });
    throw error;
  });
  const { fields } = createPathSettings(kvSettings(scanSettings(config), place, now))(place.path);
  const custom = data.custom_metadata ?? {};
  const owner = Object.hasOwn(custom, fields.owner) ? custom[fields.owner]?.trim() : undefined;
  return { version: data.current_version, custom, fields, owner: owner || undefined };
}

/**
 * Writes keys of the custom metadata by PATCH, which leaves all other keys and settings as they are; a POST would
 * replace them. https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#patch-metadata
 *
 * @throws VaultError, UserError in words when the login may not
 */
export async function patchSecret(
  cluster: Cluster,
  place: SecretPlace,
  live: LiveSecret,
  keys: Readonly<Record<string, string>>,
  attribution: WriteAttribution,
): Promise<void> {
  const count = new Set([...Object.keys(live.custom), ...Object.keys(keys)]).size;
  if (count > mostKeys)
    throw new UserError(
      `The secret has ${Object.keys(live.custom).length} keys of metadata, and Vault takes no more than ${mostKeys}. Remove one first.`,
    );
  try {
    await cluster.vault.request(
      {
        method: 'PATCH',
        ...requestOf(place),
        body: { custom_metadata: keys },
        idempotent: true,
        attribution,
      },
      z.unknown(),
    );
  } catch (error) {
    if (error instanceof VaultError && error.failure === 'denied')
      throw new UserError(
        `The login may not write metadata in ${place.namespace}${place.mount} of ${cluster.name}. The platform team gives it the policy that \`vault-policy --dates\` writes.`,
        { cause: error },
      );
    throw error;
  }
}

function requestOf({ namespace, mount, path }: SecretPlace): {
  path: string;
  namespace: string;
  timeoutMs: number;
} {
  return { path: `${mount}metadata/${path}`, namespace, timeoutMs };
}
