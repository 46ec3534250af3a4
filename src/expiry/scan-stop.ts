import { VaultError } from '../vault/vault-error.ts';
import { type ScanFailure, toScanFailure } from './scan-failure.ts';

/** Thrown in place of a request once a scan has stopped. */
export class ScanStopped extends Error {
  override name = 'ScanStopped';
}

/**
 * Says when it is useless to go on in one namespace: the server is sealed or gone, or time is up. What is left then
 * is told in one line and not path by path.
 */
export interface ScanStop {
  /** Why, once it is so. */
  readonly why: ScanFailure | undefined;
  /** Aborted with the scan's own signal. */
  readonly signal: AbortSignal;
  succeeded(): void;
  failed(error: unknown): void;
}

/** So many requests in a row without an answer mean that nobody is there. Each of them was tried three times. */
const silentRequests = 24;

export function createScanStop(signal: AbortSignal, deadlineText: string): ScanStop {
  let why: ScanFailure | undefined;
  let silent = 0;
  return {
    signal,
    get why() {
      if (signal.aborted) why ??= { reason: 'stopped', problem: deadlineText };
      return why;
    },
    succeeded() {
      silent = 0;
    },
    failed(error) {
      if (!(error instanceof VaultError)) return;
      if (error.failure === 'sealed' || error.failure === 'namespaceClosed') why ??= toScanFailure(error, '');
      silent = error.failure === 'unreachable' ? silent + 1 : 0;
      if (silent >= silentRequests)
        why ??= { reason: 'unreachable', problem: 'Vault does not answer any more' };
    },
  };
}
