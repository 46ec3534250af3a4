import { dayMs } from '../lib/times.ts';
import { createOwner, type LeaseColumns, leasesOf } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import type { ClaimBook } from './deliveries.ts';

declare module '../store/store.ts' {
  interface Tables {
    slack_deliveries: SlackDeliveryRow;
  }
}

/** Slack's last retry comes within the hour; the rest is a margin for clocks and for looking back. */
const keepMs = 2 * dayMs;
const tidyEvery = 500;

/** One thing that Slack delivered. */
export interface SlackDeliveryRow extends LeaseColumns {
  /** `command:<trigger id>`, `post:<channel>:<ts>` …: the same for each retry. */
  key: string;
  state: 'running' | 'done';
  received_at: number;
  /** What Slack sent, where it has been acknowledged before it was dealt with; gone when it has been. */
  payload: string | null;
}

/** Claims that other processes on the same store see, and that survive a restart. */
export function createDeliveryBook(store: Store, now: () => Date): ClaimBook {
  const owner = createOwner();
  const leases = leasesOf(store.db, 'slack_deliveries');
  let claims = 0;

  async function tidy(nowMs: number): Promise<void> {
    await store.db
      .deleteFrom('slack_deliveries')
      .where('received_at', '<', nowMs - keepMs)
      .execute();
  }

  const running = (key: string) => ({ key, state: 'running' as const });
  return {
    async claim(key, leaseMs) {
      const nowMs = now().getTime();
      if (claims % tidyEvery === 0) await tidy(nowMs);
      claims += 1;
      const added = await store.db
        .insertInto('slack_deliveries')
        .values({
          ...running(key),
          received_at: nowMs,
          payload: null,
          lease_owner: owner,
          lease_until: nowMs + leaseMs,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('key')
        .executeTakeFirst();
      if (added !== undefined) return true;
      return (await leases.claim(running(key), { owner, nowMs, leaseMs })) !== undefined;
    },
    async renew(key, leaseMs) {
      await leases.renew(running(key), { owner, nowMs: now().getTime(), leaseMs });
    },
    async keep(key, payload) {
      await store.db
        .updateTable('slack_deliveries')
        .set({ payload })
        .where('key', '=', key)
        .where('lease_owner', '=', owner)
        .execute();
    },
    async left() {
      const rows = await store.db
        .selectFrom('slack_deliveries')
        .select(['key', 'payload'])
        .where('state', '=', 'running')
        .where('payload', 'is not', null)
        .where('lease_until', '<', now().getTime())
        .execute();
      return rows.flatMap(({ key, payload }) => (payload === null ? [] : [{ key, payload }]));
    },
    async finish(key) {
      await leases.finish(running(key), owner, { state: 'done', payload: null });
    },
    async remove(key) {
      await store.db
        .deleteFrom('slack_deliveries')
        .where('key', '=', key)
        .where('lease_owner', '=', owner)
        .execute();
    },
  };
}
