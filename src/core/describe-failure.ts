import { UsageError, UserError } from '../lib/errors.ts';
import { PrometheusError, type PrometheusFailure } from '../prometheus/prometheus-error.ts';
import { VaultError, type VaultFailure } from '../vault/vault-error.ts';

/** What a person is told of a failure, and whether the log has to keep the rest. */
export interface FailureText {
  text: string;
  /** False for what the person did: nothing is wrong with the program. */
  unexpected: boolean;
}

const vaultTexts: Readonly<Record<VaultFailure, (cluster: string) => string>> = {
  denied: (cluster) =>
    `${cluster} did not allow that: the login lacks a right it needs. \`doctor\` lists the missing lines.`,
  loginRefused: (cluster) =>
    `${cluster} refused the login. The token, role or secret id is wrong or has ended; \`doctor\` says more.`,
  notFound: (cluster) => `${cluster} does not have that.`,
  sealed: (cluster) =>
    `${cluster} is sealed, so it answers nothing else. The platform team has to unseal it.`,
  namespaceClosed: (cluster) =>
    `A namespace of ${cluster} is locked or sealed. The platform team has to open it again.`,
  unreachable: (cluster) => `${cluster} cannot be reached from here. \`status\` shows which node answers.`,
  rateLimited: (cluster) => `${cluster} has had too many requests. Try again in a minute.`,
  invalid: (cluster) => `${cluster} refused the request as it was made.`,
  redirected: (cluster) =>
    `${cluster} sent the request to another address, which is never followed. Check the configured address.`,
  unexpected: (cluster) => `${cluster} gave an answer that makes no sense here.`,
};

const prometheusTexts: Readonly<Record<PrometheusFailure, string>> = {
  unreachable: 'Prometheus cannot be reached from here.',
  timeout: 'Prometheus did not answer in time.',
  denied: 'Prometheus did not let us in. Check its password or token.',
  badQuery: 'Prometheus did not take the question.',
  overloaded: 'Prometheus has too much to do. Try again in a minute.',
  redirected: 'Prometheus sent the question to another address, which is never followed. Check its address.',
  unexpected: 'What answers at the address of Prometheus does not speak its language. Check the address.',
};

/**
 * What a person is told of a server that failed, without a reference: for an answer that goes on without it.
 * Undefined for anything that is no failure of a server.
 */
export function describeServerFailure(error: unknown): string | undefined {
  if (error instanceof VaultError) return vaultTexts[error.failure](error.cluster ?? 'Vault');
  if (error instanceof PrometheusError) return prometheusTexts[error.failure];
  return undefined;
}

/**
 * The one place that turns an error into words for people. Inside details never get out: whatever is not meant for
 * people becomes a fixed sentence, and the reference leads to the log.
 */
export function describeFailure(error: unknown, reference: string): FailureText {
  if (error instanceof UsageError || error instanceof UserError)
    return { text: error.message, unexpected: false };
  const text = describeServerFailure(error);
  if (text !== undefined) return { text: `${text} (reference ${reference})`, unexpected: true };
  return {
    text: `Something went wrong on our side. The reference ${reference} helps the platform team find it in the log.`,
    unexpected: true,
  };
}
