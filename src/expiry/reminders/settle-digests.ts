import { dayMs } from '../../lib/times.ts';
import { findItems } from '../item-store.ts';
import { datedSince, readSnoozes } from './act-store.ts';
import type { Desk } from './desk.ts';
import type { Digest } from './digest-rows.ts';
import { closeDigestsBefore, openDigests, readDigest, showLine } from './digest-store.ts';
import { handoverSince } from './handover-store.ts';
import { type LineState, lineState } from './line-state.ts';
import { messageOf } from './send-digests.ts';
import { snoozeFor } from './snooze.ts';

/** Older digests stay as they are: nobody scrolls that far. */
const keptUpForMs = 60 * dayMs;

/**
 * Brings all digests up to what is known by now: what a scan has seen renewed is struck out in the message it was
 * announced in. May be called at any time, and again.
 */
export async function settleDigests(desk: Desk): Promise<void> {
  const { db } = desk.store;
  await closeDigestsBefore(db, new Date(desk.now().getTime() - keptUpForMs));
  for (const key of await openDigests(db)) await settleDigest(key, desk);
}

/** The same for the digests that tell of one thing, after somebody did something about it. */
export async function settleItem(item: string, desk: Desk): Promise<void> {
  for (const key of await openDigests(desk.store.db, item)) await settleDigest(key, desk);
}

async function settleDigest(key: string, desk: Desk): Promise<void> {
  const { store, outbox } = desk;
  const digest = await readDigest(store.db, key);
  if (!digest) return;
  const states = await statesOf(digest, desk);
  const changed = states.flatMap((state, position) =>
    JSON.stringify(state) === JSON.stringify(digest.lines[position]?.state) ? [] : [{ state, position }],
  );
  if (changed.length === 0) return;
  const lines = digest.lines.map((line, position) => ({ ...line, state: states[position] ?? line.state }));
  const isPosted = (await outbox.find(key)) !== undefined;
  await store.db.transaction().execute(async (trx) => {
    for (const { state, position } of changed) await showLine(trx, key, position, state);
    if (isPosted) await outbox.update(key, messageOf({ ...digest, lines }, desk), trx);
  });
}

async function statesOf(digest: Digest, desk: Desk): Promise<LineState[]> {
  const { db } = desk.store;
  const items = await findItems(
    db,
    digest.lines.map(({ item }) => item),
  );
  const byId = new Map(items.map((item) => [item.id, item]));
  return Promise.all(
    digest.lines.map(async (line) => {
      const item = byId.get(line.item);
      const since = digest.madeAt;
      const [dated, handover, snoozes] = await Promise.all([
        datedSince(db, line.item, since),
        handoverSince(db, line.item, since),
        readSnoozes(db, line.item),
      ]);
      const facts = {
        item,
        dated: dated?.until && { by: dated.actor, expiresAtMs: dated.until.getTime() },
        handover,
        snooze: snoozeFor({ id: line.item, expiresAtMs: line.expiresAtMs }, snoozes),
      };
      return lineState(line, facts, desk.now());
    }),
  );
}
