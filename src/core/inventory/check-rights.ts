import { z } from 'zod';
import type { VaultClient } from '../../vault/vault-client.ts';
import type { PolicyLine } from './policy.ts';
import type { Inventory } from './take-inventory.ts';

/** `sys/capabilities-self` answers by path. https://openbao.org/api-docs/system/capabilities-self/ */
const Capabilities = z.object({ data: z.record(z.string(), z.array(z.string())) });

const pathsAtOnce = 500;

/**
 * The lines that the login lacks, wholly or in part.
 *
 * @throws VaultError
 */
export async function findMissingLines(
  vault: VaultClient,
  lines: readonly PolicyLine[],
  signal?: AbortSignal,
): Promise<PolicyLine[]> {
  const samples = lines.map(({ path }) => path.replace(/\*$/, 'x'));
  const rights = await readCapabilities(vault, samples, signal);
  return lines.filter(({ capabilities }, index) => {
    const has = rights.get(samples[index] ?? '') ?? new Set();
    return !has.has('root') && capabilities.some((capability) => !has.has(capability));
  });
}

/** A place where the login could read the values of secrets, which it never should. */
export interface ReadableValues {
  namespace: string;
  mount: string;
  /** A path as an example, from the login's own namespace. */
  path: string;
}

/**
 * KV mounts whose secret values the login may read: through a wildcard that is too wide, or because a mount of another
 * kind has taken the place of one that a policy was written for.
 *
 * @throws VaultError
 */
export async function findReadableValues(
  vault: VaultClient,
  { mounts }: Pick<Inventory, 'mounts'>,
  signal?: AbortSignal,
): Promise<ReadableValues[]> {
  const probes = mounts
    .filter(({ kvVersion }) => kvVersion !== undefined)
    .flatMap(({ namespace, path: mount, kvVersion }) =>
      (kvVersion === 2 ? ['data/x', 'data/metadata/x'] : ['x', 'metadata/x']).map((sample) => ({
        namespace,
        mount,
        path: namespace.slice(vault.namespace.length) + mount + sample,
      })),
    );
  const rights = await readCapabilities(
    vault,
    probes.map(({ path }) => path),
    signal,
  );
  const readable = probes.filter(({ path }) => {
    const has = rights.get(path);
    return has?.has('read') || has?.has('root');
  });
  return readable.filter(
    (probe, index) =>
      readable.findIndex(({ namespace, mount }) => namespace === probe.namespace && mount === probe.mount) ===
      index,
  );
}

async function readCapabilities(
  vault: VaultClient,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rights = new Map<string, ReadonlySet<string>>();
  for (let from = 0; from < paths.length; from += pathsAtOnce) {
    const { data } = await vault.request(
      {
        method: 'POST',
        path: 'sys/capabilities-self',
        body: { paths: paths.slice(from, from + pathsAtOnce) },
        idempotent: true,
        ...(signal ? { signal } : {}),
      },
      Capabilities,
    );
    for (const [path, capabilities] of Object.entries(data)) rights.set(path, new Set(capabilities));
  }
  return rights;
}
