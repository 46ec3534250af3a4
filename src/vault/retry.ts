import { setTimeout as wait } from 'node:timers/promises';
import { wasCut } from './connection-error.ts';
import { VaultError } from './vault-error.ts';

const tries = 3;
const firstPauseMs = 100;
/** Whoever asks to wait longer than this is not waited for: the caller gets `rateLimited` with the time. */
const longestPauseMs = 5_000;

/**
 * How long to wait before the same request is sent again, or undefined when it is not. Sealed, denied, invalid are
 * answers and stay so; what was limited, cut or failed inside may go through the next time.
 */
export function pauseBeforeRetryMs(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof VaultError) || attempt >= tries) return undefined;
  if (!isTransient(error)) return undefined;
  const pauseMs = error.retryAfterMs ?? firstPauseMs * 4 ** (attempt - 1);
  return pauseMs > longestPauseMs ? undefined : pauseMs;
}

/** Not a time limit that has run out, nor a certificate: the next try would only take as long, or fail as well. */
function isTransient({ failure, status, cause }: VaultError): boolean {
  if (failure === 'rateLimited') return true;
  if (failure !== 'unreachable' && failure !== 'unexpected') return false;
  return status === undefined ? wasCut(cause) : status === 412 || status >= 500;
}

/** Runs `send` until it succeeds, at most three times. Only for what may be repeated. */
export async function withRetries<T>(send: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const pauseMs = pauseBeforeRetryMs(error, attempt);
      if (pauseMs === undefined) throw error;
      await wait(pauseMs, undefined, signal ? { signal } : {});
    }
  }
}
