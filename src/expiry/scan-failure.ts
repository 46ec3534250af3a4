import { VaultError, type VaultFailure } from '../vault/vault-error.ts';
import type { ProblemReason } from './finding.ts';

/** Why one thing could not be looked at: for people and, by `reason`, for metrics. */
export interface ScanFailure {
  reason: ProblemReason;
  /** A sentence without a full stop. */
  problem: string;
}

const failures: Readonly<Record<VaultFailure, (wanted: string) => ScanFailure>> = {
  denied: (wanted) => ({ reason: 'denied', problem: `the login may not ${wanted}` }),
  loginRefused: () => ({ reason: 'denied', problem: 'Vault refused the login' }),
  notFound: () => ({ reason: 'gone', problem: 'it was listed, but was gone when it was read' }),
  namespaceClosed: () => ({ reason: 'sealed', problem: 'the namespace is locked or sealed' }),
  sealed: () => ({ reason: 'sealed', problem: 'Vault is sealed' }),
  unreachable: () => ({ reason: 'unreachable', problem: 'Vault did not answer' }),
  rateLimited: () => ({ reason: 'rateLimited', problem: 'Vault’s rate limit refused it again and again' }),
  invalid: (wanted) => ({ reason: 'badAnswer', problem: `Vault refuses the request to ${wanted}` }),
  redirected: () => ({
    reason: 'unreachable',
    problem: 'the server answered with a redirect, which is never followed',
  }),
  unexpected: () => ({ reason: 'badAnswer', problem: 'Vault’s answer could not be understood' }),
};

/**
 * Puts what was thrown into words. `wanted` completes "the login may not …": `list it`, `read its metadata`.
 * What is no failure of Vault is a fault of ours and is thrown on.
 */
export function toScanFailure(error: unknown, wanted: string): ScanFailure {
  if (!(error instanceof VaultError)) throw error;
  if (error.failure === 'unexpected' && (error.status ?? 0) >= 500)
    return { reason: 'badAnswer', problem: `Vault failed inside (HTTP ${error.status})` };
  return failures[error.failure](wanted);
}

/** A listing without anything in it: 404 without a word. */
export function isNothingThere(error: unknown): boolean {
  return error instanceof VaultError && error.failure === 'notFound' && error.details.length === 0;
}
