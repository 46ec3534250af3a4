import type { Service } from '../define-service.ts';
import { answerBook } from './answer-book.ts';

/**
 * Reads the answers and makes their index after the start, so that the first question need not wait for it and what
 * is wrong with the files is told at once.
 */
export const indexService: Service = {
  name: 'faq-index',
  start(ports) {
    const made = answerBook(ports)
      .then((book) => book.ready())
      .catch((error) => ports.log.error({ error }, 'The answers could not be read'));
    return { stop: () => made };
  },
};
