import type { Place } from './outbox-client.ts';
import { ownTrouble } from './outbox-errors.ts';
import { type Attempt, attempt, type OutboxRun } from './outbox-run.ts';
import {
  changePicture,
  type OutboxPictureRow,
  type OutboxPostRow,
  readPicture,
  readPost,
} from './outbox-store.ts';

/**
 * Where a post goes: under its parent where that is, into the dry run channel, into the direct messages of a person.
 * Nobody sees anything of this yet, so it may be done again.
 */
export async function findPlace(run: OutboxRun, row: OutboxPostRow): Promise<Attempt<Place>> {
  if (row.thread_of !== null) {
    const parent = await readPost(run.store.db, row.thread_of);
    if (!parent?.posted_channel || !parent.posted_ts)
      return { trouble: ownTrouble('message', 'parent_failed') };
    return { value: { channel: parent.posted_channel, threadTs: parent.posted_ts } };
  }
  // A thread of another channel does not exist in the dry run channel.
  if (run.dryRunChannel !== undefined) return { value: { channel: run.dryRunChannel, threadTs: undefined } };
  const threadTs = row.thread_ts ?? undefined;
  if (!/^[UW]/.test(row.channel)) return { value: { channel: row.channel, threadTs } };
  const opened = await attempt(() => run.client.openDirect(row.channel));
  return 'trouble' in opened ? opened : { value: { channel: opened.value, threadTs } };
}

/** A picture that can be shown, one that had to be left out, or none at all. */
export type ReadyPicture = { fileId: string; altText: string } | { altText: string } | undefined;

/**
 * Uploads a post's picture unshared and waits until Slack is done with it. A picture that Slack does not take does
 * not keep the post back: its words stand for it.
 *
 * @returns a wait in milliseconds when the picture is not ready yet
 */
export async function preparePicture(
  run: OutboxRun,
  row: OutboxPostRow,
): Promise<Attempt<ReadyPicture> | { waitMs: number }> {
  const { db } = run.store;
  const picture = await readPicture(db, row.key);
  if (!picture) return { value: undefined };
  const altText = picture.alt_text;
  if (picture.state === 'left-out') return { value: { altText } };
  if (picture.state === 'ready' && picture.file_id) return { value: { fileId: picture.file_id, altText } };

  const ready = await attempt(() => uploadOnce(run, picture));
  if ('trouble' in ready) {
    const { kind } = ready.trouble;
    const refused = kind === 'message' || kind === 'destination' || ready.trouble.error === 'missing_scope';
    if (!refused) return ready;
    run.log.error({ key: row.key, reason: ready.trouble.error }, 'Slack does not take a picture');
    await changePicture(db, row.key, { state: 'left-out' });
    return { value: { altText } };
  }
  if (ready.value) return { value: { fileId: ready.value, altText } };
  return { waitMs: run.settings.firstPauseMs };
}

/** One step further with a picture: the file's id once it is ready. */
async function uploadOnce(run: OutboxRun, picture: OutboxPictureRow): Promise<string | undefined> {
  const { db } = run.store;
  const { key, file_name: fileName } = picture;
  let fileId = picture.file_id;
  if (fileId === null) {
    const png = Buffer.from(picture.png_base64 ?? '', 'base64');
    fileId = await run.client.upload({ fileName, png });
    // A kill before this line leaves a file that nobody sees.
    await changePicture(db, key, { state: 'uploaded', file_id: fileId, uploaded_at: run.now().getTime() });
  }
  if (await run.client.isFileReady(fileId)) {
    await changePicture(db, key, { state: 'ready' });
    return fileId;
  }
  const uploadedAt = picture.uploaded_at ?? run.now().getTime();
  if (run.now().getTime() - uploadedAt > run.settings.pictureWithinMs) {
    run.log.error({ key }, 'Slack did not get ready with a picture');
    await changePicture(db, key, { state: 'left-out' });
  }
  return undefined;
}
