import { detailIn } from '../../core/people/visibility.ts';
import { coerceError, UserError } from '../../lib/errors.ts';
import { findItems } from '../item-store.ts';
import type { KnownItem } from '../known-item.ts';
import { placeText } from '../words.ts';
import { addAct } from './act-store.ts';
import { type Desk, fallbackChannel } from './desk.ts';
import { findRecipients } from './find-recipients.ts';
import { handoverMessage } from './handover-message.ts';
import { askHandover, decideHandover, findHandover, type Handover, markWritten } from './handover-store.ts';
import { clusterOf } from './open-thing.ts';
import { patchSecret, readSecret } from './secret-metadata.ts';
import { settleItem } from './settle-digests.ts';

export interface OwnerWish {
  item: KnownItem;
  /** Whose it is now. */
  was: string | undefined;
  /** A mail or an id. */
  owner: string;
  by: string;
  /** Our reference of the request. */
  id: string;
}

/** Why this cannot be an owner; undefined when it can: somebody could be told. */
export async function whyNotOwner(owner: string, desk: Desk): Promise<string | undefined> {
  const found = await findRecipients(owner, desk);
  return 'to' in found ? undefined : `Nobody could be told: ${found.why.replace(/^its owner/, 'the owner')}.`;
}

/**
 * Stores that somebody says who the owner is, and asks operators: the question and its post are one transaction.
 *
 * @throws UserError when somebody has asked already, or there is nobody to ask
 */
export async function askForHandover(wish: OwnerWish, desk: Desk): Promise<void> {
  const channel = fallbackChannel(desk.config);
  if (channel === undefined)
    throw new UserError(
      'There is no operators’ channel to ask in. The platform team has to set channels.operators.',
    );
  const showsPath = detailIn(await desk.slack.channelKind(channel), desk.config.expiry.pathsIn) === 'paths';
  const handover = toHandover(wish, desk.now());
  const asked = await desk.store.db.transaction().execute(async (trx) => {
    if (!(await askHandover(trx, handover))) return false;
    await addAct(trx, { ...actOf(handover), act: 'disowned', actor: wish.by, owner: wish.owner });
    await desk.outbox.enqueue(
      { key: handoverKey(wish.id), destination: { channel }, message: handoverMessage(handover, showsPath) },
      trx,
    );
    return true;
  });
  if (!asked)
    throw new UserError('Somebody has named another owner already; operators have not answered yet.');
  await settleItem(wish.item.id, desk);
}

/** An operator knows: no question. */
export async function handOverNow(wish: OwnerWish, desk: Desk): Promise<void> {
  const handover = toHandover(wish, desk.now());
  await desk.store.db.transaction().execute(async (trx) => {
    if (!(await askHandover(trx, handover)))
      throw new UserError('Somebody has named another owner already: answer that question first.');
    await decideHandover(trx, { id: wish.id, to: 'confirmed', by: wish.by, at: handover.askedAt });
    await addAct(trx, { ...actOf(handover), act: 'given', actor: wish.by, owner: wish.owner });
  });
  await finishHandover({ ...handover, state: 'confirmed', decidedBy: wish.by }, wish.id, desk);
}

/**
 * An operator's answer. What was asked is decided once; whoever comes second reads who was first.
 *
 * @returns the question as it stands now; undefined when it is not known
 */
export async function answerHandover(
  answer: { id: string; to: 'confirmed' | 'refused'; by: string; request: string },
  desk: Desk,
): Promise<{ handover: Handover; decided: boolean } | undefined> {
  const { id, to, by } = answer;
  const decided = await desk.store.db.transaction().execute(async (trx) => {
    const handover = await findHandover(trx, id);
    if (!handover || !(await decideHandover(trx, { id, to, by, at: desk.now() }))) return false;
    const act = to === 'confirmed' ? ('given' as const) : ('kept' as const);
    const kept = { ...actOf(handover), id: answer.request, at: desk.now() };
    await addAct(trx, { ...kept, act, actor: by, owner: handover.owner });
    return true;
  });
  const handover = await findHandover(desk.store.db, id);
  return handover && { handover, decided };
}

/** What follows an answer: the owner goes into the metadata where the bot may write, and messages say so. */
export async function finishHandover(handover: Handover, request: string, desk: Desk): Promise<void> {
  if (handover.state === 'confirmed') await writeOwner(handover, request, desk);
  const key = handoverKey(handover.id);
  const channel = fallbackChannel(desk.config);
  if (channel !== undefined && (await desk.outbox.find(key))) {
    const showsPath = detailIn(await desk.slack.channelKind(channel), desk.config.expiry.pathsIn) === 'paths';
    await desk.outbox.update(key, handoverMessage(handover, showsPath));
  }
  await settleItem(handover.item, desk);
}

/** Where it cannot be written, the answer itself counts for as long as the metadata says what it said. */
async function writeOwner(handover: Handover, request: string, desk: Desk): Promise<void> {
  const [item] = await findItems(desk.store.db, [handover.item]);
  if (item?.kind !== 'kv' || !desk.config.expiry.write || handover.written) return;
  try {
    const cluster = clusterOf(item, desk);
    const live = await readSecret(cluster, item, desk.config, desk.now());
    const keys = { [live.fields.owner]: handover.owner };
    await patchSecret(cluster, item, live, keys, { actor: handover.decidedBy ?? 'steward', request });
    await markWritten(desk.store.db, handover.id);
  } catch (error) {
    desk.log.warn({ error: coerceError(error), item: item.id }, 'A new owner could not be written');
  }
}

function handoverKey(id: string): string {
  return `handover:${id}`;
}

function toHandover({ item, was, owner, by, id }: OwnerWish, at: Date): Handover {
  return {
    id,
    item: item.id,
    place: placeText(item, true),
    was,
    owner,
    askedBy: by,
    askedAt: at,
    state: 'pending',
    decidedBy: undefined,
    decidedAt: undefined,
    written: false,
  };
}

function actOf({ id, item, place, askedAt }: Handover) {
  return { id, item, place, at: askedAt };
}
