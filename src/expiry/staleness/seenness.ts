import { dayMs } from '../../lib/times.ts';
import type { SavedScan } from '../scan-store.ts';

/** What was not seen for so long leaves the metrics, and operators are told once. */
export const staleForMs = 7 * dayMs;

/** Which known things are still in the metrics. */
export interface Seenness {
  /** What was not seen since before this has left. */
  staleSinceMs: number;
  /** Clusters that the last scan could not look at: all of theirs is stale. */
  unseen: ReadonlySet<string>;
  /** Those of them that have left with all of theirs. */
  left: readonly string[];
}

/** A whole cluster that could not be looked at for too long leaves as well: no thing of it says so itself. Pure. */
export function seenness(scans: readonly SavedScan[], now: Date): Seenness {
  const staleSinceMs = now.getTime() - staleForMs;
  const failing = scans.filter(({ failingSince }) => failingSince !== undefined);
  return {
    staleSinceMs,
    unseen: new Set(failing.map(({ cluster }) => cluster)),
    left: failing
      .filter(({ failingSince }) => (failingSince?.getTime() ?? 0) <= staleSinceMs)
      .map(({ cluster }) => cluster),
  };
}
