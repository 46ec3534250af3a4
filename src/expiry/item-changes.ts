import type { DatedItem } from './finding.ts';
import { type ItemRow, seenColumns } from './item-rows.ts';
import type { ItemChange } from './known-item.ts';

/** The scan that compares. */
export interface Comparing {
  id: string;
  startedAtMs: number;
}

/** The columns that are compared: reading all of a hundred thousand rows would take twice as long. */
export const comparedColumns = [
  'id',
  'expires_at',
  'renewed_at',
  'owner',
  'name',
  'vault_id',
  'note',
  'item_group',
  'self_renewing',
  'version',
  'version_at',
  'stale_since',
  'gone_at',
] as const satisfies readonly (keyof ItemRow)[];
export type ComparedRow = Pick<ItemRow, (typeof comparedColumns)[number]>;

/** The row of a thing that was never seen before. Pure. */
export function newRow(id: string, item: DatedItem, scan: Comparing): ItemRow {
  const { cluster, namespace, kind, mount, path } = item;
  return {
    id,
    cluster,
    namespace,
    kind,
    mount,
    path,
    ...seenColumns(item),
    first_seen_at: scan.startedAtMs,
    seen_at: null,
    stale_since: null,
    stale_noted_at: null,
    gone_at: null,
    ...changed('added', scan),
    previous_expires_at: null,
    previous_version: null,
  };
}

/** What has to be written of a known thing that the scan has seen again; undefined when nothing has changed. Pure. */
export function seenAgain(row: ComparedRow, item: DatedItem, scan: Comparing): Partial<ItemRow> | undefined {
  const seen = seenColumns(item);
  const isBack = row.gone_at !== null || row.stale_since !== null;
  if (!isBack && isSame(row, seen)) return undefined;
  return {
    ...seen,
    ...(isBack ? { seen_at: null, stale_since: null, stale_noted_at: null, gone_at: null } : {}),
    ...(isBack ? changed('back', scan) : {}),
    ...(seen.version === row.version
      ? {}
      : { ...changed('newVersion', scan), previous_version: row.version }),
    ...(seen.expires_at === row.expires_at
      ? {}
      : { ...changed('renewed', scan), previous_expires_at: row.expires_at }),
  };
}

export function changed(
  change: ItemChange,
  { id, startedAtMs }: Comparing,
): Pick<ItemRow, 'last_change' | 'changed_in' | 'changed_at'> {
  return { last_change: change, changed_in: id, changed_at: startedAtMs };
}

function isSame(row: ComparedRow, seen: ReturnType<typeof seenColumns>): boolean {
  return (
    row.expires_at === seen.expires_at &&
    row.version === seen.version &&
    row.owner === seen.owner &&
    row.renewed_at === seen.renewed_at &&
    row.self_renewing === seen.self_renewing &&
    row.name === seen.name &&
    row.vault_id === seen.vault_id &&
    row.note === seen.note &&
    row.item_group === seen.item_group &&
    row.version_at === seen.version_at
  );
}
