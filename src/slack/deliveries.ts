import type { Logger } from '../lib/logger.ts';
import { minuteMs, secondMs } from '../lib/times.ts';

/**
 * What Slack delivers may come more than once (https://docs.slack.dev/apis/events-api/#retries). Each delivery has a
 * key; a second one is dropped only while the first is being worked on or when it is done. A first run that died
 * leaves its lease to run out, and then a retry is work again.
 */
export interface Deliveries {
  /** The right to work on this delivery, or undefined when somebody does or did. */
  claim(key: string): Promise<Delivery | undefined>;
  /** What was kept by runs that died since. */
  left(): Promise<KeptDelivery[]>;
}

/** What Slack will not send again, and on which nobody works any more. */
export interface KeptDelivery {
  key: string;
  payload: string;
}

/** The first of `done` and `release` counts. */
export interface Delivery {
  /** Stores what Slack will not send again, before its ack: should this run die, another one goes on with it. */
  keep(payload: string): Promise<void>;
  /** The work is done: a retry is dropped for good. */
  done(): Promise<void>;
  /** Nothing was done: the same delivery may come again (a form that was sent back with errors). */
  release(): Promise<void>;
}

/** Where claims are kept: a table, or memory where there is no store. */
export interface ClaimBook {
  /** True when the key was free, or its lease had run out. */
  claim(key: string, leaseMs: number): Promise<boolean>;
  renew(key: string, leaseMs: number): Promise<void>;
  keep(key: string, payload: string): Promise<void>;
  left(): Promise<KeptDelivery[]>;
  finish(key: string): Promise<void>;
  remove(key: string): Promise<void>;
}

export const leaseMs = minuteMs;
const renewEveryMs = 20 * secondMs;

/**
 * Deliveries over a book. Where the book fails (a full disk), work goes on by the second one, in memory: an answer
 * that may come twice is better than none.
 */
export function createDeliveries(book: ClaimBook, spare: ClaimBook, log: Logger): Deliveries {
  return {
    async claim(key) {
      let used = book;
      let free: boolean;
      try {
        free = await book.claim(key, leaseMs);
      } catch (error) {
        log.error({ error }, 'A delivery could not be claimed in the store; memory is used');
        used = spare;
        free = await spare.claim(key, leaseMs);
      }
      return free ? delivery(key, used, log) : undefined;
    },
    left: () => book.left(),
  };
}

function delivery(key: string, book: ClaimBook, log: Logger): Delivery {
  const renewing = setInterval(() => attempt(book.renew(key, leaseMs)), renewEveryMs);
  renewing.unref();
  const attempt = (work: Promise<void>): Promise<void> =>
    work.catch((error) => log.error({ error }, 'The end of a delivery could not be stored'));
  let ended = false;
  const end = async (how: (key: string) => Promise<void>): Promise<void> => {
    if (ended) return;
    ended = true;
    clearInterval(renewing);
    await attempt(how(key));
  };
  return {
    keep: (payload) => attempt(book.keep(key, payload)),
    done: () => end(book.finish),
    release: () => end(book.remove),
  };
}

const mostInMemory = 10_000;

/** Claims in memory: enough for one process that keeps running. */
export function createMemoryBook(now: () => Date): ClaimBook {
  const until = new Map<string, number>();
  return {
    async claim(key, lease) {
      if ((until.get(key) ?? 0) > now().getTime()) return false;
      until.set(key, now().getTime() + lease);
      const oldest = until.keys().next();
      if (until.size > mostInMemory && !oldest.done) until.delete(oldest.value);
      return true;
    },
    async renew(key, lease) {
      until.set(key, now().getTime() + lease);
    },
    // Memory ends with the process: nothing is ever left.
    keep: async () => undefined,
    left: async () => [],
    async finish(key) {
      until.set(key, Number.POSITIVE_INFINITY);
    },
    async remove(key) {
      until.delete(key);
    },
  };
}
