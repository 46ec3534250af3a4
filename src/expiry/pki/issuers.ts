import { z } from 'zod';
import type { Mount } from '../../core/inventory/inventory.ts';
import { sharedBy } from '../../lib/shared.ts';
import { askJson } from '../ask.ts';
import type { KindScan } from '../kind.ts';
import { isNothingThere } from '../scan-failure.ts';

/** A certificate authority in a PKI mount. */
export interface Issuer {
  id: string;
  /** What people call it; `''` when it has no name. */
  name: string;
  /** Of its own certificate. */
  serial: string;
}

const IssuerList = z.object({
  data: z.object({
    keys: z.array(z.string()),
    key_info: z
      .record(
        z.string(),
        z.object({ issuer_name: z.string().nullish(), serial_number: z.string().nullish() }),
      )
      .nullish(),
  }),
});

const lists = sharedBy((_scan: KindScan) => new Map<string, Promise<Issuer[]>>());

export function pkiMounts({ inventory }: KindScan): Mount[] {
  return inventory.mounts.filter(({ type }) => type === 'pki');
}

/**
 * The issuers of a mount, asked once in a scan: three kinds want them. No right is needed for it
 * (https://openbao.org/api-docs/secret/pki/#list-issuers).
 *
 * @throws VaultError, ScanStopped
 */
export function listIssuers(scan: KindScan, { namespace, path }: Mount): Promise<Issuer[]> {
  const known = lists(scan);
  const key = `${namespace}\n${path}`;
  const asked = known.get(key) ?? askIssuers(scan, namespace, path);
  known.set(key, asked);
  return asked;
}

async function askIssuers(scan: KindScan, namespace: string, mount: string): Promise<Issuer[]> {
  try {
    const { data } = await askJson(scan, { method: 'LIST', path: `${mount}issuers`, namespace }, IssuerList);
    return data.keys.map((id) => ({
      id,
      name: data.key_info?.[id]?.issuer_name ?? '',
      serial: data.key_info?.[id]?.serial_number ?? '',
    }));
  } catch (error) {
    if (isNothingThere(error)) return [];
    throw error;
  }
}
