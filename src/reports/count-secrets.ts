import type { Mount } from '../core/inventory/inventory.ts';
import { inParallel } from '../lib/in-parallel.ts';
import type { VaultClient } from '../vault/vault-client.ts';
import { VaultError } from '../vault/vault-error.ts';
import { KeyList } from './schema.ts';

const requestsAtOnce = 16;

/**
 * How many secrets a KV v2 mount holds, from lists of names alone: nothing of any secret is read. One SCAN on
 * OpenBao, else a walk folder by folder.
 *
 * @throws VaultError
 */
export async function countSecrets(vault: VaultClient, mount: Mount, signal?: AbortSignal): Promise<number> {
  const root = `${mount.path}metadata/`;
  const options = { namespace: mount.namespace, ...(signal ? { signal } : {}) };
  if ((await vault.serverKind()) === 'openbao') {
    const scanned = await scan();
    if (scanned !== undefined) return scanned;
  }
  let count = 0;
  for (let folders = ['']; folders.length > 0; ) {
    const listed = await inParallel(folders, requestsAtOnce, async (folder) => {
      const keys = await vault.list(`${root}${folder}`, options);
      count += keys.filter((key) => !isFolder(key)).length;
      return keys.filter(isFolder).map((key) => `${folder}${key}`);
    });
    folders = listed.flat();
  }
  return count;

  /** Undefined where the login may list but not scan. */
  async function scan(): Promise<number | undefined> {
    try {
      const { data } = await vault.request({ ...options, method: 'SCAN', path: root }, KeyList);
      return data.keys.filter((key) => !isFolder(key)).length;
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      // An empty mount is a 404 without a word.
      if (error.failure === 'notFound' && error.details.length === 0) return 0;
      if (error.failure === 'denied') return undefined;
      throw error;
    }
  }
}

function isFolder(key: string): boolean {
  return key.endsWith('/');
}
