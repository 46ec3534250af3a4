/**
 * A process that sends digests: `digest-child.ts OPTIONS`, JSON of DigestChildOptions. Says `up`, makes the digests of
 * one day from what the store knows, says `made`, and delivers until it is killed or told to end.
 */
import { parseConfig } from '../../src/config/load-config.ts';
import { eachItem } from '../../src/expiry/item-store.ts';
import { sendDigests } from '../../src/expiry/reminders/send-digests.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createGateway } from '../../src/slack/gateway.ts';
import { type PostingChildOptions, startPosting } from './posting-child.ts';

export interface DigestChildOptions extends PostingChildOptions {
  /** Of steward.yaml. */
  config: object;
  /** RFC 3339: what the digests go by. Posting goes by the real time. */
  now: string;
}

const { options, store, outbox, untilTold } = await startPosting<DigestChildOptions>();
const environment = { slackBotToken: options.token, slackApiUrl: options.apiUrl, production: true };
const log = silentLogger;
const now = new Date(options.now);
const desk = {
  config: parseConfig(options.config),
  clusters: [],
  store,
  outbox,
  slack: createGateway({ environment, log, now: () => new Date() }),
  log,
  now: () => now,
};
console.log('up');
const items = eachItem(store.db, {});
const day = options.now.slice(0, 10);
await sendDigests(desk, { items, day, dueAt: new Date(), signal: new AbortController().signal });
console.log('made');
await untilTold();
