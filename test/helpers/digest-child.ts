/**
 * A process that sends digests: `digest-child.ts OPTIONS`, JSON of DigestChildOptions. Says `up`, makes the digests of
 * one day from what the store knows, says `made`, and delivers until it is killed or told to end.
 */
import { once } from 'node:events';
import { parseConfig } from '../../src/config/load-config.ts';
import { eachItem } from '../../src/expiry/item-store.ts';
import { sendDigests } from '../../src/expiry/reminders/send-digests.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createGateway } from '../../src/slack/gateway.ts';
import { createOutbox } from '../../src/slack/outbox.ts';
import type { OutboxSettings } from '../../src/slack/outbox-settings.ts';
import { openStore } from '../../src/store/open-store.ts';

export interface DigestChildOptions {
  store: string;
  apiUrl: string;
  token: string;
  settings: Partial<OutboxSettings>;
  /** Of steward.yaml. */
  config: object;
  /** RFC 3339: what the digests go by. Posting goes by the real time. */
  now: string;
}

const options: DigestChildOptions = JSON.parse(process.argv[2] ?? '');
const environment = { slackBotToken: options.token, slackApiUrl: options.apiUrl, production: true };
const store = await openStore(options.store);
const log = silentLogger;
const outbox = createOutbox({
  store,
  environment,
  log,
  now: () => new Date(),
  settings: options.settings,
});
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
outbox.start();
console.log('up');
const items = eachItem(store.db, {});
const day = options.now.slice(0, 10);
await sendDigests(desk, { items, day, dueAt: new Date(), signal: new AbortController().signal });
console.log('made');
await once(process.stdin, 'data');
process.stdin.destroy();
await outbox.stop();
await store.close();
