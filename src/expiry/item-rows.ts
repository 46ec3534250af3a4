import type { DatedItem, KindName, SelfRenewal } from './finding.ts';
import type { ItemChange, KnownItem } from './known-item.ts';

declare module '../store/store.ts' {
  interface Tables {
    expiry_items: ItemRow;
  }
}

/** One known thing; times are Unix milliseconds. `known-item.ts` says what each means. */
export interface ItemRow {
  id: string;
  cluster: string;
  namespace: string;
  kind: KindName;
  mount: string;
  path: string;
  name: string;
  expires_at: number;
  renewed_at: number | null;
  owner: string | null;
  /** Vault's own id, of what has a name besides. */
  vault_id: string | null;
  note: string | null;
  item_group: string | null;
  /** Index in `selfRenewals`. */
  self_renewing: number;
  version: number | null;
  version_at: number | null;
  first_seen_at: number;
  /** Only of what is stale or gone: what is neither was seen by the cluster's last scan, and is not written for it. */
  seen_at: number | null;
  stale_since: number | null;
  /** When the operators were told that it is not seen and leaves the metrics. */
  stale_noted_at: number | null;
  gone_at: number | null;
  last_change: ItemChange;
  changed_in: string;
  changed_at: number;
  previous_expires_at: number | null;
  previous_version: number | null;
}

/** As the column has it: 0 is what people renew. */
const selfRenewals: readonly (SelfRenewal | undefined)[] = [undefined, 'shortLived', 'replaced'];

/** What a scan itself says of a thing, as columns. */
type SeenColumns = Pick<
  ItemRow,
  | 'name'
  | 'expires_at'
  | 'renewed_at'
  | 'owner'
  | 'vault_id'
  | 'note'
  | 'item_group'
  | 'self_renewing'
  | 'version'
  | 'version_at'
>;

export function seenColumns(item: DatedItem): SeenColumns {
  return {
    name: item.name,
    expires_at: item.expiresAtMs,
    renewed_at: item.renewedAtMs ?? null,
    owner: item.owner ?? null,
    vault_id: item.vaultId ?? null,
    note: item.note ?? null,
    item_group: item.group ?? null,
    self_renewing: Math.max(0, selfRenewals.indexOf(item.selfRenewing)),
    version: item.version ?? null,
    version_at: item.versionAtMs ?? null,
  };
}

/** What the scans of its cluster say of everything in it that they do not say otherwise. */
export interface ClusterState {
  /** The start of the last scan that looked at the cluster. */
  lookedAtMs: number | undefined;
  /** Since when it could not be looked at: no row is written for that. */
  failingSinceMs: number | undefined;
}

export function toKnownItem(row: ItemRow, { lookedAtMs, failingSinceMs }: ClusterState): KnownItem {
  return {
    id: row.id,
    ...toDatedItem(row),
    firstSeenAtMs: row.first_seen_at,
    seenAtMs: row.seen_at ?? lookedAtMs ?? row.first_seen_at,
    staleSinceMs: row.stale_since ?? failingSinceMs,
    goneAtMs: row.gone_at ?? undefined,
    lastChange: row.last_change,
    changedIn: row.changed_in,
    changedAtMs: row.changed_at,
    previousExpiresAtMs: row.previous_expires_at ?? undefined,
    previousVersion: row.previous_version ?? undefined,
  };
}

export function toDatedItem(row: ItemRow): DatedItem {
  return {
    cluster: row.cluster,
    namespace: row.namespace,
    kind: row.kind,
    mount: row.mount,
    path: row.path,
    name: row.name,
    expiresAtMs: row.expires_at,
    renewedAtMs: row.renewed_at ?? undefined,
    owner: row.owner ?? undefined,
    vaultId: row.vault_id ?? undefined,
    note: row.note ?? undefined,
    group: row.item_group ?? undefined,
    selfRenewing: selfRenewals[row.self_renewing],
    version: row.version ?? undefined,
    versionAtMs: row.version_at ?? undefined,
  };
}
