import type { DatedItem, ScanProblem, SkippedPlace } from './finding.ts';
import { createItemIndex, type IndexFilter, type IndexFound } from './item-index.ts';
import type { Scan } from './scan.ts';

/** A thing with a date, and since when it was not seen. */
export type SeenItem = DatedItem & { staleSinceMs?: number | undefined };

/** What `expiring` answers from: a scan just made, or what is known from the last one. */
export interface ExpiringSource {
  /** Made for this very question. */
  isLive: boolean;
  scannedAt: Date;
  durationMs: number;
  scanned: number;
  skipped: readonly SkippedPlace[];
  /** Clusters that the last scan could not look at, and since when. */
  unseen: readonly { cluster: string; since: Date }[];
  find(filter: IndexFilter): FoundItems;
  /** Problems by place. */
  problems(isWanted: (problem: ScanProblem) => boolean): Promise<ScanProblem[]>;
}

export interface FoundItems extends Omit<IndexFound<unknown>, 'keys'> {
  count: number;
  /** From the soonest on. */
  items(from: number, count: number): Promise<SeenItem[]>;
}

/** A scan as source. */
export function liveSource(scan: Scan): ExpiringSource {
  const { scannedAt, durationMs, scanned, skipped } = scan;
  const index = createItemIndex<DatedItem>();
  for (const item of scan.items.toSorted(byEnd))
    index.add(item, {
      ...item,
      owner: item.owner,
      selfRenewing: item.selfRenewing !== undefined,
      stale: false,
    });
  return {
    isLive: true,
    scannedAt,
    durationMs,
    scanned,
    skipped,
    unseen: [],
    find(filter) {
      const { keys, ...counts } = index.find(filter);
      const items = async (from: number, count: number) => keys.slice(from, from + count);
      return { ...counts, count: keys.length, items };
    },
    problems: async (isWanted) => scan.problems.filter(isWanted).sort(byPlace),
  };
}

function byEnd(a: DatedItem, b: DatedItem): number {
  return a.expiresAtMs - b.expiresAtMs || byPlace(a, b);
}

type Place = Pick<ScanProblem, 'cluster' | 'namespace' | 'mount' | 'path'>;

function byPlace(a: Place, b: Place): number {
  return (
    compare(a.cluster, b.cluster) ||
    compare(a.namespace, b.namespace) ||
    compare(a.mount, b.mount) ||
    compare(a.path, b.path)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
