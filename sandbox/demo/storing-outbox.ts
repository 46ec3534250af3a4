import type { Outbox } from '../../src/slack/outbox-port.ts';
import { addPost, changePost, readPost } from '../../src/slack/outbox-store.ts';
import type { Store } from '../../src/store/store.ts';

/** Only stores: a running outbox would claim the posts for this process, which is no bot. */
export function storingOutbox(store: Store, now: Date): Outbox {
  const never = async (): Promise<never> => {
    throw new Error('This outbox only stores');
  };
  return {
    enqueue: async (post, within = store.db) => void (await addPost(within, post, now)),
    find: async (key) => {
      const row = await readPost(store.db, key);
      return row && { state: row.state, posted: undefined };
    },
    update: async (key, message, within = store.db) => void (await changePost(within, key, message, now)),
    withdraw: never,
    waitFor: never,
  };
}
