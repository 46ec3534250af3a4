import type { Limiter } from '../lib/limiter.ts';
import { secondMs } from '../lib/times.ts';
import { VaultError } from '../vault/vault-error.ts';
import { type ScanStop, ScanStopped } from './scan-stop.ts';

/** The gate every request of a scan goes through, for one namespace of one cluster. */
export interface ScanGate {
  readonly stop: ScanStop;
  /**
   * Runs one request in its turn. A rate limit holds all requests of the cluster back for a while.
   * @throws ScanStopped instead of asking when the scan has stopped, or stops with this very request
   * @throws VaultError
   */
  ask<T>(request: () => Promise<T>): Promise<T>;
}

/**
 * Pieces of work begun at once (secrets, folders, certificates): as many as anybody can have requests at once
 * (`expiry.concurrency`). More would wait at the gate, and 50,000 of them would stop everything else for a second.
 */
export const piecesAtOnce = 64;

/** The client itself has already tried three times. */
const limitedTries = 5;
const pauseMs = 2 * secondMs;

export function createScanGate(limiter: Limiter, stop: ScanStop): ScanGate {
  const once = <T>(request: () => Promise<T>): Promise<T> =>
    limiter.run(async () => {
      if (stop.why) throw new ScanStopped();
      try {
        const answer = await request();
        stop.succeeded();
        return answer;
      } catch (error) {
        stop.failed(error);
        // Read again: the failure may just have become the reason to stop.
        if (stop.why) throw new ScanStopped(undefined, { cause: error });
        throw error;
      }
    });
  return {
    stop,
    async ask(request) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await once(request);
        } catch (error) {
          const isLimited = error instanceof VaultError && error.failure === 'rateLimited';
          if (!isLimited || attempt >= limitedTries) throw error;
          limiter.pause(error.retryAfterMs ?? pauseMs);
        }
      }
    },
  };
}
