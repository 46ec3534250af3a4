import { parentPort, workerData } from 'node:worker_threads';
import { coerceError } from '../../lib/errors.ts';
import type { ParseResult, ParseTask } from './detailed-parser.ts';
import type { KvSettings } from './kv-findings.ts';
import { createDetailedReader } from './parse-detailed.ts';

/** The thread that reads large detailed answers: bytes in, findings out. */
const read = createDetailedReader(workerData as KvSettings);

parentPort?.on('message', ({ id, body, folder }: ParseTask) => {
  parentPort?.postMessage(answer(id, body, folder));
});

function answer(id: number, body: Uint8Array, folder: string): ParseResult {
  try {
    return { id, page: read(body, folder) };
  } catch (error) {
    return { id, bad: coerceError(error).message };
  }
}
