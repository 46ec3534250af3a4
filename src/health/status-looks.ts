import { describeSpan, secondMs } from '../lib/times.ts';
import type { StatusAnswer } from './read-status.ts';

/** One kind of look: how old what it tells is. */
export interface SeenLook {
  what: string;
  /** Of several clusters, the oldest; undefined: never. */
  at: Date | undefined;
  /** Clusters that were never looked at in this way. */
  without: readonly string[];
}

/** Each kind of look, with its time; where no bot ever looked that is the look at the nodes alone. */
export function looksOf({ checkedAt, clusters, background }: StatusAnswer): SeenLook[] {
  const kinds = [
    ['raft, audit and namespaces', 'clusterLookAt'],
    ['metrics, backups and certificates', 'slowLookAt'],
  ] as const;
  const others = kinds.map(([what, when]): SeenLook => {
    const times = clusters.map(({ name }) => ({
      name,
      at: background.find((one) => one.name === name)?.[when],
    }));
    const known = times.flatMap(({ at }) => (at ? [at.getTime()] : []));
    if (known.length === 0) return { what, at: undefined, without: [] };
    const without = times.filter(({ at }) => !at).map(({ name }) => name);
    return { what, at: new Date(Math.min(...known)), without };
  });
  const isWatched = others.some(({ at }) => at !== undefined);
  return [{ what: 'nodes', at: new Date(checkedAt), without: [] }, ...(isWatched ? others : [])];
}

/** `just now`, `41 seconds ago`, `never` */
export function ageOf(at: Date | undefined, now: Date): string {
  if (!at) return 'never';
  const ageMs = now.getTime() - at.getTime();
  return ageMs >= 2 * secondMs ? `${describeSpan(ageMs)} ago` : 'just now';
}

/** `, of dr never` */
export function neverOf({ without }: SeenLook): string {
  return without.length === 0 ? '' : `, of ${without.join(', ')} never`;
}
