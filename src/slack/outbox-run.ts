import type { Logger } from '../lib/logger.ts';
import type { Claim } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import { releasePost } from './outbox-claims.ts';
import type { OutboxClient } from './outbox-client.ts';
import { classifyTrouble, type Trouble } from './outbox-errors.ts';
import type { Looks } from './outbox-look.ts';
import { pausedUntil, takeTurn } from './outbox-pace.ts';
import type { OutboxSettings } from './outbox-settings.ts';
import type { OutboxPostRow } from './outbox-store.ts';

/** What all steps of a delivery share. */
export interface OutboxRun {
  store: Store;
  client: OutboxClient;
  settings: OutboxSettings;
  owner: string;
  log: Logger;
  now(): Date;
  dryRunChannel: string | undefined;
  looks: Looks;
  /** Tells operators what only they can mend. */
  report(row: OutboxPostRow, trouble: Trouble): Promise<void>;
  /** Resolves at a time, or as soon as the outbox stops. */
  waitUntil(atMs: number): Promise<void>;
  stopped(): boolean;
}

export type Attempt<Value> = { value: Value } | { trouble: Trouble };

/** Makes one call to Slack; what goes wrong comes back as a value. */
export async function attempt<Value>(call: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await call() };
  } catch (thrown) {
    return { trouble: classifyTrouble(thrown) };
  }
}

export function claimNow(run: OutboxRun): Claim {
  return { owner: run.owner, nowMs: run.now().getTime(), leaseMs: run.settings.leaseMs };
}

/** Gives a claimed post back; the trouble goes on to the worker, which may have to pause. */
export async function giveBack(
  run: OutboxRun,
  row: OutboxPostRow,
  changes: Partial<OutboxPostRow>,
  trouble?: Trouble,
): Promise<Trouble | undefined> {
  await releasePost(run.store.db, row.key, run.owner, changes);
  return trouble;
}

/**
 * Waits for the turn in a bucket, as long as that is a small part of the claim.
 *
 * @returns undefined once the turn is ours, else when to come back (Unix milliseconds)
 */
export async function awaitTurn(
  run: OutboxRun,
  method: string,
  bucket: string,
  everyMs: number,
): Promise<number | undefined> {
  const { db } = run.store;
  const giveUpAt = run.now().getTime() + run.settings.leaseMs / 4;
  for (;;) {
    const nowMs = run.now().getTime();
    const next = (await pausedUntil(db, method, nowMs)) ?? (await takeTurn(db, bucket, nowMs, everyMs));
    if (next === undefined || next > giveUpAt || run.stopped()) return next;
    await run.waitUntil(next);
  }
}
