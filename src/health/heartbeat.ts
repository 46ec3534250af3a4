import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { secondMs } from '../lib/times.ts';

const limitMs = 5 * secondMs;

/**
 * Makes the function that calls the heartbeat address. It never throws and is never waited for: a monitoring service
 * that is down must not slow down the looks. While one call is under way, the next is left out.
 */
export function createHeartbeat(url: string | undefined, log: Logger): (signal: AbortSignal) => void {
  if (url === undefined) return () => undefined;
  let isCalling = false;
  let wasWell = true;
  return (signal) => {
    if (isCalling) return;
    isCalling = true;
    void call(url, signal)
      .then(
        (status) => {
          const isWell = status < 400;
          if (wasWell && !isWell) log.warn({ status }, 'The heartbeat was refused');
          wasWell = isWell;
        },
        (error: unknown) => {
          if (wasWell && !signal.aborted)
            log.warn({ error: coerceError(error) }, 'The heartbeat did not arrive');
          wasWell = false;
        },
      )
      .finally(() => {
        isCalling = false;
      });
  };
}

async function call(url: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) });
  await response.body?.cancel();
  return response.status;
}
