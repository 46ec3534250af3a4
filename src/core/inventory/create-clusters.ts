import { existsSync } from 'node:fs';
import type { ClusterConfig } from '../../config/clusters.ts';
import type { Config } from '../../config/config.ts';
import type { Environment } from '../../config/environment.ts';
import { ConfigError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import { createLogin, tokenFileLogin } from '../../vault/create-login.ts';
import { createNodeProbe } from '../../vault/create-node-probe.ts';
import { createVaultClient, type RequestOutcome } from '../../vault/create-vault-client.ts';
import type { Login } from '../../vault/login.ts';
import { readTlsFiles, type TlsFiles } from '../../vault/tls-files.ts';
import type { Cluster } from './cluster.ts';

export interface ClustersOptions {
  /**
   * Set in a terminal: where `bao login` and `vault login` leave their token (`~/.vault-token`). The caller's own
   * token then goes before the login in the configuration, and is not renewed.
   */
  terminalTokenFile?: string;
  /** Told of every request: for metrics. */
  observe?(request: RequestOutcome): void;
}

/**
 * All clusters of the configuration. Reads certificates; connects and logs in only when first asked.
 *
 * @throws ConfigError for certificates that cannot be read
 */
export function createClusters(
  config: Pick<Config, 'clusters'>,
  environment: Environment,
  log: Logger,
  now: () => Date,
  options: ClustersOptions = {},
): Cluster[] {
  const tlsFiles = readAllTlsFiles(config.clusters);
  return config.clusters.map((cluster, index): Cluster => {
    const tls = tlsFiles[index] ?? {};
    const addresses = cluster.nodes.length > 0 ? cluster.nodes : [cluster.address];
    return {
      name: cluster.name,
      address: cluster.address,
      vault: createVaultClient({
        cluster: cluster.name,
        address: cluster.address,
        namespace: cluster.namespace,
        tls,
        login: chooseLogin(cluster, environment, options.terminalTokenFile),
        log,
        now,
        renews: options.terminalTokenFile === undefined,
        ...(options.observe ? { observe: options.observe } : {}),
      }),
      nodes: addresses.map((address) => createNodeProbe({ cluster: cluster.name, address, tls })),
    };
  });
}

/** Releases all connections. */
export async function closeClusters(clusters: readonly Cluster[]): Promise<void> {
  await Promise.all(
    clusters.flatMap((cluster) => [cluster.vault.close(), ...cluster.nodes.map((node) => node.close())]),
  );
}

function readAllTlsFiles(clusters: readonly ClusterConfig[]): TlsFiles[] {
  const problems: ConfigError['problems'][number][] = [];
  const files = clusters.map((cluster, index) => {
    try {
      return readTlsFiles(cluster, `clusters.${index}`);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return {};
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return files;
}

/**
 * The service logs in as configured. In a terminal the caller acts with a token of their own: VAULT_TOKEN, else,
 * unless the environment has an AppRole, the file that a login left.
 */
function chooseLogin(
  { auth }: ClusterConfig,
  environment: Environment,
  terminalTokenFile: string | undefined,
): Login {
  const secrets = {
    token: environment.vaultToken,
    roleId: environment.vaultRoleId,
    secretId: environment.vaultSecretId,
  };
  const asConfigured = createLogin(auth, secrets);
  if (terminalTokenFile === undefined) return asConfigured;
  if (secrets.token !== undefined) return createLogin({ method: 'token' }, secrets);
  const hasAppRole = secrets.roleId !== undefined && secrets.secretId !== undefined;
  return !hasAppRole && existsSync(terminalTokenFile) ? tokenFileLogin(terminalTokenFile) : asConfigured;
}
