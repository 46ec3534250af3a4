import type { KnownItem } from '../known-item.ts';
import { placeText } from '../words.ts';
import { addAct, putSnooze } from './act-store.ts';
import type { Desk } from './desk.ts';
import { settleItem } from './settle-digests.ts';

/** Somebody thought again: the next digest tells of the thing, as of any. */
export async function endSnooze(
  { item, by, at, id }: { item: KnownItem; by: string; at: Date; id: string },
  desk: Desk,
): Promise<void> {
  await desk.store.db.transaction().execute(async (trx) => {
    const { expiresAtMs } = item;
    await putSnooze(trx, { item: item.id, expiresAtMs, untilMs: at.getTime(), by, at });
    await addAct(trx, { id, item: item.id, place: placeText(item, true), act: 'woken', actor: by, at });
  });
  await settleItem(item.id, desk);
}

/** Lets the reminders of a thing wait; the messages say who wanted it and until when. `id`: of the request. */
export async function storeSnooze(
  snooze: { item: KnownItem; until: Date; by: string; at: Date; id: string },
  desk: Desk,
): Promise<void> {
  const { item, until, by, at, id } = snooze;
  await desk.store.db.transaction().execute(async (trx) => {
    const { expiresAtMs } = item;
    await putSnooze(trx, { item: item.id, expiresAtMs, untilMs: until.getTime(), by, at });
    await addAct(trx, {
      id,
      item: item.id,
      place: placeText(item, true),
      act: 'snoozed',
      actor: by,
      at,
      until,
    });
  });
  await settleItem(item.id, desk);
}
