import type { Fate } from './coverage.ts';
import type { DatedItem } from './finding.ts';
import { type ItemRow, seenColumns } from './item-rows.ts';
import type { ItemChange } from './known-item.ts';

/** The scan that compares. */
export interface Comparing {
  id: string;
  startedAtMs: number;
}

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
export function seenAgain(row: ItemRow, item: DatedItem, scan: Comparing): ItemRow | undefined {
  const seen = seenColumns(item);
  const isBack = row.gone_at !== null || row.stale_since !== null;
  if (!isBack && isSame(row, seen)) return undefined;
  const isRenewed = seen.expires_at !== row.expires_at;
  const isNewVersion = seen.version !== row.version;
  return {
    ...row,
    ...seen,
    ...(isBack ? { seen_at: null, stale_since: null, stale_noted_at: null, gone_at: null } : {}),
    ...(isBack ? changed('back', scan) : {}),
    ...(isNewVersion ? { ...changed('newVersion', scan), previous_version: row.version } : {}),
    ...(isRenewed ? { ...changed('renewed', scan), previous_expires_at: row.expires_at } : {}),
  };
}

/** What has to be written of a known thing that the scan has not seen; undefined when that is known. Pure. */
export function notSeen(
  row: ItemRow,
  fate: Fate,
  scan: Comparing,
  lastScanAtMs: number | undefined,
): ItemRow | undefined {
  if (row.gone_at !== null) return undefined;
  const seenAtMs = row.seen_at ?? lastScanAtMs ?? row.first_seen_at;
  if (fate !== 'stale')
    return { ...row, seen_at: seenAtMs, gone_at: scan.startedAtMs, ...changed(fate, scan) };
  if (row.stale_since !== null) return undefined;
  return { ...row, seen_at: seenAtMs, stale_since: scan.startedAtMs, ...changed('stale', scan) };
}

function changed(
  change: ItemChange,
  { id, startedAtMs }: Comparing,
): Pick<ItemRow, 'last_change' | 'changed_in' | 'changed_at'> {
  return { last_change: change, changed_in: id, changed_at: startedAtMs };
}

function isSame(row: ItemRow, seen: ReturnType<typeof seenColumns>): boolean {
  return (
    row.expires_at === seen.expires_at &&
    row.version === seen.version &&
    row.owner === seen.owner &&
    row.renewed_at === seen.renewed_at &&
    row.self_renewing === seen.self_renewing &&
    row.name === seen.name &&
    row.note === seen.note &&
    row.item_group === seen.item_group &&
    row.version_at === seen.version_at
  );
}
