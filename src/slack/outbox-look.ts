import type { FoundPost, OutboxClient, Place } from './outbox-client.ts';

/** What a look found: our posts by the hash of their key. */
export type Found = ReadonlyMap<string, FoundPost>;

export interface Looks {
  /**
   * What an earlier look in this place found, if it is true of an attempt: made after the attempt was dead, and going
   * back far enough.
   */
  recent(place: Place, deadSinceMs: number, sinceMs: number): Found | undefined;
  look(place: Place, sinceMs: number): Promise<Found>;
}

interface Look {
  startedAtMs: number;
  sinceMs: number;
  found: Found;
}

/**
 * Looks for posts whose answer was lost. After an outage many posts of one channel may be in doubt: the answer of one
 * look serves all of them. Only the newest look of each of the last places is kept.
 */
export function createLooks(client: OutboxClient, now: () => Date): Looks {
  const latest = new Map<string, Look>();
  return {
    recent(place, deadSinceMs, sinceMs) {
      const look = latest.get(nameOf(place));
      return look && look.startedAtMs >= deadSinceMs && look.sinceMs <= sinceMs ? look.found : undefined;
    },
    async look(place, sinceMs) {
      const startedAtMs = now().getTime();
      const found = await client.look(place, sinceMs);
      latest.delete(nameOf(place));
      latest.set(nameOf(place), { startedAtMs, sinceMs, found });
      const [oldest] = latest.keys();
      if (latest.size > 100 && oldest !== undefined) latest.delete(oldest);
      return found;
    },
  };
}

function nameOf(place: Place): string {
  return `${place.channel}/${place.threadTs ?? ''}`;
}
