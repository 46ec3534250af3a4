import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Environment } from '../config/environment.ts';
import type { Logger } from '../lib/logger.ts';
import { secondMs } from '../lib/times.ts';
import { createOwner } from '../store/lease.ts';
import type { Store, Tables } from '../store/store.ts';
import { createBoltLogger } from './bolt-logger.ts';
import type { PostedMessage } from './message.ts';
import { createOutboxClient } from './outbox-client.ts';
import type { Trouble } from './outbox-errors.ts';
import { createLooks } from './outbox-look.ts';
import { noticeKey, noticeMessage, noticePrefix } from './outbox-notice.ts';
import type { Outbox, OutboxPost } from './outbox-port.ts';
import type { OutboxRun } from './outbox-run.ts';
import { defaultOutboxSettings, type OutboxSettings } from './outbox-settings.ts';
import { addPost, changePost, type OutboxPostRow, postedOf, readPost, withdrawPost } from './outbox-store.ts';
import { OutboxWorker } from './outbox-worker.ts';
import { createWebClient } from './web-client.ts';

export interface OutboxOptions {
  store: Store;
  environment: Pick<Environment, 'slackBotToken' | 'slackApiUrl'>;
  log: Logger;
  now(): Date;
  /** Where all posts go while a team tries the bot out. */
  dryRunChannel?: string | undefined;
  /** Who is asked about posts that are refused or in doubt. */
  operatorsChannel?: string | undefined;
  settings?: Partial<OutboxSettings>;
}

export interface RunningOutbox extends Outbox {
  start(): void;
  /** Takes nothing more; waits up to `graceMs` for what is on its way. The rest is taken up after the restart. */
  stop(graceMs?: number): Promise<void>;
}

/** Looks this often whether a post that somebody waits for is in Slack: another process may have posted it. */
const waitStepMs = 100;

/** The program has 5 seconds to stop. A request that is cut off then is looked for after the restart. */
const stopWithinMs = secondMs;

/**
 * Posts each key exactly once, whatever is killed, lost or done by several processes: a post is claimed with a lease
 * by one conditional UPDATE; the hash of its key travels in a block_id; and while the outcome of an attempt is not
 * known, nobody posts before the lease has run out and a look has shown that the post is not there.
 */
export function createOutbox(options: OutboxOptions): RunningOutbox {
  const { store, now } = options;
  const stopping = new AbortController();
  const run = createRun(options, stopping.signal, report);
  const worker = new OutboxWorker(run);

  async function enqueue(post: OutboxPost, within: Kysely<Tables> = store.db): Promise<void> {
    await addPost(within, post, now());
    worker.wake();
  }

  async function report(row: OutboxPostRow, trouble: Trouble): Promise<void> {
    const channel = options.operatorsChannel;
    // Nobody would read of a trouble with the operators' channel in that channel.
    if (channel === undefined || channel === row.channel || row.key.startsWith(noticePrefix)) return;
    const key = noticeKey(row, trouble, now());
    await enqueue({ key, destination: { channel }, message: noticeMessage(row, trouble) });
  }

  return {
    enqueue,
    async update(key, message, within, options) {
      const change = (trx: Kysely<Tables>) => changePost(trx, key, message, now(), options);
      await (within ? change(within) : store.db.transaction().execute(change));
      worker.wake();
    },
    async withdraw(key, within = store.db) {
      if (await withdrawPost(within, key, now())) worker.wake();
    },
    async find(key, within = store.db) {
      const row = await readPost(within, key);
      return row && { state: row.state, posted: postedOf(row) };
    },
    waitFor: (key, timeoutMs) => waitForPost(store, key, timeoutMs),
    start: () => worker.start(),
    async stop(graceMs = stopWithinMs) {
      stopping.abort();
      await worker.stop(graceMs);
    },
  };
}

function createRun(options: OutboxOptions, stopping: AbortSignal, report: OutboxRun['report']): OutboxRun {
  const { store, environment, log, now, dryRunChannel } = options;
  const settings = { ...defaultOutboxSettings, ...options.settings };
  if (settings.timeoutMs >= settings.leaseMs)
    throw new Error('A call to Slack must end before the claim on its post does');
  // A client of its own: one that retried by itself would post twice.
  const webClient = createWebClient({
    token: environment.slackBotToken,
    apiUrl: environment.slackApiUrl,
    logger: createBoltLogger(log, { debug: false }),
    timeoutMs: settings.timeoutMs,
  });
  const client = createOutboxClient(webClient, settings.timeoutMs);
  return {
    store,
    client,
    settings,
    owner: createOwner(),
    log,
    now,
    dryRunChannel,
    looks: createLooks(client, now),
    report,
    stopped: () => stopping.aborted,
    async waitUntil(atMs) {
      const waitMs = Math.min(settings.longestSleepMs, Math.max(1, atMs - now().getTime()));
      await sleep(waitMs, undefined, { signal: stopping }).catch(() => undefined);
    },
  };
}

async function waitForPost(store: Store, key: string, timeoutMs: number): Promise<PostedMessage> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const row = await readPost(store.db, key);
    const posted = row && postedOf(row);
    if (posted) return posted;
    if (row?.state === 'failed') throw new Error(`The post ${key} was refused: ${row.reason}`);
    if (performance.now() > deadline) throw new Error(`The post ${key} is not in Slack yet`);
    await sleep(waitStepMs);
  }
}
