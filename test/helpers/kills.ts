import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../../src/store/store.ts';
import type { ChildProgram } from './child-program.ts';
import { killSettings } from './outbox.ts';
import type { PostingChildOptions } from './posting-child.ts';
import type { Random } from './random.ts';
import type { Slack } from './slack.ts';
import { waitUntil } from './wait-until.ts';

/** What programs that are killed need to post to this Slack. */
export function postingOptions({ apiUrl, botToken: token }: Slack, store: string): PostingChildOptions {
  return { store, apiUrl, token, settings: killSettings };
}

/** Time passes faster for Slack's rate limits: these are no tests of patience. @returns what ends it */
export function hurry({ strict }: Slack, stepMs = 3_000, everyMs = 100): () => void {
  const timer = setInterval(() => strict.clock.advance(stepMs), everyMs);
  return () => clearInterval(timer);
}

/** Waits until Slack got so many more calls, from whom it may be, or for a moment: slow machines get as far as fast ones. */
export async function moreCalls({ strict }: Slack, count: number, limitMs: number): Promise<void> {
  const wanted = strict.calls().length + count;
  await waitUntil('calls', () => strict.calls().length >= wanted, limitMs).catch(() => undefined);
}

/** Kills at once, or at a random moment within so many milliseconds. */
export async function kill(child: ChildProgram, random: Random, withinMs: number): Promise<void> {
  await pause(random.below(withinMs));
  child.process.kill('SIGKILL');
  await child.ended();
}

/** Every post is known to be in Slack, in its last state. */
export async function isAllShown({ db }: Store): Promise<boolean> {
  const open = await db
    .selectFrom('outbox_posts')
    .select('key')
    .where((by) => by.or([by('state', '!=', 'posted'), by('posted_revision', '<', by.ref('revision'))]))
    .executeTakeFirst();
  return open === undefined;
}
