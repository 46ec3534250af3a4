import type { DatedItem } from './finding.ts';

/**
 * Marks what machines renew: what lives shorter than `shortMs`, and what has a newer valid one of the same group in
 * the same mount. Only things with a group are such.
 */
export function markSelfRenewing(items: readonly DatedItem[], now: Date, shortMs: number): void {
  const latest = new Map<string, number>();
  for (const item of items) {
    if (item.group === undefined) continue;
    const key = keyOf(item);
    latest.set(key, Math.max(latest.get(key) ?? 0, item.expiresAtMs));
  }
  for (const item of items) {
    if (item.group === undefined) continue;
    const latestMs = latest.get(keyOf(item)) ?? 0;
    const isReplaced = latestMs > item.expiresAtMs && latestMs > now.getTime();
    const isShort = item.renewedAtMs !== undefined && item.expiresAtMs - item.renewedAtMs < shortMs;
    item.selfRenewing = isReplaced ? 'replaced' : isShort ? 'shortLived' : undefined;
  }
}

function keyOf({ cluster, namespace, mount, kind, group }: DatedItem): string {
  return JSON.stringify([cluster, namespace, mount, kind, group]);
}
