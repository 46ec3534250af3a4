/** What the programs have in common that post and are killed: a store and an outbox, told by their one argument. */
import { once } from 'node:events';
import { silentLogger } from '../../src/lib/logger.ts';
import { createOutbox, type RunningOutbox } from '../../src/slack/outbox.ts';
import type { OutboxSettings } from '../../src/slack/outbox-settings.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';

export interface PostingChildOptions {
  store: string;
  apiUrl: string;
  token: string;
  settings: Partial<OutboxSettings>;
}

export interface PostingChild<Options> {
  options: Options;
  store: Store;
  outbox: RunningOutbox;
  /** Waits for a line from whoever started it, then ends in an orderly way, if it lives that long. */
  untilTold(): Promise<void>;
}

/** Reads the program's argument, JSON of its options, and starts delivering what the store has. */
export async function startPosting<Options extends PostingChildOptions>(): Promise<PostingChild<Options>> {
  const options: Options = JSON.parse(process.argv[2] ?? '');
  const store = await openStore(options.store);
  const outbox = createOutbox({
    store,
    environment: { slackBotToken: options.token, slackApiUrl: options.apiUrl },
    log: silentLogger,
    now: () => new Date(),
    settings: options.settings,
  });
  outbox.start();
  return {
    options,
    store,
    outbox,
    async untilTold() {
      await once(process.stdin, 'data');
      process.stdin.destroy();
      await outbox.stop();
      await store.close();
    },
  };
}
