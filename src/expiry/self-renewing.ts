import { setImmediate as letOthers } from 'node:timers/promises';
import type { DatedItem } from './finding.ts';

/** Things between which others get their turn. */
const itemsAtOnce = 2_000;

/**
 * Marks what machines renew: what lives shorter than `shortMs`, and what has a newer valid one of the same group in
 * the same mount. Only things with a group are such.
 */
export async function markSelfRenewing(
  items: readonly DatedItem[],
  now: Date,
  shortMs: number,
): Promise<void> {
  const groups = new Map<string, Group>();
  const groupOf = new Map<DatedItem, Group>();
  for (const [at, item] of items.entries()) {
    if (at % itemsAtOnce === itemsAtOnce - 1) await letOthers();
    if (item.group === undefined) continue;
    const key = keyOf(item);
    const group = groups.get(key) ?? { latestMs: 0 };
    group.latestMs = Math.max(group.latestMs, item.expiresAtMs);
    groups.set(key, group);
    groupOf.set(item, group);
  }
  for (const [item, { latestMs }] of groupOf) {
    const isReplaced = latestMs > item.expiresAtMs && latestMs > now.getTime();
    const isShort = item.renewedAtMs !== undefined && item.expiresAtMs - item.renewedAtMs < shortMs;
    item.selfRenewing = isReplaced ? 'replaced' : isShort ? 'shortLived' : undefined;
  }
}

interface Group {
  /** The latest end of any of it. */
  latestMs: number;
}

/** No name of Vault's has a line break in it; what follows the last one may. */
function keyOf({ cluster, namespace, mount, kind, group = '' }: DatedItem): string {
  return `${cluster}\n${namespace}\n${mount}\n${kind}\n${group}`;
}
