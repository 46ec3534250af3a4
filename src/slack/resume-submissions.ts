import { secondMs } from '../lib/times.ts';
import { resumeSubmission } from './handle-view.ts';
import type { RouterParts } from './request.ts';
import type { Running } from './running.ts';

/** A run that died leaves its claim for a minute; then another one is to take over soon. */
const lookEveryMs = 15 * secondMs;

/**
 * Looks now and then for submissions that were acknowledged by a run that died, in this process or another one on the
 * same store, and goes on with them.
 *
 * @returns what ends it
 */
export function startResuming(parts: RouterParts, running: Running): () => void {
  const look = async (): Promise<void> => {
    try {
      for (const { key, payload } of await parts.deliveries.left())
        await resumeSubmission(key, payload, parts);
    } catch (error) {
      parts.log.error({ error }, 'Kept submissions could not be gone on with');
    }
  };
  const timer = setInterval(() => void running.add(look()), lookEveryMs);
  timer.unref();
  void running.add(look());
  return () => clearInterval(timer);
}
