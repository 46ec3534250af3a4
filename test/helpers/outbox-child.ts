/**
 * A process with an outbox: `outbox-child.ts OPTIONS`, JSON of OutboxChildOptions. Says `up`, stores the posts with
 * the numbers it is given (again, if an earlier life did), and delivers whatever is due until it is killed or told
 * to end.
 */
import { once } from 'node:events';
import { silentLogger } from '../../src/lib/logger.ts';
import { createOutbox } from '../../src/slack/outbox.ts';
import type { OutboxSettings } from '../../src/slack/outbox-settings.ts';
import { openStore } from '../../src/store/open-store.ts';
import { changes, keyOf, lastText, messageOf, postOf } from './outbox-work.ts';

export interface OutboxChildOptions {
  store: string;
  apiUrl: string;
  token: string;
  settings: Partial<OutboxSettings>;
  numbers: number[];
}

const {
  store: file,
  apiUrl,
  token,
  settings,
  numbers,
}: OutboxChildOptions = JSON.parse(process.argv[2] ?? '');
const store = await openStore(file);
const outbox = createOutbox({
  store,
  environment: { slackBotToken: token, slackApiUrl: apiUrl },
  log: silentLogger,
  now: () => new Date(),
  settings,
});
outbox.start();
console.log('up');
for (const number of numbers) {
  await outbox.enqueue(postOf(number));
  if (changes(number)) await outbox.update(keyOf(number), messageOf(lastText(number)));
}
console.log('stored');
await once(process.stdin, 'data');
process.stdin.destroy();
await outbox.stop();
await store.close();
