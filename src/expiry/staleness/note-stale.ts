import { detailIn } from '../../core/people/visibility.ts';
import { dayMs } from '../../lib/times.ts';
import { type KnownProblem, readProblems } from '../problem-store.ts';
import { type Desk, fallbackChannel } from '../reminders/desk.ts';
import { lastScans, type SavedScan } from '../scan-store.ts';
import { seenness } from './seenness.ts';
import { type StaleNote, staleNoteMessage } from './stale-note-message.ts';
import { lastNotedAt, markNoted, notedPlaces } from './stale-store.ts';

/** What leaves within a day of a note comes with the next one: a mount that comes and goes buries nobody. */
const noteEveryMs = dayMs;

/**
 * Tells operators once of what scans have not seen for so long that it leaves the metrics: single things by their
 * mounts, and clusters that could not be looked at at all. May be called at any time, and again: a note's key says of
 * what it is. What is seen again and then not once more is told once more.
 */
export async function noteStale(desk: Desk): Promise<void> {
  const { config, store } = desk;
  const configured = new Set(config.clusters.map(({ name }) => name));
  const scans = (await lastScans(store.db)).filter(({ cluster }) => configured.has(cluster));
  const { left, staleSinceMs } = seenness(scans, desk.now());
  for (const scan of scans)
    if (left.includes(scan.cluster)) await noteCluster(scan, staleSinceMs, desk);
    else await noteThings(scan.cluster, staleSinceMs, desk);
}

/** All that is known of a cluster; no row of a thing says that it is stale. */
async function noteCluster(scan: SavedScan, staleSinceMs: number, desk: Desk): Promise<void> {
  const { cluster, failingSince, lookedAt, failure, stale } = scan;
  if (!failingSince || stale === 0) return;
  // The last look is what tells this silence from an earlier one.
  const notedAtMs = lookedAt?.getTime() ?? 0;
  const key = noteKey(cluster, notedAtMs);
  if (await desk.outbox.find(key)) return;
  const isTold = await post(key, { cluster, count: stale, since: failingSince, why: failure }, desk);
  // What was not seen before that is among them.
  if (isTold) await markNoted(desk.store.db, cluster, { staleSinceMs, notedAtMs });
}

/**
 * Things are marked with the time of their note first, in pieces, and then told: a note that was begun and is not
 * there was cut off by the end of the program, and is gone on with.
 */
async function noteThings(cluster: string, staleSinceMs: number, desk: Desk): Promise<void> {
  if (fallbackChannel(desk.config) === undefined) return;
  const { db } = desk.store;
  const nowMs = desk.now().getTime();
  const last = await lastNotedAt(db, cluster);
  const isCutOff = last !== undefined && !(await desk.outbox.find(noteKey(cluster, last)));
  if (last !== undefined && !isCutOff && nowMs - last < noteEveryMs) return;
  const notedAtMs = isCutOff ? last : nowMs;
  await markNoted(db, cluster, { staleSinceMs, notedAtMs });
  const places = await notedPlaces(db, cluster, notedAtMs);
  if (places.length === 0) return;
  const problems = await readProblems(db, { cluster, limit: mostProblems });
  const note: StaleNote = {
    cluster,
    count: places.reduce((sum, { count }) => sum + count, 0),
    since: new Date(Math.min(...places.map(({ sinceMs }) => sinceMs))),
    places: places.map((place) => ({ ...place, why: whyUnseen(place, problems) })),
  };
  await post(noteKey(cluster, notedAtMs), note, desk);
}

/** Of which the one is looked for that stood in the way: the words are for a hint, the list has them all. */
const mostProblems = 2_000;

/** The problem of the mount as a whole, else of its namespace, else of something in it. */
function whyUnseen(
  { namespace, mount }: { namespace: string; mount: string },
  problems: readonly KnownProblem[],
): string | undefined {
  const here = problems.filter((one) => one.namespace === namespace);
  const found =
    here.find((one) => one.mount === mount && one.path === '') ??
    here.find((one) => one.mount === '') ??
    here.find((one) => one.mount === mount);
  return found?.problem;
}

function noteKey(cluster: string, atMs: number): string {
  return `unseen:${cluster}:${new Date(atMs).toISOString()}`;
}

async function post(key: string, note: StaleNote, desk: Desk): Promise<boolean> {
  const { config, slack, outbox, log } = desk;
  const channel = fallbackChannel(config);
  if (channel === undefined) {
    log.warn({ cluster: note.cluster, count: note.count }, 'Nobody can be told: set channels.operators');
    return false;
  }
  const detail = detailIn(await slack.channelKind(channel), config.expiry.pathsIn);
  const look = { zone: config.timeZone, command: config.slack.command, detail };
  await outbox.enqueue({ key, destination: { channel }, message: staleNoteMessage(note, look) });
  return true;
}
