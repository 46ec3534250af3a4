import { parentPort } from 'node:worker_threads';
import { coerceError } from '../../lib/errors.ts';
import type { ParseResult, ParseTask } from './detailed-parser.ts';
import { readDetailed } from './parse-detailed.ts';

/** The thread that reads large detailed answers: bytes in, findings out. */
parentPort?.on('message', (task: ParseTask) => parentPort?.postMessage(answer(task)));

function answer({ id, body, folder, settings }: ParseTask): ParseResult {
  try {
    return { id, page: readDetailed(body, folder, settings) };
  } catch (error) {
    return { id, bad: coerceError(error).message };
  }
}
