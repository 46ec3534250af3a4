import { toRfc3339 } from '../lib/times.ts';
import { contractItem, type ExpiringItem } from './find-expiring.ts';
import type { WhoIs } from './look-up-place.ts';
import type { StoredAct } from './reminders/act-store.ts';

/** One act as JSON has it. */
interface ListedAct extends Pick<StoredAct, 'act' | 'place'> {
  at: string;
  /** Slack user id, or `terminal`. */
  by: string;
  /** The new date, or the end of the snooze. */
  until: string | null;
  /** The new owner. */
  owner: string | null;
}

/** What `whois --json` prints: the contract's names and no others. Pure. */
export function whoIsContract({ items, acts, ...one }: WhoIs): Omit<WhoIs, 'items' | 'acts'> & {
  items: ExpiringItem[] | null;
  acts: ListedAct[];
} {
  return {
    ...one,
    items: items?.map(contractItem) ?? null,
    acts: acts.map(({ at, actor, act, until, owner, place }) => ({
      at: toRfc3339(at),
      by: actor,
      act,
      until: until ? toRfc3339(until) : null,
      owner: owner ?? null,
      place,
    })),
  };
}
