import { setImmediate as letOthers } from 'node:timers/promises';
import type { DatedItem } from './finding.ts';

/** Things between which others get their turn. */
const itemsAtOnce = 1_000;

/**
 * Marks what machines renew: what lives shorter than `shortMs`, and what has a newer valid one of the same group in
 * the same mount. Only things with a group are such.
 */
export async function markSelfRenewing(
  items: readonly DatedItem[],
  now: Date,
  shortMs: number,
): Promise<void> {
  const groups = await groupsOf(items);
  for (const [at, item] of items.entries()) {
    if (at % itemsAtOnce === itemsAtOnce - 1) await letOthers();
    const group = groups[at];
    if (!group) continue;
    const { latestMs } = group;
    const isReplaced = latestMs > item.expiresAtMs && latestMs > now.getTime();
    const isShort = item.renewedAtMs !== undefined && item.expiresAtMs - item.renewedAtMs < shortMs;
    item.selfRenewing = isReplaced ? 'replaced' : isShort ? 'shortLived' : undefined;
  }
}

/** Of each item, in their order: a map by item would take longer. */
async function groupsOf(items: readonly DatedItem[]): Promise<(Group | undefined)[]> {
  const groups = new Map<string, Group>();
  const groupAt: (Group | undefined)[] = [];
  for (const [at, item] of items.entries()) {
    if (at % itemsAtOnce === itemsAtOnce - 1) await letOthers();
    groupAt.push(item.group === undefined ? undefined : joined(groups, item));
  }
  return groupAt;
}

function joined(groups: Map<string, Group>, item: DatedItem): Group {
  const key = keyOf(item);
  const known = groups.get(key);
  if (known) {
    known.latestMs = Math.max(known.latestMs, item.expiresAtMs);
    return known;
  }
  const made = { latestMs: item.expiresAtMs };
  groups.set(key, made);
  return made;
}

interface Group {
  /** The latest end of any of it. */
  latestMs: number;
}

/** No name of Vault's has a line break in it; what follows the last one may. */
function keyOf({ cluster, namespace, mount, kind, group = '' }: DatedItem): string {
  return `${cluster}\n${namespace}\n${mount}\n${kind}\n${group}`;
}
