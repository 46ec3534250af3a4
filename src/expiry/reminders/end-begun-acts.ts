import { coerceError } from '../../lib/errors.ts';
import { createDeadlineReader } from '../deadline.ts';
import { findItems } from '../item-store.ts';
import { begunActs, endAct, type StoredAct } from './act-store.ts';
import type { Desk } from './desk.ts';
import { clusterOf } from './open-thing.ts';
import { readSecret } from './secret-metadata.ts';

/**
 * Finds out what became of dates that were being written when the program ended. Looks only: whoever set the date saw
 * that it did not go through, and may have set another since.
 */
export async function endBegunActs(desk: Desk, before: Date, signal: AbortSignal): Promise<void> {
  for (const act of await begunActs(desk.store.db, before)) {
    signal.throwIfAborted();
    try {
      const isThere = await isWritten(act, desk, signal);
      await endAct(
        desk.store.db,
        act.id,
        isThere ? { state: 'done' } : { state: 'failed', failure: 'the program ended in between' },
      );
    } catch (error) {
      desk.log.warn({ error: coerceError(error), act: act.id }, 'What became of a date is not known yet');
    }
  }
}

async function isWritten({ item: id, until }: StoredAct, desk: Desk, signal: AbortSignal): Promise<boolean> {
  const [item] = await findItems(desk.store.db, [id]);
  if (!item || item.goneAtMs !== undefined || !until) return false;
  const live = await readSecret(clusterOf(item, desk), item, desk.config, desk.now(), signal);
  const deadline = createDeadlineReader(desk.config.timeZone)(live.custom[live.fields.expiration]);
  return (
    deadline.state === 'set' && Math.floor(deadline.atMs / 1_000) === Math.floor(until.getTime() / 1_000)
  );
}
