import { UserError } from '../lib/errors.ts';
import type { Ports } from '../ports.ts';
import type { Outbox } from '../slack/outbox-port.ts';
import type { Store } from '../store/store.ts';
import type { Draft, DraftState, DraftWords } from './draft.ts';
import { draftNews, draftPost } from './draft-message.ts';
import { addDraft, type DraftRef, findDraft, findTwin, moveDraft, rewordDraft } from './draft-store.ts';

/** Where drafts are kept and shown. */
export interface DraftDesk {
  store: Store;
  outbox: Outbox;
  /** The operators' channel. */
  channel: string;
  variables: Readonly<Record<string, string>>;
}

/** @throws UserError in words when drafts cannot be kept or shown */
export function openDraftDesk({ store, outbox, config }: Ports): DraftDesk {
  const channel = config.channels.operators;
  if (channel === undefined)
    throw new UserError(
      'No channel of operators is configured (channels.operators), so nobody could decide on it.',
    );
  if (!store || !outbox) throw new UserError('This cannot be kept: the store is not open.');
  return { store, outbox, channel, variables: config.faq.variables };
}

/** What came of a wish: the draft as it is now, and whether the wish was what made it so. */
export interface DraftChange {
  changed: boolean;
  draft: Draft | undefined;
}

/**
 * Stores a draft together with its post in the operators' channel. A message that was saved before changes nothing, nor
 * do the same words from another message: what was rejected does not come back so.
 */
export async function saveDraft(draft: Draft, desk: DraftDesk): Promise<DraftChange> {
  const { store, outbox, channel, variables } = desk;
  return store.db.transaction().execute(async (trx) => {
    const known = (await findDraft(trx, draft.id)) ?? (await findTwin(trx, draft));
    if (known) return { changed: false, draft: known };
    if (!(await addDraft(trx, draft))) return { changed: false, draft: await findDraft(trx, draft.id) };
    const message = draftPost(draft, variables);
    await outbox.enqueue({ key: postKey(draft.id), destination: { channel }, message }, trx);
    return { changed: true, draft };
  });
}

/** Decides on a draft as it was seen, shows it, and tells whoever saved it: all of that, or nothing. */
export async function decideDraft(
  ref: DraftRef,
  move: { from: readonly DraftState[]; to: DraftState; by: string; at: Date },
  desk: DraftDesk,
): Promise<DraftChange> {
  const { store, outbox, variables } = desk;
  const isShown = (await outbox.find(postKey(ref.id))) !== undefined;
  const moved = await store.db.transaction().execute(async (trx) => {
    const draft = await moveDraft(trx, ref, move);
    if (!draft) return undefined;
    if (isShown) await outbox.update(postKey(draft.id), draftPost(draft, variables), trx, { urgent: true });
    const key = `faq:draft-news:${draft.id}:${draft.revision}`;
    if (draft.state !== 'open' && draft.savedBy !== move.by)
      await outbox.enqueue({ key, destination: { channel: draft.savedBy }, message: draftNews(draft) }, trx);
    return draft;
  });
  return { changed: moved !== undefined, draft: moved ?? (await findDraft(store.db, ref.id)) };
}

/** Gives an open draft, as it was seen, other words. */
export async function changeDraft(
  ref: DraftRef,
  words: DraftWords,
  at: Date,
  desk: DraftDesk,
): Promise<DraftChange> {
  const { store, outbox, variables } = desk;
  const isShown = (await outbox.find(postKey(ref.id))) !== undefined;
  const changed = await store.db.transaction().execute(async (trx) => {
    const draft = await rewordDraft(trx, ref, words, at);
    if (draft && isShown)
      await outbox.update(postKey(draft.id), draftPost(draft, variables), trx, { urgent: true });
    return draft;
  });
  return { changed: changed !== undefined, draft: changed ?? (await findDraft(store.db, ref.id)) };
}

function postKey(id: string): string {
  return `faq:draft:${id}`;
}
