import { fileURLToPath } from 'node:url';
import { Meanings } from '../src/faq/meanings.ts';
import type { Logger } from '../src/lib/logger.ts';
import { openSentenceModel } from '../src/semantic/sentence-model.ts';

const cache = fileURLToPath(new URL('../.cache/', import.meta.url));

/** A sentence model for scripts: it says on stderr what it does, and keeps its vectors in `.cache`. */
export function localMeanings(name: string): Meanings {
  return new Meanings({
    name,
    open: (one) => openSentenceModel({ name: one, cacheFolder: `${cache}models` }),
    file: `${cache}faq-vectors.bin`,
    log: stderrLog,
  });
}

const say = (data: object, text: string): void => console.error(text, JSON.stringify(data));
const stderrLog: Logger = { debug: say, info: say, warn: say, error: say, child: () => stderrLog };
