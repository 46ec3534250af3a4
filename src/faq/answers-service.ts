import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from '../define-service.ts';
import { coerceError } from '../lib/errors.ts';
import { inPieces } from '../lib/steps.ts';
import type { Ports } from '../ports.ts';
import { answerBook } from './answer-book.ts';
import { wasEverAsked } from './asked-store.ts';
import { meaningsOf } from './meanings.ts';

/** The program itself starts first: it is to be ready within two seconds. */
const restMs = 1_000;

/**
 * Reads the answers once the program has started, in pieces: a mistake in a file shall not wait for the first question
 * to be told. Then, where people ask, makes the index, so that the first who asks does not wait for it; where nobody
 * ever asked, its 17 MB are saved. A sentence model is loaded when it is wanted.
 */
export const answersService: Service = {
  name: 'faq-answers',
  start(ports) {
    const stopping = new AbortController();
    const prepared = prepareAnswers(ports, stopping.signal);
    return {
      stop() {
        stopping.abort();
        meaningsOf(ports)?.stop();
        return prepared;
      },
    };
  },
};

/** All of that work; ends early, in silence, when it is given up. */
export async function prepareAnswers(ports: Ports, signal: AbortSignal): Promise<void> {
  try {
    const book = await answerBook(ports);
    if (!(await isAsked(ports))) return;
    await pause(restMs, undefined, { signal, ref: false });
    await inPieces(book.indexing(), 10, signal);
  } catch (error) {
    if (!signal.aborted)
      ports.log.error({ error: coerceError(error) }, 'The answers could not be prepared at start');
  }
}

async function isAsked({ config, store }: Ports): Promise<boolean> {
  return config.faq.channels.length > 0 || (store !== undefined && (await wasEverAsked(store.db)));
}
