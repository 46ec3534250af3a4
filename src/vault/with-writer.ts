import { z } from 'zod';
import type { ClusterConfig } from '../config/clusters.ts';
import type { Environment } from '../config/environment.ts';
import type { OnboardingConfig } from '../config/onboarding.ts';
import { UserError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { minuteMs } from '../lib/times.ts';
import { createLogin } from './create-login.ts';
import { createVaultClient, type VaultClientOptions } from './create-vault-client.ts';
import type { Login } from './login.ts';
import { readTlsFiles } from './tls-files.ts';
import type { VaultClient, WriteAttribution } from './vault-client.ts';

/** What work with the writing login gets. Neither it nor what it made may outlive the work. */
export interface WriterAccess {
  /** Logged in by the writing AppRole. */
  vault: VaultClient;
  /** A client on the same server with another token. Closed with the work. */
  as(token: string): VaultClient;
  /** To go with every write. */
  attribution: WriteAttribution;
}

/**
 * Opens the writing login for one piece of work: logs in, works, revokes the token, whatever happened.
 *
 * @throws VaultError, UserError, and what the work throws
 */
export type WithWriter = <T>(
  attribution: WriteAttribution,
  work: (access: WriterAccess) => Promise<T>,
) => Promise<T>;

export interface WriterOptions {
  cluster: ClusterConfig;
  onboarding: OnboardingConfig;
  environment: Pick<Environment, 'vaultWriterRoleId' | 'vaultWriterSecretId'>;
  log: Logger;
  now(): Date;
  observe?: VaultClientOptions['observe'];
}

/** A token that lives longer would be worth stealing. */
const longestTtlMs = 5 * minuteMs;

/**
 * The second login, which may write: only for approved onboarding runs, and nothing else may hold what this returns.
 * Undefined where it is not configured. Nothing is read or sent before the first work.
 */
export function createWithWriter(options: WriterOptions): WithWriter | undefined {
  const { writer, groups } = options.onboarding;
  if (!writer) return undefined;
  const { vaultWriterRoleId: roleId, vaultWriterSecretId: secretId } = options.environment;
  const login = shortLived(
    createLogin({ method: 'approle', ...writer }, { token: undefined, roleId, secretId }),
  );
  return async (attribution, work) => {
    if ((writer.roleId ?? roleId) === undefined || (writer.secretIdFile ?? secretId) === undefined)
      throw new UserError(
        'The writing login lacks its ids: set VAULT_WRITER_ROLE_ID and VAULT_WRITER_SECRET_ID, or roleId and secretIdFile of onboarding.writer.',
      );
    const tls = readTlsFiles(options.cluster, 'clusters');
    const open = (by: Login): VaultClient =>
      createVaultClient({
        cluster: options.cluster.name,
        address: options.cluster.address,
        namespace: groups.namespace,
        tls,
        login: by,
        log: options.log,
        now: options.now,
        renews: false,
        ...(options.observe ? { observe: options.observe } : {}),
      });
    const vault = open(login);
    const others: VaultClient[] = [];
    try {
      await vault.logIn();
      try {
        return await work({
          vault,
          attribution,
          as: (token) => {
            const other = open(fixedToken(token));
            others.push(other);
            return other;
          },
        });
      } finally {
        await revokeSelf(vault, attribution, options.log);
      }
    } finally {
      await Promise.all([vault, ...others].map((client) => client.close()));
    }
  };
}

/** Refuses, and revokes, a token that lives for more than five minutes. */
function shortLived(login: Login): Login {
  return {
    ...login,
    description: `${login.description} (writing)`,
    async open(send) {
      const lease = await login.open(send);
      if (lease.ttlMs !== undefined && lease.ttlMs <= longestTtlMs) return lease;
      await send(
        { method: 'POST', path: 'auth/token/revoke-self', body: {}, token: lease.token },
        z.unknown(),
      );
      throw new UserError(
        'The writing AppRole gives tokens that live for more than 5 minutes. Set its token_max_ttl to 5m.',
      );
    },
  };
}

function fixedToken(token: string): Login {
  return {
    description: 'a token made for one check',
    canRepeat: false,
    open: async () => ({ token, ttlMs: undefined, renewable: false }),
  };
}

/** A token that could not be revoked ends by itself within five minutes; the work's outcome counts more. */
async function revokeSelf(vault: VaultClient, attribution: WriteAttribution, log: Logger): Promise<void> {
  try {
    await vault.request(
      { method: 'POST', path: 'auth/token/revoke-self', body: {}, idempotent: true, attribution },
      z.unknown(),
    );
  } catch (error) {
    log.warn({ error, request: attribution.request }, 'The token of the writing login could not be revoked');
  }
}
