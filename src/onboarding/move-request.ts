import type { Transaction } from 'kysely';
import type { Store, Tables } from '../store/store.ts';
import { isOpen, type OnboardingRequest, type RequestState, statesBefore } from './onboarding-request.ts';
import { type RequestRow, toRequest } from './request-rows.ts';

/** A change that was asked for, and the request as it is now: `changed` is false when somebody was faster. */
export interface Change {
  changed: boolean;
  request: OnboardingRequest | undefined;
}

/** A change of state that is wanted. */
export interface Move {
  id: string;
  to: RequestState;
  /** Slack user id, or `steward`. */
  by: string;
  at: Date;
  detail?: string | undefined;
  /** What else the row must be like; that its state leads to `to` is always asked. */
  onlyIf?(row: RequestRow): boolean;
  changes?(row: RequestRow): Partial<RequestRow>;
}

/**
 * The only way from state to state: an UPDATE that holds only for the revision that was read, and an event that is
 * never changed again. A second caller finds the request moved: `changed: false`, with what became of it.
 */
export async function move(store: Store, wanted: Move): Promise<Change> {
  const { id, to, by, at, detail, onlyIf = () => true, changes = () => ({}) } = wanted;
  return store.db.transaction().execute(async (trx) => {
    const before = await readRow(trx, id);
    if (!before) return { changed: false, request: undefined };
    if (!statesBefore(to).includes(before.state) || !onlyIf(before) || (await isTaken(trx, before, to)))
      return { changed: false, request: toRequest(before) };
    const row: RequestRow = {
      ...before,
      ...changes(before),
      state: to,
      state_since: at.getTime(),
      revision: before.revision + 1,
      open_area: isOpen(to) ? before.area : null,
    };
    const { numUpdatedRows } = await trx
      .updateTable('onboarding_requests')
      .set(row)
      .where('id', '=', id)
      .where('revision', '=', before.revision)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) {
      const now = await readRow(trx, id);
      return { changed: false, request: now && toRequest(now) };
    }
    await addEvent(trx, row, by, detail);
    return { changed: true, request: toRequest(row) };
  });
}

function readRow(trx: Transaction<Tables>, id: string): Promise<RequestRow | undefined> {
  return trx.selectFrom('onboarding_requests').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A closed request that is to be opened again finds that another one has its area by now. */
async function isTaken(trx: Transaction<Tables>, row: RequestRow, to: RequestState): Promise<boolean> {
  if (!isOpen(to) || row.open_area !== null) return false;
  const other = await trx
    .selectFrom('onboarding_requests')
    .select('id')
    .where('open_area', '=', row.area)
    .executeTakeFirst();
  return other !== undefined;
}

/** Writes down that a request came into its state. */
export async function addEvent(
  trx: Transaction<Tables>,
  row: RequestRow,
  actor: string,
  detail: string | undefined,
): Promise<void> {
  await trx
    .insertInto('onboarding_events')
    .values({
      request: row.id,
      revision: row.revision,
      at: row.state_since,
      actor,
      state: row.state,
      detail: detail ?? null,
    })
    .execute();
}
