import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { KvSettings } from './kv-settings.ts';
import { BadDetailedAnswer, type DetailedPage, readDetailed } from './parse-detailed.ts';

/** Reads detailed answers: small ones at once, large ones in a thread, so that acks and probes go on meanwhile. */
export interface DetailedParser {
  /** Takes the bytes over: they are empty afterwards. @throws BadDetailedAnswer */
  parse(body: Uint8Array<ArrayBuffer>, folder: string, settings: KvSettings): Promise<DetailedPage>;
  close(): Promise<void>;
}

export interface ParseTask {
  id: number;
  folder: string;
  settings: KvSettings;
  body: Uint8Array<ArrayBuffer>;
}

export type ParseResult = { id: number; page: DetailedPage } | { id: number; bad: string };

/**
 * 4 MB stop the event loop for some 50 ms. Usual metadata of 5,000 secrets is half of that; starting the thread for
 * it would cost more than it saves.
 */
const largeBytes = 4_000_000;

/** The thread starts with the first large answer and ends with `close`. */
export function createDetailedParser(): DetailedParser {
  let thread: ParseThread | undefined;
  return {
    async parse(body, folder, settings) {
      if (body.byteLength < largeBytes) return readDetailed(body, folder, settings);
      thread ??= startThread();
      return thread.parse(body, folder, settings);
    },
    async close() {
      await thread?.end();
    },
  };
}

interface ParseThread {
  parse: DetailedParser['parse'];
  end(): Promise<void>;
}

function startThread(): ParseThread {
  const worker = startWorker();
  const waiting = new Map<number, { resolve(page: DetailedPage): void; reject(error: Error): void }>();
  let lastId = 0;
  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (result: ParseResult) => {
    const waiter = waiting.get(result.id);
    waiting.delete(result.id);
    if ('page' in result) waiter?.resolve(result.page);
    else waiter?.reject(new BadDetailedAnswer(result.bad));
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('The parsing thread ended')));
  return {
    parse: (body, folder, settings) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        const task: ParseTask = { id: lastId, folder, settings, body };
        worker.postMessage(task, [body.buffer]);
      }),
    async end() {
      await worker.terminate();
    },
  };
}

/**
 * From a checkout the thread runs the TypeScript source, and loads tsx first as the program itself does: on Node 20
 * neither a loader of the main thread nor `--import` reaches a worker.
 */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(builtWorker, import.meta.url));
  const required = createRequire(import.meta.url).resolve('tsx/esm/api');
  const tsx = pathToFileURL(required.replace(/\.cjs$/, '.mjs')).href;
  const source = new URL('./detailed-worker.ts', import.meta.url).href;
  const start = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}); })`;
  return new Worker(start, { eval: true, execArgv: [] });
}

const builtWorker = './detailed-worker.js';
